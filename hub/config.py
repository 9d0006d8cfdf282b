"""Settings from the environment: read once, checked as a whole, frozen.

Every wrong variable is reported in one go. A variable that holds a secret has a twin ending in ``_FILE``
that names a file with the value, as container secrets need it.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import cast
from urllib.parse import SplitResult, urlsplit

from environs import Env, EnvError, EnvValidationError, ValidationError, validate

from crypto.tlog import SEED_SIZE
from hub.clock import ShiftedClock, SystemClock

Check = Callable[[str], None]

# Envelopes are the largest bodies: an attachment of 25 MiB, its manifest, age and multipart overhead.
BODY_LIMIT = 32 * 2**20
# How long before T0 final records may be armed, and so could be read by the operator; 24 at most (design 4).
ARM_HOURS = 2
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
SECRET_KEY_CHARACTERS = 32
A_SEED = "32 bytes in hex or base64; `accord hub init` makes a file of them."


class LogLevel(StrEnum):
    """How much is logged; no level logs content."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class ConfigError(Exception):
    """The environment is unusable; `faults` has one sentence for each wrong variable."""

    def __init__(self, faults: list[str]) -> None:
        """Keep the faults in the order in which they are to be printed."""
        super().__init__("; ".join(faults))
        self.faults = faults


def _secret() -> str | None:
    """Return a field that no repr, and so no traceback or log line, shows."""
    value: str | None = field(default=None, repr=False, metadata={"secret": True})
    return value


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator decides. Everything else is code.

    Without `database_url` and `redis_url` the engines are embedded and live in `data`.
    `owner_database_url` is the role that owns the tables and migrates; the application's role owns nothing.
    `log_key` is the signing key of the transparency log, used by the checkpoint job alone. `arm_hours` is how
    long before T0 records may be armed.
    """

    origin: str = "http://localhost:8080"
    data: Path | None = None
    database_url: str | None = _secret()
    owner_database_url: str | None = _secret()
    redis_url: str | None = _secret()
    secret_key: str | None = _secret()
    log_key: str | None = _secret()
    mail_url: str | None = _secret()
    mail_from: str = "accord@localhost"
    cve_url: str | None = None
    cve_org: str | None = None
    cve_user: str | None = None
    cve_key: str | None = _secret()
    arm_hours: int = ARM_HOURS
    log_level: LogLevel = LogLevel.INFO
    body_limit: int = BODY_LIMIT
    proxies: int = 0
    demo: bool = False
    demo_clock_offset: int = 0
    demo_clock_file: Path | None = None

    @property
    def embedded(self) -> bool:
        """Return whether this process has to start its own engines."""
        return self.database_url is None

    @property
    def hub(self) -> str:
        """Return the hub's name in every statement: host, or host:port, of the public address."""
        return urlsplit(self.origin).netloc

    @property
    def vault(self) -> str:
        """Return the origin of the vault that belongs to the public address."""
        parts = urlsplit(self.origin)
        return f"{parts.scheme}://vault.{parts.netloc}"

    @property
    def secure(self) -> bool:
        """Return whether the public address is https, so that cookies and transport may be held to it."""
        return self.origin.startswith("https:")

    def clock(self) -> SystemClock | ShiftedClock:
        """Return the machine's clock; a shifted one only in the demo."""
        if self.demo:
            return ShiftedClock(self.demo_clock_offset, self.demo_clock_file)
        return SystemClock()

    def shown(self) -> Iterator[tuple[str, str]]:
        """Yield every setting as a pair of words; a secret shows only whether it is set."""
        for each in fields(self):
            value = getattr(self, each.name)
            masked = "set" if each.metadata.get("secret") and value else value
            yield each.name, "not set" if masked is None else str(masked)

    @classmethod
    def from_env(cls) -> "Settings":
        """Read and check the process environment; ConfigError lists every fault."""
        env = Env(eager=False)
        env.add_parser("contents", _contents)
        settings = _read(env)
        wrong = _sealed(env)
        faults = [f"{name}: {sentence}" for name, sentence in wrong.items()]
        # A variable that could not be read is None here and may not be held against another one.
        unread = {name.removesuffix("_FILE") for name in wrong}
        faults += [
            f"{', '.join(names)}: {sentence}"
            for names, sentence in _contradictions(settings)
            if unread.isdisjoint(names)
        ]
        if faults:
            raise ConfigError(faults)
        return settings


