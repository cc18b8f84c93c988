"""``textcoder models``."""

from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import measure, print_table
from textcoder.errors import ArtifactError

if TYPE_CHECKING:
    from textcoder.learning.registry import Entry


@click.group()
def models() -> None:
    """List and show trained models."""


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
