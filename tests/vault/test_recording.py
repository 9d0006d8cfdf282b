"""The browser's tests are shown what today's Python makes."""

from tests.vault.recording import FILE, text


def test_what_the_browsers_tests_are_shown_is_what_python_makes():
    assert FILE.read_text() == text(), "run `python -m tests.vault.recording`"
