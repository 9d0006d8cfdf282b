"""The house is clean under each of our own lint rules, and each rule bites."""

from pathlib import Path

import pytest

from tests.walls import lints

ROOT = Path(__file__).parents[2]

# rule, where the violation is planted, and its text
PLANTED = [
    (lints.no_text_sql, "tenants/cases/service.py", "from sqlalchemy import text\ntext('SELECT 1')"),
    (lints.no_text_sql, "hub/queue.py", "connection.exec_driver_sql('SELECT 1')"),
    (lints.no_commit_below_hub, "tenants/cases/service.py", "session.commit()"),
    (lints.flush_says_why, "tenants/cases/service.py", "a = 1\n\nsession.flush()"),
    (lints.no_hidden_clock, "hub/jobs/mail.py", "datetime.now(UTC)"),
    (lints.no_hidden_clock, "tenants/cases/rules.py", "import time\ntime.time()"),
    (lints.no_hidden_clock, "tenants/cases/rules.py", "datetime.date.today()"),
    (lints.no_tenant_filter, "tenants/cases/service.py", "select(Case).where(Case.tenant_id == one)"),
    (lints.no_tenant_filter, "tenants/cases/service.py", "select(t).where(one == models.Case.tenant_id)"),
    (lints.has_docstring, "hub/db.py", "x = 1"),
    (lints.public_things_have_docstrings, "crypto/log.py", "def leaf(): return b''"),
    (
        lints.public_things_have_docstrings,
        "tenants/cases/rules.py",
        "class A:\n  'a'\n  def b(self): return 1",
    ),
    (lints.not_too_long, "hub/db.py", "x = 1\n" * 401),
    (lints.no_import_inside, "hub/db.py", "def f():\n    if x:\n        import json"),
    (lints.no_pickle, "hub/queue.py", "from pickle import loads"),
    (lints.no_pickle, "hub/queue.py", "import json, marshal"),
    (lints.plain_name, "tenants/cases/helpers.py", "x = 1"),
    (lints.plain_name, "hub/utils/text.py", "x = 1"),
    (lints.constant_log_events, "hub/jobs/mail.py", "log.info(f'sent {subject}')"),
    (lints.constant_log_events, "hub/jobs/mail.py", "log.info(subject, id=1)"),
    (lints.no_work_left, "hub/db.py", "x = 1  # TO" + "DO: more"),
    (lints.excuses_have_reasons, "hub/db.py", "x = 1  # " + "noqa: E501"),
    (lints.excuses_have_reasons, "hub/db.py", "x = y  # type" + ": ignore[misc]"),
]

# What looks like a violation and is none.
ALLOWED = [
    (lints.no_text_sql, "migrations/versions/0001_tenants.py", "op.execute(text('SELECT 1'))"),
    (lints.no_commit_below_hub, "hub/db.py", "session.commit()"),
    (lints.flush_says_why, "tenants/cases/service.py", "# the id is needed below\nsession.flush()"),
    (lints.no_hidden_clock, "hub/clock.py", "datetime.now(UTC)"),
    (lints.no_hidden_clock, "tenants/cases/service.py", "clock.now()"),
    (lints.no_tenant_filter, "tenants/cases/rules.py", "case.tenant_id == member.tenant_id"),
    (lints.public_things_have_docstrings, "crypto/log.py", "def _leaf(): return b''"),
    (lints.public_things_have_docstrings, "tenants/a.py", "class A(Protocol):\n  'a'\n  def b(self): ..."),
    (lints.excuses_have_reasons, "hub/db.py", "x = 1  # " + "noqa: E501  # an address cannot be broken"),
    (lints.excuses_have_reasons, "hub/db.py", "x = 1  # " + "noqa: E501 -- an address cannot be broken"),
    (lints.constant_log_events, "hub/jobs/mail.py", "log.info('sent', id=1)"),
]


def ids(cases):
    """Return one name per case, numbered, as strict parametrization wants."""
    return [f"{rule.__name__}-{number}" for number, (rule, _, _) in enumerate(cases)]


@pytest.mark.parametrize("rule", lints.RULES, ids=lambda rule: rule.__name__)
def test_the_house_is_clean(rule):
    found = [str(finding) for module in lints.modules(ROOT) for finding in rule(module)]

    assert found == []


@pytest.mark.parametrize("rule", [lints.not_too_long, lints.plain_name], ids=lambda rule: rule.__name__)
def test_the_vault_keeps_the_measure_and_the_names_of_the_house(rule):
    scripts = list(lints.scripts(ROOT))

    assert len(scripts) > 100
    assert [str(finding) for module in scripts for finding in rule(module)] == []


@pytest.mark.parametrize(("rule", "path", "source"), PLANTED, ids=ids(PLANTED))
def test_a_planted_violation_is_found(rule, path, source, tmp_path):
    planted = tmp_path / path
    planted.parent.mkdir(parents=True)
    planted.write_text(source)

    assert [finding.path for module in lints.modules(tmp_path) for finding in rule(module)] == [path]


@pytest.mark.parametrize(("rule", "path", "source"), ALLOWED, ids=ids(ALLOWED))
def test_what_only_looks_like_one_is_not(rule, path, source):
    assert list(rule(lints.Module(path, source))) == []


def test_every_rule_has_a_planted_violation():
    assert {rule for rule, _, _ in PLANTED} == set(lints.RULES)


@pytest.mark.parametrize(
    "rule",
    [lints.has_docstring, lints.not_too_long, lints.no_pickle, lints.plain_name, lints.no_work_left,
     lints.excuses_have_reasons],
    ids=lambda rule: rule.__name__,
)  # fmt: skip
def test_the_tests_keep_the_rules_that_are_about_reading(rule):
    found = [str(finding) for module in lints.modules(ROOT, "tests") for finding in rule(module)]

    assert found == []
