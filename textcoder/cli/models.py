"""``textcoder models``."""

from typing import Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import print_table


@click.group()
def models() -> None:
    """List and show trained models."""


@models.command("list")
@common
def list_models(edge: Edge) -> None:
    """List the trained models; the current ones are marked."""
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.registry import Registry, describe

    rows: list[dict[str, Any]] = []
    for entry in Registry(edge.home().trained).entries():
        content = describe(entry).content
        rows.append(
            {
                "codeframe": entry.codeframe_id,
                "version": entry.version,
                "current": entry.is_current,
                "trained_at": content["trained_at"],
                "codings": content["snapshot"]["codings"],
                "macro_f1": content["scores"]["macro_f1"],
                "exact": content["scores"]["exact"],
            }
        )
    if not rows:
        edge.say("No model is trained yet. Train one with: textcoder train --codeframe …")
    edge.show(rows, lambda: _print(rows))


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
                    row["trained_at"][:16].replace("T", " "),
                    str(row["codings"]),
                    f"{row['macro_f1']:.3f}",
                    f"{row['exact']:.3f}",
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
    edge.show(
        dict(manifest.content),
        lambda: click.echo((entry.folder / "card.md").read_text(encoding="utf-8"), nl=False),
    )
