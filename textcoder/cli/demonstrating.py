"""``textcoder demo``."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.classifying import hours_sentence, print_field, promise_sentence
from textcoder.cli.options import Edge, common
from textcoder.cli.tables import print_table
from textcoder.settings import LEAST_MAX_ERROR

if TYPE_CHECKING:
    from textcoder.reporting.demonstration import Demonstration

_SHOWN_IN_FULL = ("Q22", "Q24")


@click.command()
@click.option(
    "--out", "-o", type=click.Path(path_type=Path, file_okay=False), help="Folder for the files. Default: out/."
)
@click.option(
    "--max-error", type=click.FloatRange(LEAST_MAX_ERROR, 1), default=0.10, show_default=True, help="Promised error."
)
@common
def demo(edge: Edge, out: Path | None, max_error: float) -> None:
    """Train on the shipped codings and code the shipped example survey, all open fields of it.

    The first run trains a model; later ones use it as long as codings, codeframe and settings are the same.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.reporting.demonstration import demonstrate

    home = edge.home()
    edge.say("Reading the survey; the first time, a model is trained as well (half a minute).")
    with edge.progress() as progress:
        shown = demonstrate(
            home, out or home.root / "out", max_error=max_error, now=dt.datetime.now().astimezone(), progress=progress
        )
    edge.say(f"{'Trained' if shown.is_new else 'Used'} model {shown.model.name}")
    edge.show(
        {
            "model": shown.model.name,
            "trained_now": shown.is_new,
            "promise": shown.promise,
            "summary": shown.summary,
            "coded_file": shown.coded_file,
            "report": shown.report,
        },
        lambda: _print(shown),
    )
    edge.say(f"Coded file: {_short(shown.coded_file)}\nReport:     {_short(shown.report)}")


def _print(shown: "Demonstration") -> None:
    for field in shown.summary.fields:
        if field.question in _SHOWN_IN_FULL:
            print_field(field, shown.codeframe)
            click.echo()
    rows = [
        (
            field.question,
            str(field.base),
            str(field.by_status["coded"]),
            *(str(field.by_source[source]) for source in ("exact", "rule", "model")),
            str(field.by_status["referred"]),
            str(field.by_status["empty"]),
        )
        for field in shown.summary.fields
    ]
    header = ("open field", "answers", "coded", "exact", "rule", "model", "referred", "empty")
    print_table(f"All open fields of {shown.summary.rows} respondents", header, rows)
    click.echo(promise_sentence(shown.promise))
    click.echo(hours_sentence(shown.summary))


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
