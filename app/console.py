"""click in French: help pages and refusals of the command line."""

import re
import sys
from typing import Any, NoReturn

import click

from catalogue.problem import did_you_mean

# The beginnings of click's refusals, and ours.
_REFUSALS = (
    (r"No such command '(.*)'\.", "« {} » n'est pas une commande."),
    (r"No such option:? '?(-[^' ]*)'?.*", "« {} » n'est pas une option."),
    (r"Missing argument '(.*)'\.", "il manque « {} »."),
    (r"Missing option '(.*)'\.", "il manque l'option « {} »."),
    (r"Missing command\.", "il manque une commande."),
    (r"Option '(.*)' requires an argument\.", "l'option « {} » attend une valeur."),
    (r"Option '(.*)' does not take a value\.", "l'option « {} » n'attend pas de valeur."),
    (r"Got unexpected extra arguments? \((.*)\)", "« {} » est de trop."),
    (r"Invalid value for '(.*)': (.*)", "la valeur donnée à « {} » n'est pas permise."),
)


class FrenchFormatter(click.HelpFormatter):
    """Headings followed by a colon as French writes it."""

    def write_heading(self, heading: str) -> None:
        """Write « Options : »."""
        self.write(f"{heading} :\n")


class FrenchContext(click.Context):
    """The context of a command whose help is in French."""

    formatter_class = FrenchFormatter


class FrenchCommand(click.Command):
    """A command whose help is in French."""

    context_class = FrenchContext

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; a refusal knows the command that it comes from, for « Aide : … »."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write « Usage : … »."""
        pieces = " ".join(piece.replace("[OPTIONS]", "[options]") for piece in self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces.replace("COMMAND [ARGS]...", "COMMANDE …"), prefix="Usage : ")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "Affiche cette aide."
        return option


class WordsCommand(FrenchCommand):
    """A command whose arguments are words of a text: « -papier » is one of them, not options side by side."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, which are written whole, then the words."""
        options = [arg for arg in args if arg.startswith("--") or arg in ctx.help_option_names]
        return super().parse_args(ctx, [*options, "--", *(arg for arg in args if arg not in options)])


class FrenchGroup(FrenchCommand, click.Group):
    """A group of French commands, which suggests the nearest when a name is unknown."""

    command_class = FrenchCommand

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands."""
        with formatter.section("Commandes"):
            names = self.list_commands(ctx)
            commands = [(name, self.get_command(ctx, name)) for name in names]
            formatter.write_dl([(name, command.get_short_help_str(100)) for name, command in commands if command])

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run the command line; a refusal is one French sentence and exit code 2, a failure exit code 1."""
        try:
            super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(2)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "catalogue"
            click.echo(f"Erreur : {self._french(error.format_message())}\nAide : {command} --aide", err=True)
            sys.exit(2)
        except click.ClickException as error:
            click.echo(f"Erreur : {error.format_message()}", err=True)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(130)
        sys.exit(0)

    def _french(self, message: str) -> str:
        for pattern, sentence in _REFUSALS:
            found = re.match(pattern, message.splitlines()[0])
            if found:
                near = did_you_mean(found[1], self.commands) if "commande" in sentence and found.groups() else ""
                return sentence.format(*found.groups()) + near
        return message
