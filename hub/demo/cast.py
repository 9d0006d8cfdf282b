"""Who takes part in the replayed case. Tools are real; people are fictitious and named by their role."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Person:
    """A member; `key` names their home directory. `role` is None for whoever founds the team."""

    key: str
    name: str
    role: str | None = None

    @property
    def slug(self) -> str:
        """The slug of their team."""
        return self.key.partition("-")[0]


@dataclass(frozen=True)
class Team:
    """A tenant as its operator opens it, its people with the founder first, and who reads its intake."""

    slug: str
    kind: str
    name: str
    people: tuple[Person, ...]
    duty: tuple[str, ...]
    announce_to: str | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)

    @property
    def founder(self) -> Person:
        """The first admin."""
        return self.people[0]


REPORTER = "reporter"
GROUP = "packaging"
ANNOUNCE = "announce@pip.example"

_INSTALLS = ["extracts wheels", "writes entry-point scripts", "resolves dependencies"]


def _product(purl: str, repository: str) -> dict[str, str]:
    return {"purl": purl, "repository": repository}


PSF = Team(
    "psf",
    "cna",
    "Python Software Foundation",
    (
        Person("psf-admin", "PSF Admin"),
        Person("psf-operator-one", "CNA Operator One", "cna"),
        Person("psf-operator-two", "CNA Operator Two", "cna"),
    ),
    ("PSF Admin",),
    profile={"capabilities": ["numbers and publishes CVE records"]},
)
PIP = Team(
    "pip",
    "installer",
    "pip",
    (
        Person("pip-lead", "pip Lead"),
        Person("pip-maintainer", "pip Maintainer", "member"),
        Person("pip-release-manager", "pip Release Manager", "member"),
        Person("pip-triager", "pip Triager", "member"),
    ),
    ("pip Lead", "pip Maintainer"),
    announce_to=ANNOUNCE,
    profile={
        "scope": [_product("pkg:pypi/pip", "https://github.com/pypa/pip")],
        "capabilities": _INSTALLS,
        "relations": [{"kind": "vendors", "purl": "pkg:pypi/distlib"}],
        "countries": ["DE", "GB"],
    },
)
UV = Team(
    "uv",
    "installer",
    "uv",
    (
        Person("uv-lead", "uv Lead"),
        Person("uv-maintainer", "uv Maintainer", "member"),
        Person("uv-release-manager", "uv Release Manager", "member"),
    ),
    ("uv Lead",),
    profile={
        "scope": [_product("pkg:pypi/uv", "https://github.com/astral-sh/uv")],
        "capabilities": _INSTALLS,
        "relations": [],
        "countries": ["US"],
    },
)
CPYTHON = Team(
    "cpython",
    "interpreter",
    "CPython",
    (
        Person("cpython-lead", "CPython Lead"),
        Person("cpython-developer", "CPython Developer", "member"),
    ),
    ("CPython Lead",),
    profile={
        "scope": [_product("pkg:generic/cpython", "https://github.com/python/cpython")],
        "capabilities": ["extracts archives"],
        "relations": [{"kind": "bundles", "purl": "pkg:pypi/pip"}],
    },
)
PYPI = Team(
    "pypi",
    "index",
    "PyPI",
    (
        Person("pypi-lead", "PyPI Lead"),
        Person("pypi-engineer", "PyPI Engineer", "member"),
    ),
    ("PyPI Lead",),
    profile={
        "scope": [_product("pkg:github/pypi/warehouse", "https://github.com/pypi/warehouse")],
        "capabilities": ["serves wheels", "can refuse uploads"],
        "relations": [],
    },
)

TEAMS: Mapping[str, Team] = MappingProxyType(
    {team.slug: team for team in (PSF, PIP, UV, PYPI, CPYTHON)}  # the CNA first: everybody pins it
)

# Nobody of these may find the case, whatever they ask: other teams, and pip's own member without a grant.
OUTSIDE = ("cpython-lead", "cpython-developer", "pypi-lead", "pypi-engineer", "pip-triager")


def people() -> Iterator[Person]:
    """Yield everybody who has a home directory and a device."""
    for team in TEAMS.values():
        yield from team.people


def name_of(key: str) -> str:
    """Return the name of a person, or of the reporter; KeyError for nobody."""
    if key == REPORTER:
        return "Reporter"
    return {person.key: person.name for person in people()}[key]
