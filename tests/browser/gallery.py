"""The pages over a vault without keys or network: `hub/vault/tests/pages`, and a page of a watched browser.

from tests.browser.gallery import gallery, page        # __all__ = ["gallery", "page"]
page.goto(gallery + "?slow#/case/c1")                  # what the query can ask for: fake_vault.ts
"""

import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.browser_acts import NODE

LOOK = Path(__file__).parents[2] / "hub" / "vault" / "tests" / "pages" / "look.mjs"


@pytest.fixture(scope="module")
def gallery():
    """Serve the pages with the vault's policy over the fake vault; its address."""
    command = [str(NODE), str(LOOK)]  # itself: a wrapper would outlive it
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        closing(server.stdout) as out,
    ):
        yield out.readline().strip()
        server.terminate()


@pytest.fixture
def page(context_of):
    """Give a page of a watched browser."""
    context, watch = context_of()
    page = context.new_page()
    page.watch = watch
    return page
