"""The cast: fictitious, named by role, and large enough for what the script has to show."""

from hub.demo.cast import OUTSIDE, PIP, PSF, REPORTER, TEAMS, UV, name_of, people
from tenants.directory.service import KINDS


def test_nobody_appears_twice_and_every_name_is_that_of_a_role():
    everybody = list(people())

    assert len({person.key for person in everybody}) == len({person.name for person in everybody}) == 14
    roles = ("Lead", "Maintainer", "Manager", "Triager", "Developer", "Engineer", "Admin", "Operator One")
    assert all(person.name.endswith((*roles, "Operator Two")) for person in everybody)


def test_every_team_has_a_founder_colleagues_and_people_on_duty():
    for team in TEAMS.values():
        names = {person.name for person in team.people}
        assert team.founder.role is None
        assert all(person.role and person.slug == team.slug for person in team.people[1:])
        assert len(names) >= 2
        assert 1 <= len(team.duty) <= 5
        assert set(team.duty) <= names
        assert team.kind in KINDS


def test_the_cna_comes_first_as_everybody_pins_it():
    assert next(iter(TEAMS.values())) is PSF
    assert sum(person.role == "cna" for person in PSF.people) == 2


def test_two_teams_install_wheels_and_pip_announces_to_one_address():
    assert "extracts wheels" in PIP.profile["capabilities"]
    assert "extracts wheels" in UV.profile["capabilities"]
    assert [team.slug for team in TEAMS.values() if team.announce_to] == ["pip"]


def test_the_outside_is_two_teams_and_a_colleague_without_grant():
    assert {key.partition("-")[0] for key in OUTSIDE} == {"cpython", "pypi", "pip"}
    assert name_of("pip-triager") == "pip Triager"
    assert name_of(REPORTER) == "Reporter"
