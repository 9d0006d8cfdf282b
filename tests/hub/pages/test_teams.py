"""Teams and groups: what is shown is what the directory log says now."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from tenants.directory.models import AdmittedTenant
from tenants.directory.profiles import products
from tenants.directory.service import set_stage
from tenants.kernel.scope import NOBODY, acting_as
from tests.support.markup import page

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def pip(hub):
    pip = hub.found("pip", "ada")
    hub.put(hub.duty(pip, pip["ada"]))
    return pip


def shown(hub, path="/tenants/pip"):
    return page(hub.client.get(path))


def opened(hub, slug, **profile):
    code = hub.open_slug(slug, "installer", profile=profile)
    actor = hub.actor(f"{slug} lead")
    hub.send([hub.signed(hub.first_roster(slug, actor.member("admin")))], founding_code=code)


def test_a_team_that_has_not_founded_is_not_there(hub):
    hub.open_slug("pip", "installer")

    page(hub.client.get("/tenants/pip"), 404)
    assert "No team has been founded" in shown(hub, "/tenants").words


def test_a_hostile_profile_is_shown_as_text(hub):
    opened(
        hub,
        "pip",
        scope=[{"purl": HOSTILE, "repository": f"javascript:{HOSTILE}"}, HOSTILE],
        policy="https://pip.example/policy",
        relations=[{"kind": HOSTILE, "purl": HOSTILE}],
        **{HOSTILE: HOSTILE, "numbers": 5, "nothing": None},
    )
    read = shown(hub)

    assert read.words.count(HOSTILE) >= 7
    assert "https://pip.example/policy" in read.links
    assert not any(each.startswith("javascript") for each in read.links)
    assert HOSTILE in shown(hub, "/tenants").words


def test_a_team_shows_its_people_with_roles_and_devices(hub, pip):
    bob = hub.join(pip, "bob", role="coordinator")
    words = shown(hub).words

    assert f"ada admin, on duty {pip['ada'].fingerprint}" in words
    assert f"bob coordinator {bob.fingerprint}" in words
    assert pip.genesis in words
    assert "Version 1; the next takes the signature of 1 admin" in words


def test_who_left_is_shown_no_more(hub, pip):
    bob = hub.join(pip, "bob")
    hub.put(hub.roster(pip, *hub.without(pip, bob)))

    assert bob.fingerprint not in shown(hub).words
    assert "Version 2" in shown(hub).words


def test_a_roster_beyond_its_date_says_what_that_stops(hub, pip):
    hub.later(days=366)

    assert "Expired: the team invites nobody" in shown(hub).words


def test_a_team_takes_reports_once_it_has_an_intake_key(hub, pip):
    assert "None yet." in shown(hub).words
    assert "takes no reports here at present: nobody is named" in shown(hub, "/report/pip").words
    assert "No team takes reports here yet." in shown(hub, "/report").words

    epoch = hub.put(hub.intake_epoch(pip, pip["ada"]))
    recipient = epoch.body.recipient
    assert f"{recipient} Epoch 1" in shown(hub).words
    assert "/report/pip" in shown(hub).links
    assert "/report/pip" in shown(hub, "/report").links
    words = shown(hub, "/report/pip").words
    assert f"--to pip@{pip.genesis} \\ --url http://localhost:8080" in words
    assert f"age -r {recipient}" in words


def test_a_team_can_copy_what_pins_it_and_no_link_of_the_hub_itself_does(hub, pip):
    """RE-5: a genesis that a reporter takes from the hub pins nothing."""
    assert "SECURITY.md" not in shown(hub).words
    hub.put(hub.intake_epoch(pip, pip["ada"]))

    pinned = f"http://vault.localhost:8080/report#pip@{pip.genesis}"
    assert f"{pinned} accord report --to pip@{pip.genesis} \\ --url http://localhost:8080" in shown(hub).words
    links = [each for path in ("/tenants/pip", "/report", "/report/pip") for each in shown(hub, path).links]
    assert "http://vault.localhost:8080/report#pip" in links
    assert not [each for each in links if pip.genesis in each]


def test_a_suspended_team_takes_no_reports(hub, pip):
    hub.put(hub.intake_epoch(pip, pip["ada"]))
    with acting_as(hub.sessions(), NOBODY) as session:
        set_stage(session, "pip", "suspended", hub=hub.hub, now=hub.time)
        session.commit()

    assert "/report/pip" not in shown(hub, "/report").links
    assert "the team is suspended on this hub" in shown(hub, "/report/pip").words
    assert "age1" not in shown(hub).words


def test_a_team_without_edges_says_what_that_means(hub, pip):
    hub.found("uv", "uma")

    assert "has signed no boundary and joined no group" in shown(hub).words


def test_boundaries_show_both_directions_and_what_they_rest_on(hub, pip):
    uv, cpython = hub.found("uv", "uma"), hub.found("cpython", "cyd")
    hub.put(hub.boundary(pip, uv, rule="ask", verified="in-person"))
    hub.put(hub.boundary(uv, pip, rule="allow", takes=False))
    hub.put(hub.boundary(cpython, pip, rule="deny"))
    words = shown(hub).words

    assert "Uv no: none are taken yes own boundary, keys compared in person, until" in words
    assert "Cpython no no their boundary alone" in words
    assert "Pip yes no: none are taken" in shown(hub, "/tenants/uv").words


def test_a_group_shows_its_terms_and_who_joined(hub, pip):
    uv = hub.found("uv", "uma")
    terms = hub.put(hub.group(pip, "packaging"))
    assert "No team has joined yet" in shown(hub, "/groups/packaging").words

    hub.put(hub.group_join(pip, "packaging"))
    hub.put(hub.group_join(uv, "packaging"))
    read = shown(hub, "/groups/packaging")
    assert terms.hash in read.words
    assert {"/tenants/pip", "/tenants/uv"} <= set(read.links)
    assert "Uv yes yes group Packaging" in shown(hub).words
    assert "/groups/packaging" in shown(hub).links
    assert "/groups/packaging" in shown(hub, "/tenants").links


def test_new_terms_bind_who_joins_them_anew(hub, pip):
    hub.put(hub.group(pip, "packaging"))
    hub.put(hub.group_join(pip, "packaging"))
    hub.put(hub.group(pip, "packaging", rule="ask", takes=False, until=hub.time + timedelta(days=9)))
    words = shown(hub, "/groups/packaging").words

    assert "a member is asked before it invites another, and members take none" in words
    assert "joined under earlier terms" in words


def test_who_left_a_group_is_in_it_no_more(hub, pip):
    hub.put(hub.group(pip, "packaging"))
    hub.put(hub.group_join(pip, "packaging"))
    hub.put(hub.group_join(pip, "packaging", state="left"))

    assert "No team has joined yet" in shown(hub, "/groups/packaging").words


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({}, ()),
        ({"scope": None}, ()),
        ({"scope": 5}, ()),
        ({"scope": "pkg:pypi/pip"}, ("pkg:pypi/pip",)),
        ({"scope": [{"purl": "pkg:pypi/pip"}, {"repository": "x"}, 7]}, ("pkg:pypi/pip",)),
    ],
)
def test_a_profile_in_any_shape_gives_its_products(profile, expected):
    assert products(profile) == expected


def test_a_team_that_the_log_does_not_know_is_not_there(hub):
    """A row alone makes nobody a team."""
    row = {
        "id": "0" * 64,
        "slug": "pip",
        "name": "pip",
        "kind": "installer",
        "stage": "informal",
        "profile": {},
    }
    with acting_as(hub.sessions(), NOBODY) as session:
        session.execute(insert(AdmittedTenant).values(row))
        session.commit()

    page(hub.client.get("/tenants/pip"), 404)
