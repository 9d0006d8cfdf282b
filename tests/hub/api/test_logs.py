"""The logs through the API: checkpoints, proofs that verify, cosignatures, leaves and anchors."""

import base64
import time

import pytest
from openapi_spec_validator import validate

from crypto import merkle, notes, tlog
from crypto.tlog import Checkpoint, WitnessSigner
from tenants.journal.record import append_case
from tenants.kernel.scope import Scope, acting_as, inside_case
from tests.support.hub import log_key

WITNESS = WitnessSigner(b"\x07" * 32, "pip.example")
STRANGER = WitnessSigner(b"\x08" * 32, "pip.example")
# The scope is told to a session once, by a statement of its own.
TOLD = 1
WITNESSED = {"witness": WITNESS.key.key.hex()}


@pytest.fixture
def pip(hub):
    return hub.found("pip", "ada", **WITNESSED)


def signed_off(hub, log="directory"):
    """The newest checkpoint as an auditor takes it up."""
    hub.work()
    shown = hub.get(f"logs/{log}/checkpoint").get_json()
    return tlog.open_checkpoint(
        shown["note"].encode(), origin=f"localhost:8080/{log}", key=log_key(hub.settings)
    )


def hashes(answer):
    assert answer.status_code == 200, answer.get_json()
    return [base64.b64decode(each) for each in answer.get_json()["hashes"]]


def opened_case(hub, pip):
    """A case of pip, as its service opens one; the id."""
    body = hub.opening(pip["ada"], pip)
    scope = Scope(tenant_id=pip.genesis)
    with acting_as(hub.sessions(), scope) as session, inside_case(session, body.case):
        append_case(session, body.case, [hub.signed(body)], hub=hub.hub, now=hub.time)
        session.commit()
    return body.case


def test_a_log_without_a_checkpoint_says_so(hub):
    assert hub.get("logs/cases/checkpoint").get_json() == {"size": 0}
    assert hub.get("logs/cases/checkpoints").get_json() == {"checkpoints": []}


@pytest.mark.parametrize("path", ["checkpoint", "checkpoints", "inclusion", "consistency", "leaves"])
def test_there_are_two_logs(hub, path):
    assert hub.get(f"logs/others/{path}").status_code == 404


def test_an_opened_slug_has_both_logs_signed_off_so_that_the_founder_can_know_the_key(hub):
    hub.open_slug("pip")

    assert signed_off(hub).root == merkle.EMPTY_ROOT
    assert signed_off(hub, "cases").size == 0
    assert hub.get("hub").get_json() == {
        "hub": "localhost:8080",
        "log_key": str(log_key(hub.settings)),
        "cna": None,
    }


def test_the_hub_names_its_cna(hub, pip):
    psf = hub.found("psf", "cat", kind="cna")

    assert hub.get("hub").get_json()["cna"] == psf.genesis


def test_a_checkpoint_covers_what_was_taken_in(hub, pip):
    checkpoint = signed_off(hub)

    assert (checkpoint.size, checkpoint.root.hex()) == (2, hub.directory.root())


def test_a_leaf_is_proved_to_be_in_the_tree(hub, pip):
    for _ in range(5):
        hub.put(hub.duty(pip, pip["ada"]))
    checkpoint = signed_off(hub)
    for entry in hub.entries:
        proof = hashes(hub.get("logs/directory/inclusion", index=entry.index, size=checkpoint.size))
        merkle.verify_inclusion(
            index=entry.index,
            size=checkpoint.size,
            leaf=bytes.fromhex(entry.statement.hash),
            proof=proof,
            root=checkpoint.root,
        )


def test_the_only_leaf_of_a_tree_needs_no_proof(hub, pip):
    assert hashes(hub.get("logs/directory/inclusion", index=0, size=1)) == []


def test_one_checkpoint_is_proved_to_begin_the_next(hub, pip):
    old = signed_off(hub)
    for _ in range(5):
        hub.put(hub.duty(pip, pip["ada"]))
    new = signed_off(hub)
    proof = hashes(hub.get("logs/directory/consistency", old=old.size, new=new.size))
    merkle.verify_consistency(old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=proof)

    shown = hub.get("logs/directory/checkpoints", after=old.size).get_json()["checkpoints"]
    assert [each["size"] for each in shown] == [new.size]


