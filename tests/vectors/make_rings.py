"""Both logs of a case: who reads, who holds which epoch, and what is void at its leaf (sections 5 to 7)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from crypto.kinds.body import LogPoint
from crypto.kinds.sharing import At, Author, RingRef
from tests.support.cases import NOW, CaseLog, CaseWorld, reporter_keys, since
from tests.support.people import Actor, Team, digits
from tests.vectors.recorder import LogRecorder, Vectors


@dataclass
class Scene:
    """The teams of the file, and pip's case."""

    record: LogRecorder
    pip: Team
    uv: Team
    case: CaseLog
    joint: RingRef

    def __getitem__(self, name: str) -> Actor:
        return (self.pip.actors | self.uv.actors)[name]

    def put(self, name: str, body) -> None:
        """A leaf of the case that must count."""
        self.case._keep(self.record.put_case(name, body))

    def void(self, name: str, rule: str, body) -> None:
        """A leaf of the case that must not."""
        self.record.void_case(name, rule, body)

    def holders(self, name: str, ring: RingRef | None = None) -> None:
        """Who holds a ring of the case now."""
        found = self.case.circle.holders(ring or self.joint, when=self.record.world.time)
        self.record.holders(name, ring or self.joint, {key: each.first for key, each in found.items()})


def rings() -> Vectors:
    """`Replay.judge_directory` and `judge_case` of the next leaf, or the computed holders of a ring."""
    world = CaseWorld()
    record = LogRecorder(
        "Fold the first `after` leaves of each log, then judge the statement as the next leaf of its log, "
        "or compute the holders of the ring.",
        world,
    )
    pip, uv = world.found("pip", "ada", "bob"), world.found("uv", "uma")
    world.join(pip, "cyd"), world.join(uv, "vic")
    world.connect(pip, uv)
    _intake(record, pip)
    opening = record.put_case("a case", world.opening(pip["ada"], pip)).body
    case = CaseLog(world, opening, pip)
    scene = Scene(record, pip, uv, case, case.ring("joint"))
    _first_epochs(scene)
    _consent(scene)
    _shares(scene)
    _letters(scene)
    _leaving(scene)
    return record.file()


def _intake(record: LogRecorder, pip: Team) -> None:
    world = record.world
    record.put("duty", world.duty(pip, pip["ada"], pip["cyd"]))
    everybody = tuple(sorted(pip[name].fingerprint for name in ("ada", "bob", "cyd")))
    added = world.intake_epoch(pip, pip["ada"], holders=everybody)
    record.void("an intake ring for the whole team", "RI-2", added)
    epoch = world.intake_epoch(pip, pip["ada"])
    early = replace(epoch, at=At(directory=1, cases=0))
    record.void("an epoch computed before there was duty", "RI-2", early)
    taken = replace(epoch, recipient=pip["ada"].device.keys.seal)
    record.void("a device's key as an epoch's", "RI-5", taken)
    record.put("an intake ring for duty", epoch)
    found = world.replay.intake_holders(world.replay.intake[pip.genesis])
    record.holders(
        "duty holds intake", world.intake_ref(pip), {key: each.first for key, each in found.items()}
    )
    reporter, keys = reporter_keys("rae")
    record.put_case("a report", world.report(pip, reporter))
    forged = Author(reporter=digits("nobody", 64), sign=keys.sign)
    record.void_case(
        "a report by another reporter than it names", "ST-8", world.report(pip, reporter, author=forged)
    )
    elsewhere = replace(world.report(pip, reporter).ring, epoch=2)
    record.void_case(
        "a report to an epoch that is not there", "RI-7", world.report(pip, reporter, ring=elsewhere)
    )


def _first_epochs(scene: Scene) -> None:
    case, ada, cyd = scene.case, scene["ada"], scene["cyd"]
    scene.holders("who opened the case reads it")
    none = case.epoch(scene.joint, ada, holders=(cyd.fingerprint,))
    scene.void("the owner dropped from its ring", "RI-2", none)
    outsider = case.epoch(scene.joint, ada, holders=_sorted(ada, scene["uma"]))
    scene.void("an outsider added", "RI-2", outsider)
    scene.void("a ring founded by somebody without a grant", "RI-4", case.epoch(scene.joint, cyd))
    scene.put("the joint ring", case.epoch(scene.joint, ada))
    twin = replace(case.epoch(scene.joint, ada), ring=replace(scene.joint, id=digits("second")))
    scene.void("a second joint ring", "RI-4", replace(twin, epoch=1, previous=None))
    scene.void("a grant by somebody without one", "CA-7", case.grant(cyd, cyd))
    scene.put("a grant from the first epoch", case.grant(ada, cyd))
    scene.holders("who is granted holds the ring")
    scene.put("a grant that ends", case.grant(ada, cyd, state="ended"))
    replayed = replace(case.grant(ada, cyd), seq=1, previous=None)
    scene.void("the first grant replayed", "ST-12", replayed)
    scene.put("a grant from now on", case.grant(ada, cyd, history=NOW))
    scene.void("a letter while a rotation is pending", "RI-6", case.letter(scene.joint, ada))


