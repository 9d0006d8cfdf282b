"""Three teams that let cases to each other, and a case of the first."""

from types import SimpleNamespace

import pytest

from tests.support.cases import CaseWorld


@pytest.fixture
def scene():
    """Pip owns a case that ada opened; uv and the CNA psf know nothing of it yet."""
    world = CaseWorld()
    psf = world.found("psf", "pia")
    quin, rex = world.join(psf, "quin", role="cna"), world.join(psf, "rex", role="cna")
    world.pin(psf)
    pip, uv = world.found("pip", "ada"), world.found("uv", "uma")
    bob, cyd = world.join(pip, "bob", role="coordinator"), world.join(pip, "cyd")
    vic, wes = world.join(uv, "vic"), world.join(uv, "wes")
    world.connect(pip, uv, psf)
    ada, uma, pia = pip["ada"], uv["uma"], psf["pia"]
    case = world.open(ada, pip)
    names = {"ada": ada, "bob": bob, "cyd": cyd, "uma": uma, "vic": vic, "wes": wes, "pia": pia, "quin": quin}
    return SimpleNamespace(world=world, case=case, pip=pip, uv=uv, psf=psf, rex=rex, **names)
