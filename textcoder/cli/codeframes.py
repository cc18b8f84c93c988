"""``textcoder codeframe``."""

import dataclasses
from typing import Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import print_table


@click.group()
def codeframe() -> None:
    """Check and show codeframes."""


@codeframe.command()
@click.argument("name", metavar="ID|FILE")
@common
def validate(edge: Edge, name: str) -> None:
    """Check a codeframe; every problem is named."""
    frame = edge.home().codeframe(name) if not _is_file(name) else _read(name)
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
            f"{frame.id} version {frame.version} is valid: {len(frame.codes)} codes, {len(frame.nets)} nets."
        ),
    )


@codeframe.command()
@click.argument("name", metavar="ID|FILE")
@click.option("--language", type=click.Choice(["nb", "nn", "en"]), default="nb", show_default=True)
@common
def show(edge: Edge, name: str, language: str) -> None:
    """Show a codeframe as coders see it."""
    frame = edge.home().codeframe(name) if not _is_file(name) else _read(name)
    edge.show(dataclasses.asdict(frame), lambda: _print(frame, language))


def _is_file(name: str) -> bool:
    from pathlib import Path

    return Path(name).is_file()


def _read(name: str) -> Any:
    from pathlib import Path

    from textcoder.files.codeframe_file import read_codeframe

    return read_codeframe(Path(name))


def _print(frame: Any, language: str) -> None:
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