@pytest.mark.parametrize(
    ("proof", "query"),
    [
        ("inclusion", {"index": 2, "size": 2}),
        ("inclusion", {"index": 0, "size": 3}),
        ("consistency", {"old": 2, "new": 1}),
        ("consistency", {"old": 0, "new": 9}),
    ],
    ids=["no such leaf", "no such size", "backwards", "beyond"],
)
def test_a_proof_beyond_the_tree_is_refused(hub, pip, proof, query):
    answer = hub.get(f"logs/directory/{proof}", **query)

    assert (answer.status_code, answer.get_json()["rule"]) == (422, "LG-2")


def test_case_leaves_are_blinded_and_anchors_are_public(hub, pip):
    opened_case(hub, pip)
    leaves = hub.get("logs/cases/leaves").get_json()["leaves"]
    anchors = hub.get("logs/cases/anchors").get_json()["anchors"]

    assert len(leaves) == 2
    assert [each["index"] for each in anchors] == [0]
    assert hub.get("logs/cases/leaves", from_=1).get_json()["leaves"] == leaves[1:]
    assert hub.get("logs/cases/anchors", from_=1).get_json()["anchors"] == []
    assert signed_off(hub, "cases").root == merkle.root_of(bytes.fromhex(each) for each in leaves)


class TestCosigning:
    """A team's witness stands by a checkpoint (LO-7)."""

    def cosign(self, hub, by, *, signer=WITNESS, size=None, line=None):
        checkpoint = signed_off(hub)
        line = line or str(signer.cosign(checkpoint, at=int(time.time())))
        given = {"size": checkpoint.size if size is None else size, "line": line}
        return hub.post("logs/directory/cosignatures", given, by=by)

    def test_a_stranger_cannot(self, hub, pip):
        assert self.cosign(hub, None).status_code == 401

    def test_a_tenant_without_a_witness_cannot(self, hub, pip):
        uv = hub.found("uv", "eve")
        answer = self.cosign(hub, uv["eve"])

        assert (answer.status_code, answer.get_json()["rule"]) == (403, "LO-7")

    def test_the_line_of_another_witness_is_refused(self, hub, pip):
        answer = self.cosign(hub, pip["ada"], signer=STRANGER)

        assert (answer.status_code, answer.get_json()["rule"]) == (422, "LG-12")

    def test_a_line_on_another_checkpoint_is_refused(self, hub, pip):
        other = Checkpoint("localhost:8080/directory", 2, b"\x01" * 32)
        answer = self.cosign(hub, pip["ada"], line=str(WITNESS.cosign(other, at=1)))

        assert (answer.status_code, answer.get_json()["rule"]) == (422, "LG-12")

    @pytest.mark.parametrize("line", ["x", "— a b\n— c d"], ids=["no line", "two lines"])
    def test_a_malformed_line_is_refused(self, hub, pip, line):
        assert self.cosign(hub, pip["ada"], line=line).get_json()["rule"] in ("LG-6", "LG-12")

    def test_a_size_without_a_checkpoint_is_not_there(self, hub, pip):
        assert self.cosign(hub, pip["ada"], size=1).status_code == 404

    def test_a_line_is_kept_once_and_verifies(self, hub, pip):
        assert self.cosign(hub, pip["ada"]).status_code == 204
        assert self.cosign(hub, pip["ada"]).status_code == 204
        shown = hub.get("logs/directory/checkpoint").get_json()

        assert len(shown["cosignatures"]) == 1
        note = notes.parse((shown["note"] + shown["cosignatures"][0] + "\n").encode())
        assert tlog.cosigned_at(note, WITNESS.key) is not None


@pytest.mark.slow
def test_the_published_description_is_valid_openapi(hub):
    document = hub.get("openapi.json").get_json()
    validate(document)

    assert document["openapi"] == "3.1.0"
    assert "application/problem+json" in document["components"]["responses"]["DEFAULT_ERROR"]["content"]
