"""``textcoder models``."""

from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.comparing import compare_command
from textcoder.cli.freezing import freeze_command
from textcoder.cli.history import history_command
from textcoder.cli.options import Edge, common
from textcoder.cli.pruning import prune_models
from textcoder.cli.tables import measure, print_table
from textcoder.cli.user import who
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
            ("version", "", "codeframe", "trained", "codings", "macro F1", "exact set"),
            [
                (
                    row["version"],
                    "current" if row["current"] else "",
                    row["codeframe"],
                    "damaged" if row["problem"] else row["trained_at"][:16].replace("T", " "),
                    "–" if row["problem"] else str(row["codings"]),
                    measure(row["macro_f1"]),
                    measure(row["exact"]),
                )
                for row in rows
            ],
            left=4,
            whole=2,
        )


@models.command("show")
@click.argument("model")
@click.option("--language", type=click.Choice(["en", "nb"]), default="en", help="Language of the card. Default: en.")
@common
def show_model(edge: Edge, model: str, language: str) -> None:
    """Show a model's card, or with --json its manifest.

    MODEL is a codeframe (its current model), a version, or CODEFRAME/VERSION.
    """
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.registry import Registry, describe

    entry = Registry(edge.home().trained).find(model)
    manifest = describe(entry)
    edge.show(dict(manifest.content), lambda: click.echo(_card(entry, language), nl=False))


def _card(entry: "Entry", language: str) -> str:
    from textcoder.learning.card import CARDS

    name = CARDS[language]
    try:
        return (entry.folder / name).read_text(encoding="utf-8")
    except OSError as err:
        # Models from before there were cards in Norwegian have but the English one.
        instead = "Use --language en, or --json to see its manifest." if language != "en" else "Use --json."
        raise ArtifactError(entry.folder, f"its {name} cannot be read", instead) from err


@models.command("promote")
@click.argument("model")
@click.option("--force", is_flag=True, help="Promote it even if the gate refuses it; say why with --why.")
@click.option("--why", default="", metavar="TEXT", help="Why, for whoever wonders later.")
@click.option("--codeframe", metavar="ID|FILE", help="What it codes with. Default: its codeframe under labels/.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="How much worse macro F1 and the share of exact sets may be.",
)
@click.option(
    "--code-margin",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="How much worse the F1 of a code may be.",
)
@click.option("--strict", is_flag=True, help="Refuse also what too few answers cannot show not to be worse.")
@common
def promote_model(
    edge: Edge,
    model: str,
    force: bool,
    why: str,
    codeframe: str | None,
    margin: float,
    code_margin: float,
    strict: bool,
) -> None:
    """Make a model the one that is used for its codeframe.

    MODEL is a version, or CODEFRAME/VERSION. It is loaded first, and refused where it could not be used. Then it is
    held against the current one on the frozen test set (or, where there is none, on what both were measured on out of
    fold). It is refused where macro F1, the share of exact sets or the F1 of a code is shown to be worse, and the 95 %
    interval of the change, over voices, begins further below 0 than the margin. Of many measures some are worse by
    chance: a model that is as good is refused in about one of twenty cases at most. So it is refused where its error
    promise does not hold; the first model of a codeframe is held to that too. All of this is on the audit log:
    textcoder models history. Services that run on the same home take it up within seconds.
    """
    if force and not why.strip():
        raise click.UsageError("Whoever forces a model through the gate says why: --force --why TEXT.")
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.findings import GateLimits
    from textcoder.learning.promoting import promote

    limits = GateLimits(margin=margin, code_margin=code_margin, strict=strict)
    home = edge.home()
    frame = home.codeframe(codeframe) if codeframe else None
    _show(edge, promote(home, model, by=who(), why=why, codeframe=frame, force=force, limits=limits))


@models.command("rollback")
@click.argument("codeframe")
@click.option("--why", default="", metavar="TEXT", help="Why, for whoever wonders later.")
@common
def roll_back_model(edge: Edge, codeframe: str, why: str) -> None:
    """Use the model again that was used before the last promotion.

    CODEFRAME is the id of the models' codeframe, or its file. Done again, it goes back to the one before that. No
    gate is passed, so that it takes a moment only.
    """
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.learning.promoting import roll_back

    home = edge.home()
    frame = home.codeframe(codeframe)
    _show(edge, roll_back(home, frame.id, by=who(), why=why, codeframe=frame))


def _show(edge: Edge, done: "Promoted") -> None:
    entry, promotion = done.entry, done.promotion
    before, gate = (promotion.before, promotion.gate) if promotion else (None, ())
    content = {
        "codeframe": entry.codeframe_id,
        "version": entry.version,
        "before": before,
        "changed": promotion is not None,
        "action": promotion.action.value if promotion else None,
        "gate": gate,
    }
    if promotion is None:
        edge.say("It was the current model already; nothing was changed.")
    elif promotion.action == "forced":
        edge.say("It was forced through the gate, which said:")
    for sentence in gate:
        edge.say(sentence)
    instead = f", instead of {before}" if before else ""
    edge.show(content, lambda: click.echo(f"Current model of {entry.codeframe_id}: {entry.version}{instead}"))


models.add_command(prune_models)
models.add_command(freeze_command)
models.add_command(history_command)
models.add_command(compare_command)
