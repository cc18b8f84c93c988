"""The command ``textcoder`` and its groups. Nothing slow is imported before a command needs it."""

import importlib
from dataclasses import dataclass

import click

from textcoder import __version__
from textcoder.cli.errors import run


@dataclass(frozen=True, slots=True)
class _Lazy:
    """A command that is imported when it is called."""

    module: str
    attribute: str
    help: str


_COMMANDS = {
    "demo": _Lazy("demonstrating", "demo", "Train on the shipped codings and code the shipped example survey."),
    "train": _Lazy("training", "train_command", "Train a model from codings, and measure it on voices left out."),
    "evaluate": _Lazy("evaluating", "evaluate_command", "Show how good a model is, with intervals."),
    "agreement": _Lazy("agreeing", "agreement", "Show how far coders agree on answers that two or more coded."),
    "import": _Lazy("importing", "import_command", "Bring answers, and codings of them, into the label store."),
    "assign": _Lazy(
        "assigning", "assign", "Draw answers for double coding, repeats or the audit, and say who codes them."
    ),
    "label": _Lazy("labelling", "label", "Code answers by hand, in the terminal."),
    "doubts": _Lazy(
        "doubting", "doubts", "Show which codings are most likely wrong, by the model that learnt from them."
    ),
    "adjudicate": _Lazy("adjudicating", "adjudicate", "Settle what coders disagree on, side by side."),
    "export": _Lazy("exporting", "export", "Write the final codings of a question, or what models learn from."),
    "forget": _Lazy("forgetting", "forget", "Take the answers of one respondent out of the label store."),
    "classify": _Lazy("classifying", "classify", "Code the answers of a survey file."),
    "reproduce": _Lazy("reproducing", "reproduce", "Code a coded file again, and say whether all is the same."),
    "drift": _Lazy("drifting", "drift", "Say what has changed in a new wave: people, words, or the coder."),
    "redact": _Lazy("redacting", "redact", "Take personal data out of the answers of a survey file."),
    "language": _Lazy("describing", "language", "Show what the language pipeline makes of an answer."),
    "codeframe": _Lazy(
        "codeframes", "codeframe", "Check, show and compare codeframes, and move codings to a new version."
    ),
    "models": _Lazy("models", "models", "List and show trained models, and choose which one codes."),
    "keys": _Lazy("keys", "keys", "Make, list and revoke keys for the service."),
    "serve": _Lazy("serving", "serve", "Code answers over HTTP."),
}


class _LazyGroup(click.Group):
    """A group whose help is written from the table above, so that asking for it imports nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order one meets them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        lazy = _COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        command = getattr(importlib.import_module(f"textcoder.cli.{lazy.module}"), lazy.attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="textcoder")
def cli() -> None:
    """Turn open survey answers into codes.

    Every answer comes out with its codes, how sure they are and where they came from, and the ones a human
    must look at are marked. Exit codes: 0 done; 1 done, with rows that failed; 2 wrong usage or bad input;
    3 not found; 4 refused; 130 interrupted; 70 a fault in textcoder itself.
    """


def main() -> None:
    """Run the command and end with its exit code."""
    run(cli)
