"""Three teams that let cases to each other, and a case of the first."""

from types import SimpleNamespace

import pytest

from tests.support.cases import CaseWorld


class Scene(SimpleNamespace):
    """The world, its teams and people by name, and the case."""

    def readers(self):
        """The names of who reads the case now."""
        names = {each.person: name for name, each in vars(self).items() if hasattr(each, "person")}
        return {names[each.person] for each in self.case.circle.readers()}


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
    return Scene(world=world, case=case, pip=pip, uv=uv, psf=psf, rex=rex, **names)


@pytest.fixture
def shared(scene):
    """Uv takes part (uma reads), and the joint ring has an epoch that all its holders have."""
    scene.case.join(scene.ada, scene.uv, scene.uma)
    scene.joint = scene.case.ring("joint")
    scene.case.rotate(scene.joint, scene.ada)
    return scene
