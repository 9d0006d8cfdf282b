"""The act at T0."""

from tests.support.hub_desk import ENDED


def test_at_t0_everything_comes_out_in_order_once(desk):
    case = desk.case()
    cve = desk.number(case)
    desk.arm(case, cve)
    desk.work()
    assert desk.published() == []
    desk.until_t0()
    desk.work()

    assert [kind for kind, _ in desk.published()] == ["advisory", "advisory", "cve", "osv"]
    assert desk.publisher(case) == ENDED
    assert desk.double.ids() == {cve: "PUBLISHED"}
