"""A member's own directory."""

import pytest

from crypto.errors import CryptoError
from hub.client.errors import ClientError, Exit
from hub.client.home import Home


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(ClientError, match="cannot write to") as told:
        Home(tmp_path / "file" / "home").write("url", b"x")

    assert told.value.code is Exit.USAGE


def test_papers_that_are_broken_or_of_another_form_are_refused(tmp_path):
    home = Home(tmp_path)
    for wrong in (b"{", b"{}", b'{"hub":"x"}'):
        home.write("member.json", wrong)
        with pytest.raises(CryptoError):
            home.membership()


def test_without_a_variable_the_home_is_where_data_goes(monkeypatch, tmp_path):
    monkeypatch.delenv("ACCORD_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert Home.default().root == tmp_path / "accord"


def test_an_empty_home_is_cleared_without_a_word(tmp_path):
    Home(tmp_path).clear()

    assert not Home(tmp_path).is_taken()
