"""Step 6: the PSF numbers pip's flaw without reading it, refers uv's, and the records are armed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from hub.demo.advisories import UV_CVE_ID, pip_advisory, uv_advisory, written
from hub.demo.play import Play, Said, expect
from hub.demo.troupe import NOT_FOUND

PAGE = "https://accord.example/advisories/"
OTHER_CNA = "GitHub_M"
RIGHT_OF_FIRST_REFUSAL, OUT_OF_SCOPE = "4.2.1", "4.3.1"
NOTE = "The record says nothing about how the name is split; leave it so. ({bird_draft_note})"
BEFORE_T0 = timedelta(hours=2)


def number(play: Play) -> None:
    """One ID reserved and assigned, one request referred; drafts, a second person's review, arming."""
    _ask(play)
    _decide(play)
    _let_the_cna_read_records(play)
    _draft(play)
    play.stage.move_to(t0_of(play) - BEFORE_T0)
    _arm(play)


def t0_of(play: Play) -> datetime:
    """The agreed instant."""
    return datetime.fromisoformat(play.facts["t0_pip"])


def _ask(play: Play) -> None:
    for who, product, fact in (("pip-lead", "pkg:pypi/pip", "ask_pip"), ("uv-lead", "pkg:pypi/uv", "ask_uv")):
        words = ("cve", "request", "{case}", product)
        play.act(who, *words, shows="an ID is asked for without details", keep={fact: "request"})


def _decide(play: Play) -> None:
    queue = play.act("psf-operator-one", "cve", "queue", shows="the CNA sees product, scope and authority")
    rows = {each["request"]: each for each in queue["requests"]}
    pip, uv = rows[play.facts["ask_pip"]], rows[play.facts["ask_uv"]]
    expect((pip["scope"], pip["product"]) == ("in-scope", "pkg:pypi/pip"), "pip's request is in scope")
    expect((uv["scope"], uv["rule"]) != ("in-scope", pip["rule"]), "uv's request is not, by a rule")
    play.refused("psf-operator-one", "read", "{case}", shows="numbering does not read", status=NOT_FOUND)
    said = play.act(
        "psf-operator-one", "cve", "reserve", "{ask_pip}", shows="one ID is reserved", keep={"cve": "cve"}
    )
    expect(said["cve"].startswith("CVE-1900-"), "the ID is of the year 1900")
    _sign(play, "{ask_pip}", ["assigned", "--cve", "{cve}", "--rule", RIGHT_OF_FIRST_REFUSAL])
    _sign(play, "{ask_uv}", ["referred", "--cna", OTHER_CNA, "--rule", OUT_OF_SCOPE])
    play.act(
        "uv-lead",
        *("cve", "third-party", "{case}", UV_CVE_ID, "--cna", OTHER_CNA),
        shows="uv records the ID that another CNA gave",
    )
    shown = play.act("pip-release-manager", "cve", "show", "{case}", shows="pip's people see their ID")
    expect(shown["cve"] == play.facts["cve"], "the ID is assigned to pip")


def _sign(play: Play, request: str, words: Sequence[str]) -> None:
    play.act(
        "psf-operator-one", "cve", "decide", request, *words, shows="the CNA signs its answer, with the rule"
    )


def _let_the_cna_read_records(play: Play) -> None:
    play.act(
        "pip-lead", "invite", "{case}", "psf", "--ring", "record", shows="pip invites the CNA to its drafts"
    )
    people = "CNA Operator One,CNA Operator Two"
    play.act(
        "psf-admin", "accept", "{code_name}", "--people", people, shows="the CNA accepts the same embargo"
    )
    play.act("pip-lead", "agent", "--once", shows="pip's agent seals the record ring's shares")


def _draft(play: Play) -> None:
    """Each team writes its advisory from what it knows; the CNA reads pip's, and not the letters."""
    at, cve = t0_of(play), play.facts["cve"]
    pip = pip_advisory(cve_id=cve, page=f"{PAGE}pip-2026-1", public_at=at)
    uv = uv_advisory(pip_cve_id=cve, page=f"{PAGE}uv-2026-1", public_at=at)
    play.memory.canaries.phrases.update(
        {
            "the title of the advisories": pip.title,
            "the description of pip's draft": pip.description.split(". ")[1],
            "the description of uv's draft": uv.description.split(", ")[1],
        }
    )
    play.together(
        partial(_hand_in, play, "pip-release-manager", written(pip), "record"),
        partial(_hand_in, play, "uv-maintainer", written(uv), "joint"),
    )
    play.act(
        "pip-lead",
        *("reply", "{case}", "-", "--ring", "record"),
        shows="notes on a draft are letters of the record ring",
        given=NOTE,
    )
    seen = play.act("psf-operator-two", "read", "{case}", shows="the CNA reads the record ring")
    expect(_rings(seen) == {"record"}, "the CNA reads the record ring alone")
    play.act(
        "psf-operator-two", "cve", "review", "{case}", "{cve}", shows="a second person signs the exact bytes"
    )


def _hand_in(play: Play, who: str, text: str, ring: str) -> None:
    file = play.troupe.home(who) / "advisory.json"
    file.write_text(text)
    play.act(who, "cve", "draft", "{case}", file.name, "--ring", ring, shows="a draft is a sealed record")


def _rings(said: Said) -> set[str]:
    return {each["ring"] for each in said["letters"] if each["body"] is not None}


def _arm(play: Play) -> None:
    """Two hours before T0: fixes are ready, both teams say go, owner and CNA opt in to arming."""
    for who in ("pip-lead", "uv-lead"):
        play.act(who, "status", "{case}", "vfd", "F", shows="the fix is ready")
        play.act(who, "ready", "{case}", "go", shows="the team is ready for the agreed date")
    play.act("pip-lead", "cve", "arm", "{case}", shows="the owner seals the records to the publisher")
    play.act("psf-operator-one", "cve", "arm", "{case}", shows="the CNA signs the same, and only the same")