def _read(env: Env) -> Settings:
    """Read each variable; with a deferred Env a wrong one is None here and raises in `_sealed`."""
    postgres, redis = _url("postgresql", "postgresql+psycopg"), _url("redis", "rediss", "unix")
    return Settings(
        origin=env.str("ACCORD_ORIGIN", Settings.origin, validate=_origin),
        data=env.path("ACCORD_DATA", None, validate=_directory),
        database_url=_read_secret(env, "DATABASE_URL", postgres),
        owner_database_url=_read_secret(env, "ACCORD_OWNER_DATABASE_URL", postgres),
        redis_url=_read_secret(env, "REDIS_URL", redis),
        secret_key=_read_secret(env, "ACCORD_SECRET_KEY", _long_enough),
        log_key=_read_secret(env, "ACCORD_LOG_KEY", _seed),
        mail_url=_read_secret(env, "ACCORD_MAIL_URL", _url("smtp", "smtps")),
        mail_from=env.str("ACCORD_MAIL_FROM", Settings.mail_from, validate=_address),
        cve_url=env.str("ACCORD_CVE_URL", None, validate=_safe_for_a_key),
        cve_org=env.str("ACCORD_CVE_ORG", None, validate=_header),
        cve_user=env.str("ACCORD_CVE_USER", None, validate=_header),
        cve_key=_read_secret(env, "ACCORD_CVE_KEY", _header),
        arm_hours=env.int("ACCORD_ARM_HOURS", ARM_HOURS, validate=validate.Range(min=1, max=24)),
        log_level=env.enum("ACCORD_LOG_LEVEL", LogLevel.INFO, enum=LogLevel, by_value=True),
        body_limit=env.int("ACCORD_BODY_LIMIT", BODY_LIMIT, validate=validate.Range(min=2**20)),
        proxies=env.int("ACCORD_PROXIES", 0, validate=validate.Range(min=0, max=5)),
        demo=env.bool("ACCORD_DEMO", default=False),
        demo_clock_offset=env.int("ACCORD_DEMO_CLOCK_OFFSET", 0),
        demo_clock_file=env.path("ACCORD_DEMO_CLOCK_FILE", None, validate=_file),
    )


def _read_secret(env: Env, name: str, *checks: Check) -> str | None:
    """Read NAME, or the file that NAME_FILE names; both at once is a fault, as one would win silently."""
    plain: str | None = env.str(name, None, validate=list(checks))
    from_file: str | None = env.contents(f"{name}_FILE", None, checks=checks, rival=plain)
    return plain or from_file


def _sealed(env: Env) -> dict[str, str]:
    """Close the reader and return its faults, sorted by variable."""
    try:
        env.seal()
    except EnvValidationError as error:
        found = cast("Mapping[str, list[str]]", error.error_messages)  # a deferred Env gathers by name
        return {name: " ".join(map(str, found[name])) for name in sorted(found)}
    return {}


