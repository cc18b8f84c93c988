"""``textcoder evaluate``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.tables import measure, percent, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textcoder.learning.coverage import CoveragePoint
    from textcoder.learning.evaluation import Evaluation, Figure

_LONGEST_BAR = 30
"""Characters."""


@click.command("evaluate")
@click.argument("model")
@click.option(
    "--codings",
    type=click.Path(path_type=Path),
    help="Judge on these codings instead (CSV, XLSX, JSONL). Answers the model was trained on are left out.",
)
@click.option("--codeframe", metavar="ID|FILE", help="Codeframe, where it does not lie under labels/.")
@common
def evaluate_command(edge: Edge, model: str, codings: Path | None, codeframe: str | None) -> None:
    """Show how good MODEL is: per code, by variety and by number of codes, with 95 % intervals over voices.

    MODEL is a codeframe (its current model), a version, or CODEFRAME/VERSION. Without --codings the figures
    are those of the training codings, each judged by a model that had read nothing by its voice.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.learning.workshop import evaluate_on, evaluate_out_of_fold

    home = edge.home()
    if codings is None:
        found = evaluate_out_of_fold(home, model)
    else:
        found = evaluate_on(home, model, codings, codeframe)
        if found.already_seen:
            edge.say(f"{found.already_seen} of the answers were trained on and are left out.")
    edge.show(
        {"model": found.name, "judged_on": found.judged_on, "evaluation": found.figures},
        lambda: print_evaluation(f"{found.name}, {found.judged_on}", found.figures),
    )


def print_evaluation(name: str, figures: "Evaluation | Any") -> None:
    """Print an evaluation as tables."""
    print_table(
        f"Model {name}",
        ("code", "precision", "recall", "F1", "ECE", "support"),
        [
            (
                code.code_id,
                _figure(code.precision),
                _figure(code.recall),
                _figure(code.f1),
                measure(code.calibration_error),
                str(code.support),
            )
            for code in figures.codes
        ],
    )
    groups = (figures.overall, *figures.by_variety, *figures.by_number_of_codes)
    print_table(
        "Answers (95 % intervals over voices)",
        ("group", "answers", "voices", "macro F1", "micro F1", "exact set"),
        [
            (
                g.name,
                str(g.answers),
                str(g.voices),
                _figure(g.macro_f1),
                _figure(g.micro_f1),
                _figure(g.exact),
            )
            for g in groups
        ],
        rules_after=(0, len(figures.by_variety)),
    )
    automation = figures.automation
    sources = ", ".join(f"{name} {count}" for name, count in automation.by_source.items() if count)
    click.echo(f"Coded without a human: {_figure(automation.share)} ({sources or 'none'})")
    click.echo(f"Wrong code sets among them: {_figure(automation.error)}")
    print_coverage(figures.coverage)


def print_coverage(points: "Sequence[CoveragePoint]") -> None:
    """Draw how the error grows with the share coded without a human."""
    highest = max((point.error for point in points), default=0.0) or 1.0
    print_table(
        "Coverage against error: the surest answers first",
        ("coded", "wrong", "", "confidence"),
        [
            (
                percent(point.share),
                percent(point.error),
                ("█" * round(_LONGEST_BAR * point.error / highest)).ljust(_LONGEST_BAR, "░"),
                f"from {measure(point.confidence)}",
            )
            for point in points[1::2]
        ],
    )


def _figure(figure: "Figure") -> str:
    interval = "" if figure.low is None or figure.high is None else f" [{measure(figure.low)}–{measure(figure.high)}]"
    return f"{measure(figure.value)}{interval}"
