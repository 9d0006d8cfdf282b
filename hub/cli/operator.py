"""`accord hub`: the operator's table of contents, apart from the members' because it knows the settings."""

from collections.abc import Mapping

import rich_click as click

from hub.cli.main import Contents
from hub.config import ConfigError

OPERATOR: Mapping[str, str] = {
    "config": "hub.cli.config:config",
    "init": "hub.cli.operator_init:init",
    "migrate": "hub.cli.migrate:migrate",
    "orders": "hub.cli.operator_orders:orders",
    "serve": "hub.cli.serve:serve",
    "tenant": "hub.cli.operator_tenant:tenant",
    "up": "hub.cli.operator_up:up",
    "work": "hub.cli.operator_work:work",
}


class Operator(Contents):
    """What whoever runs a hub needs."""

    table = OPERATOR

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; whatever is wrong with the environment is printed at once, a line each."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            for fault in error.faults:
                click.echo(f"accord: {fault}", err=True)
            ctx.exit(2)


@click.group(cls=Operator)
def operator() -> None:
    """Run a hub: engines, database, workers, settings."""
