"""``textcoder models history``."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.errors import ModelNotFoundError

if TYPE_CHECKING:
    from textcoder.learning.promotions import Promotion

_WIDTH, _LONGEST_BY = 80, 14
"""Characters."""
_BETWEEN = "  "


@click.command("history")
@click.argument("codeframe", required=False)
@common
def history_command(edge: Edge, codeframe: str | None) -> None:
    """Show the audit log: who promoted, forced, rolled back or was refused what, when and why; the latest first.

    CODEFRAME is the id of the models' codeframe; without it, the logs of all are shown. Test sets that were frozen are
    on it too. Each reason stands below what was done for it. What the gate said stands in the output of --json.
    """
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.promotions import LOG, read_promotions

    trained = edge.home().trained
    there = sorted(log.parent.name for log in trained.glob(f"*/{LOG}"))
    if codeframe is not None and codeframe not in there:
        raise ModelNotFoundError(codeframe, there)
    logs = {name: read_promotions(trained / name)[::-1] for name in ([codeframe] if codeframe is not None else there)}
    if not any(logs.values()):
        edge.say("Nothing was promoted yet.")
    rows = [_as_json(name, line) for name, log in logs.items() for line in log]
    edge.show(rows, lambda: _print(logs))


def _as_json(codeframe: str, line: "Promotion") -> dict[str, Any]:
    return {
        "codeframe": codeframe,
        "at": line.at.isoformat(timespec="seconds"),
        "by": line.by,
        "action": line.action.value,
        "from": line.before,
        "to": line.version,
        "why": line.why,
        "gate": line.gate,
    }


def _print(logs: "dict[str, list[Promotion]]") -> None:
    for name, log in logs.items():
        if log:
            click.echo(f"{name}, the latest first\n")
            for line in _lines(log):
                click.echo(f" {line}".rstrip())
            click.echo()


def _lines(log: "Sequence[Promotion]") -> Iterator[str]:
    """A table whose reasons have lines of their own: in a column beside the others there is no room for a sentence."""
    rows = [("when", "what", "to", "from", "who"), *map(_row, log)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    indent = " " * (widths[0] + len(_BETWEEN))
    whys = ["", *(_plain(line.why) for line in log)]
    for number, (row, why) in enumerate(zip(rows, whys, strict=True)):
        yield _BETWEEN.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        if number == 0:
            yield "─" * (sum(widths) + len(_BETWEEN) * (len(widths) - 1))
        # A word that is too long, as an address, stays whole: it is there to be copied.
        broken_up = textwrap.wrap(why, _WIDTH - 1 - len(indent), break_long_words=False, break_on_hyphens=False)
        yield from (indent + part for part in broken_up)


def _row(line: "Promotion") -> tuple[str, ...]:
    return (
        f"{line.at.astimezone():%y-%m-%d %H:%M}",
        line.action.value,
        _plain(line.version),
        _plain(line.before) if line.before else "–",
        _cut(_plain(line.by), _LONGEST_BY),
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _plain(text: str) -> str:
    """Without what controls a terminal: a log is a file, and anybody may have written there."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
