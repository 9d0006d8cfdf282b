"""What the files about keys and secrets ask of an implementation, asked of ours."""

import base64

from crypto.device import fingerprint, groups, parse_qr, qr_text
from crypto.enrolment import JoinCode, code_seed
from crypto.kinds import Share
from crypto.kinds.directory import DeviceKeys
from crypto.padding import padded_length
from crypto.reporter import seeds
from crypto.statement import narrow, parse
from crypto.unseal import X25519Identity
from crypto.unseal.device_file import open_device
from crypto.unseal.shares import open_share
from crypto.unseal.signing import ReporterSecret, SigningKey

Vectors = dict


def open_shared(file: Vectors, case: Vectors) -> Vectors:
    """shares.json."""
    share = narrow(parse(case["share"].encode(), hub=file["hub"]), Share).body
    identity = X25519Identity.parse(case.get("identity", file["identity"]))
    shown = case.get("recipients", file["recipients"])
    recipients = {int(number): recipient for number, recipient in shown.items()}
    found = open_share(base64.b64decode(case["file"]), share, identity, recipients)
    return {"keys": {str(number): str(key) for number, key in found.items()}}


def open_held(file: Vectors, case: Vectors) -> Vectors:
    """device_files.json."""
    data, most = base64.b64decode(case["file"]), file["max_work_factor"]
    found = open_device(data, case["passphrase"], max_work_factor=most)
    return {"device": found.dump(), "fingerprint": found.secret.fingerprint}


def read_code(_file: Vectors, case: Vectors) -> Vectors:
    """join_codes.json."""
    code = JoinCode.from_text(case["text"])
    seed = code_seed(code.secret, code.tenant)
    return {"fields": code.dump(), "seed": seed.hex(), "code_key": SigningKey(seed).public.hex()}


def read_words(_file: Vectors, case: Vectors) -> Vectors:
    """reporter_words.json."""
    found, secret = seeds(case["words"]), ReporterSecret.from_words(case["words"])
    derived = {"sign_seed": found.sign.hex(), "seal_seed": found.seal.hex()}
    return derived | secret.keys.dump() | {"fingerprint": secret.fingerprint}


def compare_device(_file: Vectors, case: Vectors) -> Vectors:
    """fingerprints.json."""
    if "parse_qr" in case:
        return {"fingerprint": parse_qr(case["parse_qr"])}
    found = fingerprint(DeviceKeys(sign=case["sign"], seal=case["seal"]))
    assert parse_qr(qr_text(found)) == found
    return {"fingerprint": found, "qr": qr_text(found), "groups": groups(found)}


def pad(_file: Vectors, case: Vectors) -> Vectors:
    """padding.json."""
    return {"padded": padded_length(case["length"])}
