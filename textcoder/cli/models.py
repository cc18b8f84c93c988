"""``textcoder models``."""

import getpass
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import measure, print_table
from textcoder.errors import ArtifactError

if TYPE_CHECKING:
    from textcoder.learning.promoting import Promoted
    from textcoder.learning.registry import Entry


@click.group()
def models() -> None:
    """List and show trained models, and choose which one codes."""


@models.command("list")
@common
def list_models(edge: Edge) -> None:
    """List the trained models; the current ones are marked."""
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.registry import Registry

    rows = [_row(entry) for entry in Registry(edge.home().trained).entries()]
    if not rows:
        edge.say("No model is trained yet. Train one with: textcoder train --codeframe …")
    for row in rows:
        if row["problem"]:
            edge.say(row["problem"])
    edge.show(rows, lambda: _print(rows))


def _row(entry: "Entry") -> dict[str, Any]:
    from textcoder.learning.registry import describe

    row = {"codeframe": entry.codeframe_id, "version": entry.version, "current": entry.is_current}
    try:
        content = describe(entry).content
    except ArtifactError as err:
        # One damaged folder is no reason to hide the other models.
        return row | dict.fromkeys(("trained_at", "codings", "macro_f1", "exact")) | {"problem": str(err)}
    return row | {
        "trained_at": content["trained_at"],
        "codings": content["snapshot"]["codings"],
        "macro_f1": content["scores"]["macro_f1"],
        "exact": content["scores"]["exact"],
        "problem": None,
    }


def _print(rows: list[dict[str, Any]]) -> None:
    if rows:
        print_table(
            "Trained models",
            ("codeframe", "version", "", "trained", "codings", "macro F1", "exact set"),
            [
                (
                    row["codeframe"],
                    row["version"],
                    "current" if row["current"] else "",
                    "damaged" if row["problem"] else row["trained_at"][:16].replace("T", " "),
                    "–" if row["problem"] else str(row["codings"]),
                    measure(row["macro_f1"]),
                    measure(row["exact"]),
                )
                for row in rows
            ],
            left=4,
        )


@models.command("show")
@click.argument("model")
@common
def show_model(edge: Edge, model: str) -> None:
    """Show a model's card, or with --json its manifest.

    MODEL is a codeframe (its current model), a version, or CODEFRAME/VERSION.
    """
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.registry import Registry, describe

    entry = Registry(edge.home().trained).find(model)
    manifest = describe(entry)
    edge.show(dict(manifest.content), lambda: click.echo(_card(entry), nl=False))


def _card(entry: "Entry") -> str:
    try:
        return (entry.folder / "card.md").read_text(encoding="utf-8")
    except OSError as err:
        raise ArtifactError(entry.folder, "its card.md cannot be read", "Use --json to see its manifest.") from err


@models.command("promote")
@click.argument("model")
@click.option("--why", default="", metavar="TEXT", help="Why, for whoever wonders later.")
@click.option("--codeframe", metavar="ID|FILE", help="What it codes with. Default: its codeframe under labels/.")
@common
def promote_model(edge: Edge, model: str, why: str, codeframe: str | None) -> None:
    """Make a model the one that is used for its codeframe.

    MODEL is a version, or CODEFRAME/VERSION. It is loaded first, and refused where it could not be used. Services that
    run on the same home take it up within seconds.
    """
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.promoting import promote

    home = edge.home()
    frame = home.codeframe(codeframe) if codeframe else None
    _show(edge, promote(home, model, by=_who(), why=why, codeframe=frame))


@models.command("rollback")
@click.argument("codeframe")
@click.option("--why", default="", metavar="TEXT", help="Why, for whoever wonders later.")
@common
def roll_back_model(edge: Edge, codeframe: str, why: str) -> None:
    """Use the model again that was used before the last promotion.

    CODEFRAME is the id of the models' codeframe, or its file. Done again, it goes back to the one before that.
    """
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.promoting import roll_back

    home = edge.home()
    frame = home.codeframe(codeframe)
    _show(edge, roll_back(home, frame.id, by=_who(), why=why, codeframe=frame))


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as containers have
        return ""


def _show(edge: Edge, done: "Promoted") -> None:
    before = done.promotion.before if done.promotion else None
    content = {
        "codeframe": done.entry.codeframe_id,
        "version": done.entry.version,
        "before": before,
        "changed": done.promotion is not None,
    }
    if done.promotion is None:
        edge.say("It was the current model already; nothing was changed.")
    instead = f", instead of {before}" if before else ""
    edge.show(content, lambda: click.echo(f"Current model of {done.entry.codeframe_id}: {done.entry.version}{instead}"))
