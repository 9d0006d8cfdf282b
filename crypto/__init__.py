"""The three formats of Accord: age files, signed statements, a transparency log. This page is the manual.

`FORMATS.md` beside this file is the specification; its rules have numbers. Every refusal is a `CryptoError`
whose `rule` is such a number and whose class says what kind of refusal it is (`crypto.errors`). Bytes come
in and bytes go out: nothing here reads a clock, a file, the network or a setting; randomness can be passed in
as ``random=``.

==============================================  ==========================================================
`age`; `unseal` opens                           secrets: X25519, scrypt, streams, armor
`dsse`, `ed25519`, `strict_json`, `schema`      what a signed statement is on the wire
`kinds`, `statement`                            the closed list of statements, and what each has
`device`, `enrolment`, `pairing`, `reporter`    fingerprints, join codes, further devices, twelve words
`directory`                                     who belongs to which team with which devices
`circle`, `ring`                                who takes part in a case, and who holds which key of it
`replay`                                        both logs, judged leaf by leaf
`letter`, `envelope`, `padding`                 what is sealed, and what can be checked without a key
`merkle`, `notes`, `tlog`, `tlog_proof`,        the log: trees, checkpoints, cosignatures, proofs
`checkpoint_watch`
`unseal`                                        all that opens or signs: for a member's own machine
==============================================  ==========================================================

What follows runs as it stands. It is both a hub with its logs and the people who use it; on real machines
each of them holds logs of their own, folded from the same leaves.

    >>> from datetime import UTC, datetime, timedelta
    >>> from hashlib import sha256
    >>> from secrets import token_hex
    >>> from crypto import kinds, replay, statement
    >>> from crypto.kinds.body import LogPoint
    >>> HUB, NOW = "hub.example", datetime(2026, 11, 21, 8, tzinfo=UTC)
    >>> logs = replay.Replay(hub=HUB, cna=None)

Every statement says which hub it is for, how much of the directory its author had verified, and which device
made it (FORMATS.md 2.2). A hub appends only what counts:

    >>> def point():
    ...     return LogPoint(size=logs.directory.size, root=logs.directory.root())
    >>> def common(fingerprint):
    ...     return {"hub": HUB, "id": token_hex(16), "created": NOW, "log": point(), "by": fingerprint}
    >>> def publish(signed):
    ...     found = statement.check(signed, hub=HUB)
    ...     logs.judge_directory(found, when=NOW)
    ...     logs.add_directory(statement.Entry(logs.directory.size, found, NOW))
    ...     return found

**A team.** Two people make a device each and found pip. Version 1 is signed by every device it lists, and its
hash is the tenant's name from then on (4.3). Ada is on duty: she holds the intake ring.

    >>> from crypto.unseal.signing import DeviceSecret
    >>> ada, bob = DeviceSecret.generate(), DeviceSecret.generate()
    >>> ADA, BOB = sorted(token_hex(16) for _ in range(2))
    >>> from crypto.kinds.directory import Member
    >>> members = (
    ...     Member(person=ADA, name="Ada", roles=("admin",), devices=(ada.keys,)),
    ...     Member(person=BOB, name="Bob", roles=("admin",), devices=(bob.keys,)),
    ... )
    >>> roster = kinds.Roster(**common(ada.fingerprint), slug="pip", version=1, threshold=1, members=members,
    ...                       expires=NOW + timedelta(days=365))
    >>> pip = publish(bob.add_signature(roster, ada.sign(roster))).hash
    >>> duty = publish(ada.sign(kinds.Duty(**common(ada.fingerprint), tenant=pip, seq=1, people=(ADA,))))

**A ring and its shares.** Who holds a ring is computed from the logs, never chosen. An epoch is one age
identity; it names its holders, and each of them gets it in a share of their own (6, 6.1).

    >>> from crypto.kinds.sharing import At, Author, RingPlace, RingRef
    >>> from crypto.ring import Ring
    >>> from crypto.unseal import X25519Identity
    >>> from crypto.unseal.shares import open_share, seal_share
    >>> ref = RingRef(id=token_hex(16), kind="intake", tenant=pip)
    >>> keys, shares = {}, []
    >>> def rotate(device):
    ...     ring = logs.intake.get(pip, Ring(ref))
    ...     holders, last = logs.intake_holders(ring), ring.current
    ...     number, key = len(ring.epochs) + 1, X25519Identity.generate()
    ...     keys[number] = key
    ...     publish(device.sign(kinds.Epoch(
    ...         **common(device.fingerprint), ring=ref, epoch=number, recipient=str(key.recipient),
    ...         at=At(directory=logs.directory.size, cases=logs.case_size), holders=tuple(sorted(holders)),
    ...         previous=last.statement.hash if last else None)))
    ...     for due in logs.pending_intake_shares(logs.intake[pip]):
    ...         given = {n: keys[n] for n in range(due.first, due.last + 1)}
    ...         file = seal_share(ref.id, due.holder.fingerprint, due.holder.seal, given)
    ...         share = publish(device.sign(kinds.Share(
    ...             **common(device.fingerprint), ring=ref, from_epoch=due.first, epoch=due.last,
    ...             recipient=str(key.recipient), to=due.holder.fingerprint,
    ...             sha256=sha256(file).hexdigest(), size=len(file))))
    ...         shares.append((share.body, file))
    >>> rotate(ada)

**To open a share** is to compare it with its statement, and each key in it with its epoch (SH-3, SH-4):

    >>> def open_mine(device):
    ...     recipients = {each.number: each.recipient for each in logs.intake[pip].epochs}
    ...     mine = [(share, file) for share, file in shares if share.to == device.fingerprint]
    ...     opened = [open_share(file, share, device.identity, recipients) for share, file in mine]
    ...     return {number: key for each in opened for number, key in each.items()}
    >>> open_mine(ada) == {1: keys[1]}
    True

**To seal a letter** takes the recipient of the epoch in force, and nothing secret. Rae reports without an
account: twelve words are her identity (8). The hub judges manifest and file without any key (EV-1 to EV-6); a
case log names the directory it is judged with in an anchor (LO-5).

    >>> from crypto.envelope import check_file, seal_letter
    >>> from crypto.letter import Letter
    >>> from crypto.reporter import new_words
    >>> from crypto.unseal.signing import ReporterSecret
    >>> rae = ReporterSecret.from_words(new_words())
    >>> ring = logs.intake[pip]
    >>> letter = Letter(
    ...     hub=HUB, ring=ref.id, epoch=1, envelope=token_hex(16), salt=token_hex(16), kind="letter",
    ...     purpose="report", author=Author(reporter=rae.fingerprint, sign=rae.keys.sign), reporter=rae.keys,
    ...     subject="Names that leave the folder", body="Entry points may be called ../../x.")
    >>> sealed = seal_letter(letter, ring.current.recipient)
    >>> manifest = kinds.Manifest(
    ...     **common(rae.fingerprint), envelope=letter.envelope, kind="letter", purpose="report",
    ...     ring=RingPlace(id=ref.id, epoch=1, count=ring.count, head=ring.heads[-1]), author=letter.author,
    ...     suite="age-v1", plain=sealed.plain, sha256=sealed.sha256, size=sealed.size)
    >>> sent = statement.check(rae.sign(manifest), hub=HUB)
    >>> anchor = statement.encode(kinds.Anchor(**common("0" * 64), directory=point()))
    >>> for found in (statement.check(anchor, hub=HUB), sent):
    ...     logs.judge_case(found, when=NOW)
    ...     assert logs.add_case(statement.Entry(logs.case_size, found, NOW)).counts
    >>> check_file(sent.body, sealed.file)

**To open it**, the log has judged the author (EV-7); the rest follows in order, and nothing is shown before
all of it has passed (EV-8 to EV-11):

    >>> from crypto.unseal.envelopes import open_letter
    >>> open_letter(sent.body, sealed.file, open_mine(ada)[1]).body
    'Entry points may be called ../../x.'

**To rotate**: Bob comes on duty, and the next epoch is due. Any holder makes it. Shares are only added: Ada
has both keys then, and Bob reads from there on (SH-2). Who tries the wrong key is told so.

    >>> both = tuple(sorted((ADA, BOB)))
    >>> duty = publish(ada.sign(kinds.Duty(
    ...     **common(ada.fingerprint), tenant=pip, seq=2, previous=duty.hash, people=both)))
    >>> logs.intake_rotation(logs.intake[pip], when=NOW).name
    'JOINED'
    >>> rotate(ada)
    >>> sorted(open_mine(ada)), sorted(open_mine(bob))
    ([1, 2], [2])
    >>> open_letter(sent.body, sealed.file, open_mine(bob)[2])
    Traceback (most recent call last):
    crypto.errors.WrongKeyError: this file is for none of these identities (AGE-11)

The rings of a case work alike: `replay.circles` has the case, its `holders` and `pending_shares`, and
`judge_case` takes the epochs, shares and letters. `tests/vectors` has all of it as files.
"""
