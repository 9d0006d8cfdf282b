"""Settings: every fault at once, secrets from files, nothing shown that is secret."""

import os
from dataclasses import fields
from datetime import timedelta

import pytest
from click.testing import CliRunner

from hub.cli.main import accord
from hub.config import ConfigError, LogLevel, Settings

URLS = {"DATABASE_URL": "postgresql://accord@db/accord", "REDIS_URL": "redis://queue/0"}
SECRET = "s" * 32


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """Start from an environment that says nothing about Accord."""
    for name in list(os.environ):
        if name.startswith(("ACCORD_", "DATABASE_URL", "REDIS_URL")):
            monkeypatch.delenv(name)


@pytest.fixture
def read(monkeypatch):
    """Return a reader of Settings under the given variables."""

    def settings(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Settings.from_env()

    return settings


def faults_of(read, **variables):
    """Return what the reader complains about."""
    with pytest.raises(ConfigError) as caught:
        read(**variables)
    return caught.value.faults


def test_an_empty_environment_asks_for_a_data_directory_or_engines(read):
    assert faults_of(read) == [
        "ACCORD_DATA, DATABASE_URL, REDIS_URL: set a directory for embedded engines, or both addresses."
    ]


def test_every_wrong_variable_is_reported_at_once(read):
    found = faults_of(
        read,
        DATABASE_URL="sqlite://",
        REDIS_URL="redis",
        ACCORD_ORIGIN="http://accord.example",
        ACCORD_SECRET_KEY="short",
        ACCORD_LOG_LEVEL="loud",
        ACCORD_PROXIES="-1",
        ACCORD_MAIL_FROM="nobody",
        ACCORD_CVE_URL="https://cve.example",
        ACCORD_DEMO_CLOCK_OFFSET="60",
    )

    assert [each.split(":")[0] for each in found] == [
        "ACCORD_LOG_LEVEL",
        "ACCORD_MAIL_FROM",
        "ACCORD_ORIGIN",
        "ACCORD_PROXIES",
        "ACCORD_SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "ACCORD_DEMO_CLOCK_OFFSET, ACCORD_DEMO_CLOCK_FILE",
        "ACCORD_CVE_URL, ACCORD_CVE_ORG, ACCORD_CVE_USER, ACCORD_CVE_KEY",
    ]


WRONG = {
    "origin": "http://accord.example",
    "data": __file__,
    "database_url": "sqlite://",
    "owner_database_url": "owner",
    "redis_url": "redis",
    "secret_key": "short",
    "log_key": "garbage",
    "mail_url": "mail.example:25",
    "mail_from": "nobody",
    "cve_url": "http://cve.example/api/",
    "cve_org": "two words",
    "cve_user": "line\nfeed",
    "cve_key": "k\u00e9y",
    "arm_hours": "25",
    "log_level": "loud",
    "body_limit": "1",
    "proxies": "-1",
    "demo": "perhaps",
    "demo_clock_offset": "soon",
    "demo_clock_file": os.path.dirname(__file__),  # noqa: PTH120 - a word, as the environment has it
}


def variable(name):
    """The environment's name of a setting."""
    return name.upper() if name in {"database_url", "redis_url"} else f"ACCORD_{name.upper()}"


def test_every_setting_can_be_wrong():
    assert WRONG.keys() == {each.name for each in fields(Settings)}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("command", ["config", "up"])
def test_a_setting_that_is_wrong_is_named_by_every_command_with_exit_2(name, command):
    given = {"ACCORD_DATA": "data", variable(name): WRONG[name]}
    result = CliRunner(env=given).invoke(accord, ["hub", command])

    assert result.exit_code == 2
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["accord"]
    assert result.stderr.startswith(f"accord: {variable(name)}: ")


def test_all_that_are_wrong_are_named_at_once():
    result = CliRunner(env={variable(name): value for name, value in WRONG.items()}).invoke(
        accord, ["hub", "config"]
    )

    assert result.exit_code == 2
    named = {line.split(": ")[1] for line in result.stderr.splitlines()}
    assert named == {variable(name) for name in WRONG}


@pytest.mark.parametrize(
    "address", ["http://[", "https://accord.example:https", "https://:8080", "redis://x:y"]
)
@pytest.mark.parametrize("name", ["ACCORD_ORIGIN", "ACCORD_CVE_URL", "REDIS_URL"])
def test_what_is_no_address_is_one_sentence(read, name, address):
    (fault,) = faults_of(read, ACCORD_DATA="data", **{name: address})

    assert fault.startswith(f"{name}: ")


@pytest.mark.parametrize("url", ["https://cve.example/api/", "http://127.0.0.1:8000/api/"])
def test_the_key_of_the_cna_is_sent_over_https_or_on_this_machine(read, url):
    account = {"ACCORD_CVE_ORG": "PSF", "ACCORD_CVE_USER": "hub@psf.example", "ACCORD_CVE_KEY": "k"}

    assert read(ACCORD_DATA="data", ACCORD_CVE_URL=url, **account).cve_url == url


def test_the_demo_is_not_put_up_in_public(read):
    found = faults_of(
        read,
        **URLS,
        ACCORD_SECRET_KEY=SECRET,
        ACCORD_ORIGIN="https://accord.example",
        ACCORD_DEMO="1",
        ACCORD_DEMO_CLOCK_OFFSET="60",
    )

    assert found == [
        "ACCORD_DEMO, ACCORD_ORIGIN: the demo opens its doors to whoever asks: only on localhost."
    ]


def test_a_fault_never_repeats_a_secret(read):
    found = faults_of(read, DATABASE_URL="mysql://canary", ACCORD_SECRET_KEY="canary")

    assert "canary" not in " ".join(found)


@pytest.mark.parametrize(
    "origin",
    [
        "accord.example",
        "https://",
        "https://accord.example/path",
        "https://accord.example?query",
        "https://me@accord.example",
        "http://127.0.0.1.example",
        "ftp://localhost",
    ],
)
def test_an_origin_is_a_bare_https_host(read, origin):
    (fault,) = faults_of(read, ACCORD_DATA="data", ACCORD_ORIGIN=origin)

    assert fault.startswith("ACCORD_ORIGIN: must be https://HOST")


@pytest.mark.parametrize(
    "origin", ["http://pip.localhost:8080", "http://[::1]:8080", "https://accord.example"]
)
def test_plain_http_is_for_this_machine(read, origin):
    settings = read(ACCORD_DATA="data", ACCORD_ORIGIN=origin)

    assert settings.origin == origin
    assert settings.secure == origin.startswith("https")


def test_one_engine_without_the_other_is_a_fault(read):
    found = faults_of(read, DATABASE_URL=URLS["DATABASE_URL"], ACCORD_SECRET_KEY=SECRET)

    assert found == ["DATABASE_URL, REDIS_URL: set both, or neither to run the embedded engines."]


def test_own_engines_need_a_secret_key(read):
    (fault,) = faults_of(read, **URLS)

    assert fault.startswith("ACCORD_SECRET_KEY, ")


def test_a_secret_is_read_from_a_file(read, tmp_path):
    (tmp_path / "key").write_text(SECRET + "\n")

    settings = read(**URLS, ACCORD_SECRET_KEY_FILE=str(tmp_path / "key"))

    assert settings.secret_key == SECRET
    assert not settings.embedded


def test_a_wrong_secret_file_is_reported_with_the_rest(read, tmp_path):
    (tmp_path / "short").write_text("word")
    (tmp_path / "log").write_bytes(b"\xff\xfe")
    found = faults_of(
        read,
        ACCORD_DATA="data",
        ACCORD_SECRET_KEY_FILE=str(tmp_path / "short"),
        ACCORD_LOG_KEY_FILE=str(tmp_path / "log"),
        ACCORD_CVE_KEY_FILE=str(tmp_path / "absent"),
        ACCORD_MAIL_URL="smtp://localhost",
        ACCORD_MAIL_URL_FILE=str(tmp_path / "short"),
    )

    assert found == [
        "ACCORD_CVE_KEY_FILE: names no readable text file.",
        "ACCORD_LOG_KEY_FILE: names no readable text file.",
        "ACCORD_MAIL_URL_FILE: set either this or the variable without _FILE, not both.",
        "ACCORD_SECRET_KEY_FILE: must have at least 32 characters.",
    ]


def test_no_repr_and_no_listing_shows_a_secret(read):
    settings = read(ACCORD_DATA="data", ACCORD_SECRET_KEY=SECRET, ACCORD_CVE_KEY_FILE="")
    shown = dict(settings.shown())

    assert SECRET not in repr(settings)
    assert shown["secret_key"] == "set"
    assert shown["cve_key"] == "not set"
    assert shown["data"] == "data"


def test_only_the_demo_shifts_its_clock(read, tmp_path):
    (tmp_path / "offset").write_text("86400")
    real = read(ACCORD_DATA="data").clock().now()
    fixed = read(ACCORD_DEMO="true", ACCORD_DEMO_CLOCK_OFFSET="3600").clock().now()
    moving = read(ACCORD_DEMO_CLOCK_FILE=str(tmp_path / "offset")).clock()

    assert timedelta(minutes=59) < fixed - real < timedelta(minutes=61)
    assert timedelta(hours=23) < moving.now() - real < timedelta(hours=25)
    (tmp_path / "offset").write_text("0")
    assert moving.now() - real < timedelta(hours=1)
    (tmp_path / "offset").unlink()
    assert timedelta(minutes=59) < moving.now() - real < timedelta(minutes=61)


def test_the_defaults_are_quiet_and_local(read):
    settings = read(ACCORD_DATA="data")

    assert settings.embedded
    assert settings.origin == "http://localhost:8080"
    assert settings.log_level is LogLevel.INFO
    assert not settings.demo
