"""``textcoder codeframe``."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.changing import diff, migrate
from textcoder.cli.options import Edge, common
from textcoder.cli.tables import counted, print_table

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe


@click.group()
def codeframe() -> None:
    """Check and show codeframes, and move codings from one version to the next."""


@codeframe.command()
@click.argument("name", metavar="ID|FILE")
@common
def validate(edge: Edge, name: str) -> None:
    """Check a codeframe; every problem is named."""
    frame = _find(edge, name)
    found = {
        "id": frame.id,
        "version": frame.version,
        "codes": len(frame.codes),
        "nets": len(frame.nets),
        "valid": True,
    }
    edge.show(
        found,
        lambda: click.echo(
            f"{frame.id} version {frame.version} is valid: "
            f"{counted(len(frame.codes), 'code')}, {counted(len(frame.nets), 'net')}."
        ),
    )


@codeframe.command()
@click.argument("name", metavar="ID|FILE")
@click.option(
    "--language",
    type=click.Choice(["nb", "nn", "en"]),
    default="nb",
    show_default=True,
    help="Language of labels and definitions, where the codeframe has it.",
)
@common
def show(edge: Edge, name: str, language: str) -> None:
    """Show a codeframe as coders see it."""
    frame = _find(edge, name)
    edge.show(dataclasses.asdict(frame), lambda: _print(frame, language))


codeframe.add_command(diff)
codeframe.add_command(migrate)


def _find(edge: Edge, name: str) -> "Codeframe":
    """A codeframe by file, for which no home is needed, or by id."""
    from textcoder.files.codeframe_file import read_codeframe

    return read_codeframe(Path(name)) if Path(name).is_file() else edge.home().codeframe(name)


def _print(frame: "Codeframe", language: str) -> None:
    from textcoder.codeframe import in_language

    rules = [f"at most {frame.max_codes} codes" if frame.max_codes else "any number of codes"]
    rules += ["at least one"] if frame.min_codes else []
    print_table(
        f"{in_language(frame.title, language) or frame.id} ({frame.id} version {frame.version}; {', '.join(rules)})",
        ("", "id", "label", "", "definition"),
        [
            (
                str(code.number),
                code.id,
                in_language(code.label, language),
                "alone" if code.exclusive else "",
                in_language(code.definition, language),
            )
            for code in frame.codes
        ],
        left=5,
    )
    for net in frame.nets:
        click.echo(f"Net {net.id} ({in_language(net.label, language)}): {', '.join(net.codes)}")