def _contradictions(settings: Settings) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the faults that only variables together make: their names and a sentence."""
    engines = ("DATABASE_URL", "REDIS_URL")
    if (settings.database_url is None) != (settings.redis_url is None):
        yield engines, "set both, or neither to run the embedded engines."
    if settings.embedded and settings.data is None:
        yield ("ACCORD_DATA", *engines), "set a directory for embedded engines, or both addresses."
    if not settings.embedded and settings.secret_key is None:
        yield ("ACCORD_SECRET_KEY", *engines), "a secret key is needed when the engines are not embedded."
    if not settings.demo and (settings.demo_clock_offset or settings.demo_clock_file):
        yield ("ACCORD_DEMO_CLOCK_OFFSET", "ACCORD_DEMO_CLOCK_FILE"), "only the demo may shift its clock."
    if settings.demo and not _is_local(urlsplit(settings.origin).hostname):
        yield ("ACCORD_DEMO", "ACCORD_ORIGIN"), "the demo opens its doors to whoever asks: only on localhost."
    numbering = (settings.cve_url, settings.cve_org, settings.cve_user, settings.cve_key)
    if any(numbering) and not all(numbering):
        names = ("ACCORD_CVE_URL", "ACCORD_CVE_ORG", "ACCORD_CVE_USER", "ACCORD_CVE_KEY")
        yield names, "set all four or none."


def _contents(path: str | None, *, checks: tuple[Check, ...], rival: str | None) -> str | None:
    """Parse a ``_FILE`` variable into what the file holds, without the newline that editors add."""
    if not path:
        return None
    if rival is not None:
        raise EnvError("set either this or the variable without _FILE, not both.")
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise EnvError("names no readable text file.") from None
    for check in checks:
        check(value)
    return value


def _url(*schemes: str) -> Check:
    """Return a check for an absolute address with one of these schemes; its sentence never repeats it."""

    def check(value: str) -> None:
        if _split(value).scheme not in schemes or "://" not in value:
            raise ValidationError(f"must begin with {' or '.join(f'{each}://' for each in schemes)}.")

    return check


def _origin(value: str) -> None:
    """Check a web origin: https, or http on this machine; no path, so that addresses join in one way."""
    parts = _split(value)
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if not (bare and _is_safe(parts)):
        raise ValidationError("must be https://HOST without a path; http only for localhost.")


def _split(value: str) -> SplitResult:
    """Return an address by its parts, its port a number."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValidationError("is no address.") from None
    return parts


def _is_safe(parts: SplitResult) -> bool:
    """Say whether what is sent there cannot be read on the way."""
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_local(parts.hostname))
    )


def _is_local(host: str | None) -> bool:
    return host is not None and (host in LOCAL_HOSTS or host.endswith(".localhost"))


def _safe_for_a_key(value: str) -> None:
    """Check an address that a key is sent to."""
    if not _is_safe(_split(value)):
        raise ValidationError("must begin with https://; http:// only for localhost.")


def _seed(value: str) -> None:
    """Check that a signing key is one."""
    if seed_of(value) is None:
        raise ValidationError(A_SEED)


def seed_of(text: str) -> bytes | None:
    """Return the 32 bytes that hex or base64 text stands for; None for what is neither."""
    try:
        seed = bytes.fromhex(text) if len(text) == 2 * SEED_SIZE else base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return seed if len(seed) == SEED_SIZE else None


def _header(value: str) -> None:
    """Check what is sent as a header: one word that can be seen."""
    if not (value.isascii() and value.isprintable() and value.split() == [value]):
        raise ValidationError("must be one word of ASCII.")


def _directory(value: Path) -> None:
    """Check that no file stands where a directory is wanted."""
    if value.exists() and not value.is_dir():
        raise ValidationError("must be a directory, or nothing yet.")


def _file(value: Path) -> None:
    """Check that no directory stands where a file is wanted."""
    if value.is_dir():
        raise ValidationError("must be a file, or nothing yet.")


def _address(value: str) -> None:
    """Check that mail can name a sender; the mail server decides the rest."""
    if value.count("@") != 1 or value != value.strip() or any(each in value for each in "\r\n<>"):
        raise ValidationError("must be one mail address.")


def _long_enough(value: str) -> None:
    """Check that a signing secret is not a word."""
    if len(value) < SECRET_KEY_CHARACTERS:
        raise ValidationError(f"must have at least {SECRET_KEY_CHARACTERS} characters.")
