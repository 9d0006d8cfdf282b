"""The vault's code: `verify-assets` compares what a hub serves, `desk` serves this installation's."""

from dataclasses import asdict

import rich_click as click

from hub import __version__
from hub.cli.context import emit, json_option
from hub.client.address import checked, vault_of
from hub.client.errors import Exit
from hub.client.home import Home
from hub.client.loopback import Loopback
from hub.client.served_code import differences
from hub.vault.release import Release


@click.command("verify-assets")
@click.argument("url")
@json_option
@click.pass_context
def verify_assets(ctx: click.Context, *, url: str, as_json: bool) -> None:
    """Compare the vault that the hub at URL serves with this installation's: every file and its headers.

    With them go the style sheets that the hub's own pages share with it.

    Exits with 1 if anything differs. A hub can send a browser something else than this command: use
    `accord desk` where that matters.
    """
    origin, release = vault_of(url), Release()
    found = differences(origin, release)
    count = len(release.assets) + len(release.shared)
    same = f"{origin} serves the {count} files of release {__version__}, under its headers."
    emit(
        {
            "url": origin,
            "release": __version__,
            "files": count,
            "differences": [asdict(each) for each in found],
        },
        as_json=as_json,
        text=[f"{each.path} {each.what}" for each in found] or same,
    )
    if found:
        ctx.exit(Exit.REFUSED)


@click.command("desk")
@click.option("--port", default=8421, show_default=True, type=click.IntRange(0, 65535), help="On loopback.")
@click.option("--url", help="The hub's address; without it, that of your home.")
def desk(*, port: int, url: str | None) -> None:
    """Serve the vault from this installation, on this machine alone, for the API of your hub.

    Your browser keeps its keys for this address: join there, or restore your key file.
    """
    hub = checked(url or Home.default().url())
    with Loopback(port, hub, Release()) as server:
        click.echo(f"The vault of release {__version__} is at {server.url}/ and speaks to {hub}.")
        click.echo("Stop with Ctrl-C.")
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            click.echo("Stopped.")
