"""The command line's table of contents.

A command's module is loaded when the command is called: a member's command starts in a fraction of the time
that the application's libraries take to import, and the image, which carries no `hub.demo`, still starts.
"""

import importlib
import importlib.util
from collections.abc import Mapping

import rich_click as click

from crypto.errors import CryptoError
from hub import __version__
from hub.client.errors import ClientError
from tenants.kernel.errors import DomainError

# word -> module:attribute of its click command
MEMBER: Mapping[str, str] = {
    "report": "hub.cli.reporting:report_command",
    "receipt": "hub.cli.reporting:receipt",
    "found": "hub.cli.team:found_command",
    "join": "hub.cli.team:join_command",
    "device": "hub.cli.device:device",
    "member": "hub.cli.team:member",
    "roster": "hub.cli.roster:roster",
    "duty": "hub.cli.team:duty",
    "boundary": "hub.cli.edges:boundary",
    "group": "hub.cli.edges:group",
    "list": "hub.cli.casework:list_command",
    "show": "hub.cli.casework:show_command",
    "read": "hub.cli.casework:read_command",
    "reply": "hub.cli.casework:reply_command",
    "intake": "hub.cli.intake:intake",
    "take-on": "hub.cli.intake:take_on_command",
    "grant": "hub.cli.casework:grant_command",
    "recuse": "hub.cli.casework:recuse_command",
    "invite": "hub.cli.deciding:invite",
    "invitations": "hub.cli.deciding:invitations",
    "accept": "hub.cli.deciding:accept",
    "decline": "hub.cli.deciding:decline",
    "propose": "hub.cli.deciding:propose",
    "respond": "hub.cli.deciding:respond",
    "status": "hub.cli.deciding:status",
    "ready": "hub.cli.deciding:ready",
    "terminate": "hub.cli.deciding:terminate",
    "cve": "hub.cli.numbering:cve",
    "sync": "hub.cli.audit:sync",
    "agent": "hub.cli.audit:agent",
    "log": "hub.cli.audit:log",
    "envelope": "hub.cli.audit:envelope",
    "ring": "hub.cli.audit:ring",
    "sign-in": "hub.cli.audit:sign_in",
    "desk": "hub.cli.served_code:desk",
    "verify-assets": "hub.cli.served_code:verify_assets",
    "demo": "hub.cli.demo:demo",
    "hub": "hub.cli.operator:operator",
}


class Contents(click.RichGroup):
    """A group whose commands are the words of a table, loaded when called."""

    table: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the words, the eager ones first."""
        return [*super().list_commands(ctx), *(word for word in self.table if self._present(word))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command of this word; None if there is no such word here."""
        if cmd_name not in self.table or not self._present(cmd_name):
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self.table[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def _present(self, word: str) -> bool:
        """Return whether the command can be here: the replayed case is left out of the image."""
        return word != "demo" or importlib.util.find_spec("hub.demo") is not None


class Member(Contents):
    """The top: what a member, a reporter or an auditor runs."""

    table = MEMBER

    def invoke(self, ctx: click.Context) -> object:
        """Run a command and say in plain lines, not in a box, why it could not be done."""
        try:
            return super().invoke(ctx)
        except ClientError as error:
            click.echo(f"accord: {error.sentence}", err=True)
            ctx.exit(error.code)
        except (CryptoError, DomainError) as error:
            click.echo(f"accord: {error}", err=True)
            ctx.exit(1)
        except click.UsageError:
            raise
        except click.ClickException as error:
            click.echo(f"accord: {error.format_message()}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=Member, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="accord")
def accord() -> None:
    """Coordinated disclosure across packaging teams: sealed reports, one timeline, one CNA."""
