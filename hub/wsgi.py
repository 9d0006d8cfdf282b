"""What a WSGI server imports: the application of this process's environment."""

from hub.app import create_app
from hub.config import Settings

application = create_app(Settings.from_env())
