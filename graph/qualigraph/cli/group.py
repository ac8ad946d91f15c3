"""The group of all commands: lazy imports, one language for a run, one way to end with an error."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import NoReturn

import click

from qualigraph import __version__
from qualigraph.cli.french import speak
from qualigraph.cli.options import examples
from qualigraph.errors import ExitCode, UsageProblem, system_reason
from qualigraph.language import Language, Text, choose_language

CommandBuilder = Callable[[Language], click.Command]

COMMANDS: dict[str, str] = {
    "check": "qualigraph.cli.check",
    "ask": "qualigraph.cli.ask",
    "sparql": "qualigraph.cli.sparql",
    "export": "qualigraph.cli.export",
    "info": "qualigraph.cli.info",
    "format": "qualigraph.cli.format",
    "rules": "qualigraph.cli.rules",
    "explain": "qualigraph.cli.explain",
    "sheet": "qualigraph.cli.sheet",
    "report": "qualigraph.cli.report",
    "catalogue": "qualigraph.cli.catalogue",
    "link": "qualigraph.cli.link",
}
"""Each command's module; it has ``build(language)``, which returns the command with its help in that language."""

ENTRY_POINTS = "qualigraph.commands"


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def __init__(self, language: Language) -> None:
        self.language = language
        super().__init__(
            "qualigraph",
            help=Text(
                "Graphe des plans qualité hospitaliers : contrôler, interroger, publier.",
                "Graph of hospital quality plans: check, ask, publish.",
            ).say(language),
            params=[_language_option(language)],
            options_metavar="[OPTIONS]",
            subcommand_metavar=_subcommand_metavar(language),
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
            epilog=examples(
                language,
                "qualigraph check",
                "qualigraph ask",
                "qualigraph ask actions-involving body=CDU",
                "qualigraph ask --help",
            ),
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands of the library, then those that other packages add."""
        return [*COMMANDS, *(point.name for point in entry_points(group=ENTRY_POINTS))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and build the command ``cmd_name``, or return None if there is none."""
        build: CommandBuilder
        if cmd_name in COMMANDS:
            build = importlib.import_module(COMMANDS[cmd_name]).build
        else:
            points = entry_points(group=ENTRY_POINTS, name=cmd_name)
            if not points:
                return None
            build = next(iter(points)).load()
        command = build(self.language)
        if isinstance(command, click.Group):
            command.subcommand_metavar = _subcommand_metavar(self.language)
        command.params.append(_language_option(self.language))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that ``args`` begin with; an unknown one is told with the nearest names."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            # click knows only commands that are already imported, and here none is.
            near = get_close_matches(args[0], self.list_commands(ctx)) if args else []
            if not near or args[0].startswith("-"):
                raise
            question = Text("Vouliez-vous dire {names} ?", "Did you mean {names}?")
            names = ", ".join(f"'{name}'" for name in near)
            message = f"{error.message} {question.say(self.language, names=names)}"
            raise click.UsageError(message, ctx) from error


def _subcommand_metavar(language: Language) -> str:
    return Text("COMMANDE [ARGUMENTS]...", "COMMAND [ARGUMENTS]...").say(language)


def _language_option(language: Language) -> click.Option:
    # Already read by main(), before any help text was built; declared so that it is accepted and shown.
    return click.Option(
        ["--lang"],
        type=click.Choice(["fr", "en"]),
        expose_value=False,
        help=Text("Langue des textes (défaut : celle du poste, sinon français).", "Language of what is printed.").say(
            language
        ),
    )


def _asked_language(arguments: Sequence[str]) -> str | None:
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and index + 1 < len(arguments):
            return arguments[index + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with one of :class:`~qualigraph.errors.ExitCode`."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    language = choose_language(_asked_language(arguments))
    _open_closed_streams(language)
    speak(language)
    group = LazyGroup(language)
    group.params.append(
        click.version_option(__version__, message="qualigraph %(version)s")(click.Command("version")).params[0]
    )
    try:
        code = group.main(arguments, prog_name="qualigraph", standalone_mode=False)
    except UsageProblem as problem:
        _fail(problem.say(language), ExitCode.USAGE)
    except click.ClickException as error:
        _show(error)
        sys.exit(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output left (``| head``): not an error of anyone's.
        _forget_output()
        sys.exit(ExitCode.FINE)
    except OSError as error:
        # What the machine refuses (a full disk, a folder that is locked) is no fault of ours.
        reason = system_reason(error)
        text = Text(f"lecture ou écriture impossible ({reason.fr}).", f"cannot be read or written ({reason.en}).")
        _forget_output()
        _fail(UsageProblem(text, str(error.filename) if error.filename else None).say(language), ExitCode.USAGE)
    except MemoryError:
        text = Text("mémoire insuffisante pour ces données.", "not enough memory for this data.")
        _fail(text.say(language), ExitCode.USAGE)
    except Exception as error:
        if os.environ.get("QUALIGRAPH_DEBUG"):
            traceback.print_exc()
        _fail(
            Text(
                f"erreur interne ({type(error).__name__}: {error}). Relancez avec QUALIGRAPH_DEBUG=1 et signalez-la.",
                f"internal error ({type(error).__name__}: {error}). Run again with QUALIGRAPH_DEBUG=1 and report it.",
            ).say(language),
            ExitCode.OURS,
        )
    sys.exit(code if isinstance(code, int) else ExitCode.FINE)


def _open_closed_streams(language: Language) -> None:
    """Replace a stream that was closed before we started (``<&-``): others take for granted that there is one."""
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
        _fail(Text("la sortie est fermée.", "standard output is closed.").say(language), ExitCode.USAGE)


def _forget_output() -> None:
    """Let what is still to be written go nowhere: Python would fail anew when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show(error: click.ClickException) -> None:
    """Print click's usage line and its message, the message in red on a terminal."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        hint = Text("Aide : {command} --help", "Help: {command} --help")
        click.echo(hint.say(_language_of(error.ctx), command=error.ctx.command_path), err=True)
    _say_in_red(f"qualigraph: {error.format_message()}")


def _language_of(context: click.Context) -> Language:
    group = context.find_root().command
    return group.language if isinstance(group, LazyGroup) else "fr"


def _fail(message: str, code: ExitCode) -> NoReturn:
    _say_in_red(f"qualigraph: {message}")
    sys.exit(code)


def _say_in_red(line: str) -> None:
    # click itself leaves the colour out where stderr is no terminal, but does not know NO_COLOR.
    click.secho(line, fg="red", err=True, color=False if os.environ.get("NO_COLOR") else None)
