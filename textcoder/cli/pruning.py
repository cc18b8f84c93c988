"""``textcoder models prune``."""

import datetime as dt
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import counted, print_table

if TYPE_CHECKING:
    from textcoder.learning.pruning import Item

_MB = 1_000_000


@click.command("prune")
@click.argument("codeframe", required=False)
@click.option("--yes", is_flag=True, help="Remove without asking.")
@common
def prune_models(edge: Edge, codeframe: str | None, yes: bool) -> None:
    """Remove models that nobody needs, and say what that frees.

    CODEFRAME is the id of the models' codeframe; without it, all are looked at. The current model stays, and so does
    every one that was ever promoted, that a coded file or an export refers to, or that somebody codes with just now;
    the newest that was never promoted; and whatever cannot be read. Coded files from before models were referred to
    are not known: promote once what they need, or keep a copy. With --json and without --yes, it only shows.
    """
    if not yes and not edge.as_json and not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here. Add --yes to remove without being asked, or --json to look.")
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.pruning import plan
    from textcoder.learning.removing import Pruned, remove

    home, now = edge.home(), dt.datetime.now(dt.UTC)
    items = plan(home, codeframe, now=now)
    going = [item for item in items if not item.stays]
    if not edge.as_json:
        _print(items)
    agreed = bool(going) and (yes or (not edge.as_json and click.confirm("Remove these?", default=False, err=True)))
    done = remove(home, items, now=now) if agreed else Pruned((), ())
    content = {"pruned": agreed, "freed_bytes": done.freed, "removed": [item.path for item in done.removed]}
    content |= {"left": [item.path for item in done.left], "items": [_as_json(item) for item in items]}
    edge.show(content, lambda: _say_end(edge, going, done, agreed=agreed))


def _print(items: Sequence["Item"]) -> None:
    if items:
        rows = [
            ("stays" if item.stays else "goes", item.kind, f"{item.codeframe_id}/{item.name}", item.why, _mb(item.size))
            for item in sorted(items, key=lambda item: (item.codeframe_id, not item.stays))
        ]
        print_table("Models, and what belongs to them", ("", "what", "name", "why", "MB"), rows, left=4)


def _say_end(edge: Edge, going: Sequence["Item"], done: Any, *, agreed: bool) -> None:
    if not agreed:
        edge.say("Nothing was removed." if going else "There is nothing to remove.")
        return
    click.echo(f"Removed {counted(len(done.removed), 'item')}: {_mb(done.freed)} MB are free again.")
    for item in done.left:
        edge.say(f"{item.codeframe_id}/{item.name} stays: somebody needs it by now.")


def _as_json(item: "Item") -> dict[str, Any]:
    return {
        "what": item.kind,
        "codeframe": item.codeframe_id,
        "name": item.name,
        "bytes": item.size,
        "stays": item.stays,
        "why": item.why,
    }


def _mb(size: int) -> str:
    return f"{size / _MB:.1f}"
