"""What the web process of a demo imports: the application, with a door for every role."""

from hub.app import create_app
from hub.config import Settings
from hub.demo import doors

_settings = Settings.from_env()
application = create_app(_settings)
doors.install(application, _settings)
