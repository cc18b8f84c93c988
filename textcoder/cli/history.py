"""``textcoder models history``."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import print_table
from textcoder.errors import ModelNotFoundError

if TYPE_CHECKING:
    from textcoder.learning.promotions import Promotion

_LONGEST_BY, _WIDEST_WHY = 6, 10
"""Characters; with the other columns it makes 80."""
_MOST_LINES = 3
"""Of why, one below the other."""


@click.command("history")
@click.argument("codeframe", required=False)
@common
def history_command(edge: Edge, codeframe: str | None) -> None:
    """Show the audit log: who promoted, forced, rolled back or was refused what, when and why; the latest first.

    CODEFRAME is the id of the models' codeframe; without it, the logs of all are shown. Test sets that were frozen are
    on it too. Long reasons are cut in the table, and whole with --json, where what the gate said stands as well.
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
            header = ("when", "who", "what", "from", "to", "why")
            print_table(f"{name}, the latest first", header, _rows(log), left=len(header))


def _rows(log: "Sequence[Promotion]") -> list[tuple[str, ...]]:
    return [
        (
            f"{line.at.astimezone():%y-%m-%d %H:%M}",
            _cut(_plain(line.by), _LONGEST_BY),
            line.action.value,
            _plain(line.before).rpartition("-")[2][:8] if line.before else "–",  # it is the "to" of a line below
            _plain(line.version),
            "\n".join(textwrap.wrap(_plain(line.why), _WIDEST_WHY, max_lines=_MOST_LINES, placeholder="…")),
        )
        for line in log
    ]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _plain(text: str) -> str:
    """Without what controls a terminal: a log is a file, and anybody may have written there."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
