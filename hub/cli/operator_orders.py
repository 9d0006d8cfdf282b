"""`accord hub orders`: what the workers still have to do, what of it is in trouble, and another try."""

import json
from datetime import datetime, timedelta
from typing import Any

import rich_click as click
from sqlalchemy.orm import Session

from hub.cli.operator_session import as_operator
from hub.config import Settings
from tenants.kernel import orders as kept
from tenants.kernel.orders import Trouble


@click.command
@click.argument("orders", metavar="[ORDER]...", nargs=-1)
@click.option("--retry", is_flag=True, help="Have the dead ones tried again: those named, or all.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def orders(*, orders: tuple[str, ...], retry: bool, as_json: bool) -> None:
    """Count the orders, and list those that failed: kind, age, tries and error, never what it is about.

    An order whose other side is away is tried again, at last each hour, for as long as it takes. One that
    fails by itself is dead after twelve tries: it waits here for --retry.
    """
    if orders and not retry:
        raise click.UsageError("say --retry with the orders that are to be tried again")
    settings = Settings.from_env()
    now = settings.clock().now()
    revived = as_operator(settings, lambda session: kept.revive(session, now, only=orders)) if retry else 0
    if retry and revived < len(orders):
        click.echo(f"accord: {len(orders) - revived} of these are not dead", err=True)
    said = as_operator(settings, lambda session: _found(session, now))
    if as_json:
        click.echo(json.dumps({"revived": revived, **said}))
        return
    if retry:
        click.echo(f"{revived} tried again")
    click.echo(
        f"{said['open']} open, the oldest for {timedelta(seconds=said['oldest_s'])}; {said['dead']} dead"
    )
    for each in said["failed"]:
        age, words = timedelta(seconds=each["age_s"]), f"{each['id']}  {each['state']:5}  {each['kind']:16}"
        click.echo(f"{words}  {age!s:>17}  {each['tries']:4} tries  {each['fault']}")


def _found(session: Session, now: datetime) -> dict[str, Any]:
    alive, dead = kept.backlog(session)
    since = kept.oldest(session)
    failed = [_told(each, now) for each in kept.in_trouble(session)]
    return {"open": alive, "dead": dead, "oldest_s": _age(since or now, now), "failed": failed}


def _told(trouble: Trouble, now: datetime) -> dict[str, Any]:
    return {
        "id": trouble.id,
        "state": "dead" if trouble.due_at is None else "again",
        "kind": trouble.kind,
        "age_s": _age(trouble.since, now),
        "tries": trouble.tries,
        "fault": trouble.fault,
    }


def _age(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds()))