def _consent(scene: Scene) -> None:
    case, ada, uma = scene.case, scene["ada"], scene["uma"]
    scene.void("an accept without an invitation", "CA-4", case.accept(uma))
    scene.put("an invitation", case.invitation(ada, scene.uv, history=since(1)))
    scene.put("a roll", case.roll(ada, scene.uv))
    scene.holders("before the accept the invited hold nothing")
    accept = case.accept(uma)
    scene.void("an accept by a plain member", "CA-4", replace(accept, by=scene["vic"].fingerprint))
    scene.void("other terms", "CA-4", replace(accept, terms=digits("terms", 64)))
    scene.put("an accept", accept)
    scene.void("an accept replayed", "ST-9", accept)
    scene.void("an accept twice", "CA-4", replace(accept, id=digits("again")))
    scene.holders("after the accept the people it names")
    scene.holders("a party's own ring", case.ring("tenant", tenant=scene.uv.genesis))


def _shares(scene: Scene) -> None:
    case, ada, cyd, uma = scene.case, scene["ada"], scene["cyd"], scene["uma"]
    one, other = case.epoch(scene.joint, ada), case.epoch(scene.joint, ada)
    skipped = replace(other, epoch=3)
    scene.void("an epoch left out", "RI-3", skipped)
    scene.put("the second epoch", one)
    scene.void("the second of two with one previous", "RI-3", other)
    used = case.epoch(scene.joint, ada, recipient=one.recipient)
    scene.void("a recipient used again", "RI-5", used)
    scene.put("a share for a party", case.share(scene.joint, ada, uma))
    scene.void("a share for somebody who may not read", "SH-1", case.share(scene.joint, ada, scene["vic"]))
    scene.void("a share from before a newcomer's start", "SH-2", case.share(scene.joint, ada, cyd))
    wrong = case.share(scene.joint, ada, cyd, from_epoch=2, recipient=uma.device.keys.seal)
    scene.void("a share of another recipient", "SH-1", wrong)
    scene.put("a share from now on", case.share(scene.joint, ada, cyd, from_epoch=2))
    scene.void("a share by who has not the epochs", "SH-1", case.share(scene.joint, cyd, uma))
    scene.holders("holders with their first epochs")


def _letters(scene: Scene) -> None:
    case, ada, uma = scene.case, scene["ada"], scene["uma"]
    letter = case.letter(scene.joint, uma)
    scene.put("a letter", letter)
    scene.void("a letter to a ring not held", "EV-3", case.letter(scene.joint, scene["vic"]))
    for_ada = Author(tenant=scene.pip.genesis, person=ada.person)
    scene.void("a letter in another's name", "ST-13", case.letter(scene.joint, uma, author=for_ada))
    old = replace(letter.ring, epoch=1, count=1, head=case.folded(scene.joint).heads[-1])
    scene.void("a letter to an epoch that was replaced", "RI-7", case.letter(scene.joint, ada, ring=old))
    again = case.letter(scene.joint, ada, envelope=letter.envelope)
    scene.void("an envelope's id used again", "EV-5", again)
    gap = replace(case.letter(scene.joint, ada).ring, count=2, head=digits("unseen", 64))
    scene.void(
        "a letter whose author saw one that is not here", "RI-9", case.letter(scene.joint, ada, ring=gap)
    )
    other = replace(case.letter(scene.joint, ada).ring, head=digits("other", 64))
    scene.void("a letter whose author saw another one", "RI-9", case.letter(scene.joint, ada, ring=other))


def _leaving(scene: Scene) -> None:
    case, world, uma = scene.case, scene.record.world, scene["uma"]
    early = case.letter(scene.joint, uma)
    scene.put("a recusal", case.recusal(uma, uma))
    scene.void("a letter by who is recused", "CA-9", early)
    scene.void("a grant by who is recused", "CA-9", case.grant(uma, scene["vic"]))
    scene.holders("who is recused holds nothing")
    scene.put("the third epoch", case.epoch(scene.joint, scene["ada"]))
    world.later(hours=1)
    record, cyd = scene.record, scene["cyd"]
    dated = case.letter(scene.joint, cyd, created=world.time - timedelta(days=9))
    record.put("a roster without cyd", world.roster(scene.pip, *world.without(scene.pip, cyd)))
    scene.void("back-dated by a device that is out", "ST-13", dated)
    _coming_back(scene)
    first = LogPoint(size=1, root=world.directory.root(1))
    scene.void("an anchor that goes back", "LO-5", world.anchor(directory=first, log=first))
    forked = replace(world.point(), root=digits("fork", 64))
    scene.void("an anchor of another directory", "LO-5", world.anchor(directory=forked))


def _coming_back(scene: Scene) -> None:
    """CA-15: cyd, who was granted and is out, joins again under the same person id."""
    case, world, record = scene.case, scene.record.world, scene.record
    ada, cyd, secret = scene["ada"], scene["cyd"], scene.record.world.fresh("again")
    invitation = record.put("an invitation for who left", world.invitation(scene.pip, cyd, secret))
    cyd.devices = [world.device_of("cyd again")]
    device = world.device(scene.pip, cyd, cyd.device, invitation=invitation.hash)
    record.put("who left joins again", device, world.code_key(scene.pip, secret))
    scene.holders("who comes back holds nothing")
    scene.void("a grant by who came back", "CA-7", case.grant(cyd, cyd))
    scene.void("a share for who came back", "SH-1", case.share(scene.joint, ada, cyd))
    scene.put("a grant for who came back", case.grant(ada, cyd, history=NOW))
    scene.holders("who came back and is granted anew holds the ring, from the next epoch on")


def _sorted(*actors: Actor) -> tuple[str, ...]:
    return tuple(sorted(each.fingerprint for each in actors))
