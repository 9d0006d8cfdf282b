"""The command line: every word loads, every fault is printed, refusals are plain sentences."""

import json
import subprocess
import sys

import pytest
import rich_click as click
from click.testing import CliRunner

import hub
from crypto.errors import MalformedError
from hub.cli.main import MEMBER, Member, accord
from hub.cli.operator import OPERATOR, operator

SETTINGS = ("DATABASE_URL", "REDIS_URL", "ACCORD_DATA", "ACCORD_SECRET_KEY", "ACCORD_ORIGIN")


@pytest.fixture
def run():
    """Run `accord` under only the given variables."""

    def run(*words: str, **variables: str):
        return CliRunner(env=dict.fromkeys(SETTINGS) | variables).invoke(accord, words)

    return run


def refusing(error: Exception) -> Member:
    """Return a top whose one command refuses."""

    def refuse() -> None:
        raise error

    return Member(name="accord", commands={"refuse": click.Command("refuse", callback=refuse)})


def test_every_configuration_fault_is_printed_and_the_status_is_2(run):
    result = run("hub", "config", DATABASE_URL="mysql://x", ACCORD_ORIGIN="accord.example")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "accord: ACCORD_ORIGIN: must be https://HOST without a path; http only for localhost.",
        "accord: DATABASE_URL: must begin with postgresql:// or postgresql+psycopg://.",
    ]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MalformedError("AGE-1", "no age file"), "accord: no age file (AGE-1)\n"),
        (click.ClickException("port 80 is taken: use --port"), "accord: port 80 is taken: use --port\n"),
    ],
    ids=["crypto", "click"],
)
def test_a_refusal_is_one_plain_line(error, sentence):
    result = CliRunner().invoke(refusing(error), ["refuse"])

    assert (result.exit_code, result.stderr, result.stdout) == (1, sentence, "")


def test_an_unknown_word_is_a_usage_error(run):
    assert run("unheard").exit_code == 2
    assert run("hub", "unheard").exit_code == 2


@pytest.mark.parametrize("word", MEMBER)
def test_every_word_of_a_member_loads(word):
    assert accord.get_command(click.Context(accord), word).help


@pytest.mark.parametrize("word", OPERATOR)
def test_every_word_of_an_operator_loads(word):
    assert operator.get_command(click.Context(operator), word).help


def test_help_names_every_word(run):
    assert all(word in run("--help").stdout for word in ["hub"])
    assert all(word in run("hub", "--help").stdout for word in OPERATOR)


def test_settings_are_shown_without_secrets(run):
    words = {"ACCORD_DATA": "data", "ACCORD_SECRET_KEY": "k" * 32}
    shown = json.loads(run("hub", "config", "--json", **words).stdout)
    plain = run("hub", "config", **words).stdout

    assert shown["secret_key"] == "set"
    assert shown["data"] == "data"
    assert "secret_key           set" in plain
    assert "k" * 32 not in plain


def test_the_module_is_the_command():
    result = subprocess.run(
        [sys.executable, "-m", "hub.cli", "--version"], capture_output=True, text=True, check=True
    )

    assert result.stdout.split()[-1] == hub.__version__
