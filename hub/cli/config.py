"""`accord hub config`: what this environment amounts to."""

import json

import rich_click as click

from hub.config import Settings


@click.command
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def config(*, as_json: bool) -> None:
    """Check the environment and print the settings; of a secret only whether it is set."""
    shown = dict(Settings.from_env().shown())
    if as_json:
        click.echo(json.dumps(shown))
        return
    for name, value in shown.items():
        click.echo(f"{name:20} {value}")
