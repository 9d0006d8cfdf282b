"""The version that every plaintext states."""

import pytest

from crypto.errors import CryptoError
from crypto.unseal.shares import ShareFile
from tests.support.envelopes import KEY, RING
from tests.support.people import digits

WHOLE = {
    "v": 1,
    "ring": RING,
    "to": digits("to", 64),
    "epochs": [{"epoch": 1, "identity": str(KEY)}],
}


@pytest.mark.parametrize("value", [[], "x", None], ids=["a list", "a string", "nothing"])
def test_what_is_no_object_is_refused(value):
    """ST-5."""
    with pytest.raises(CryptoError) as refused:
        ShareFile.parse(value)

    assert refused.value.rule == "ST-5"


@pytest.mark.parametrize("version", [0, 2, True, "1", None])
def test_another_version_is_refused_by_the_format_s_own_rule(version):
    """SH-4."""
    with pytest.raises(CryptoError) as refused:
        ShareFile.parse({**WHOLE, "v": version})

    assert refused.value.rule == "SH-4"


def test_what_nobody_would_read_is_not_written():
    """ST-5."""
    with pytest.raises(CryptoError) as refused:
        ShareFile(ring="x", to=WHOLE["to"], epochs=()).to_json()

    assert refused.value.rule == "ST-5"


def test_a_plaintext_comes_back_as_it_was():
    whole = ShareFile.parse(WHOLE)

    assert ShareFile.from_json(whole.to_json(), limit=4096) == whole
    assert list(whole.dump()) == ["v", "ring", "to", "epochs"]
