"""``textcoder redact``."""

import functools
import io
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.errors import INTERRUPTED
from textcoder.cli.options import Edge, common
from textcoder.cli.redaction import names_pipeline, replaced_in_words
from textcoder.language.redaction.findings import Kind

if TYPE_CHECKING:
    from textcoder.language.redaction.decisions import Decisions
    from textcoder.language.redaction.redacting import Findings, FoundAnswer, Summary
    from textcoder.settings import RedactionSettings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), help="Redacted file: .csv, .xlsx or .jsonl."
)
@click.option("--id", "id_column", required=True, metavar="COL", help="Column with the respondents' ids.")
@click.option(
    "--text", "texts", required=True, multiple=True, metavar="COL", help="Column with answers; may be repeated."
)
@click.option("--places", is_flag=True, help="Redact municipalities, counties and towns too.")
@click.option(
    "--keep",
    multiple=True,
    type=click.Choice([kind.value for kind in Kind]),
    help="Leave this kind as it is; may be repeated.",
)
@click.option("--review", is_flag=True, help="Show what was found in each answer, to be accepted or mended by you.")
@click.option(
    "--pipeline",
    metavar="NAME",
    help="An installed spaCy pipeline that sees names, as nb_core_news_sm; light: none. Default: the shipped one.",
)
@click.option(
    "--excel", is_flag=True, help="CSV as Norwegian Excel wants it: byte-order mark, semicolons, guarded cells."
)
@common
def redact(
    edge: Edge,
    file: Path,
    out: Path,
    id_column: str,
    texts: tuple[str, ...],
    places: bool,
    keep: tuple[str, ...],
    review: bool,
    pipeline: str | None,
    excel: bool,
) -> None:
    """Take names and numbers of persons out of the answers in FILE (CSV, XLSX or JSONL), into a new file.

    Placeholders such as [NAVN] and [TELEFON] stand in their place, the same for the same in all that a
    respondent has written. All other columns come out as they were: look for personal data there yourself.
    """
    # Imported here: spaCy takes seconds, and --help should not.
    from textcoder.files.formats import read_table
    from textcoder.language.redaction.decisions import Decisions
    from textcoder.language.redaction.redacting import Request, as_found, check_request, redact_table
    from textcoder.language.redaction.redactor import Redactor

    settings = _settings(places, keep)
    request = Request(id_column, _columns(texts, id_column), excel)
    table = read_table(file)
    check_request(table, out, request)
    decisions = Decisions.beside(out, wanted=review)
    edge.say(f"Reading {table.facts}")
    nlp = names_pipeline(edge, pipeline)
    with ExitStack() as bar:
        progress = bar.enter_context(edge.progress())
        decide = functools.partial(_ask, edge, decisions, bar) if review else as_found
        summary = redact_table(
            table,
            out,
            Redactor(nlp, settings),
            request,
            decide=decide,
            progress=lambda rows: progress("searching", rows, None),
        )
    decisions.forget()
    name = nlp and f"{nlp.meta['lang']}_{nlp.meta['name']}"
    edge.show({"out": out, "pipeline": name, "summary": summary}, lambda: None)
    edge.say(f"{summary_sentence(summary)}\nWritten: {out}")


def _settings(places: bool, keep: tuple[str, ...]) -> "RedactionSettings":
    from textcoder.settings import RedactionSettings

    kinds = RedactionSettings().kinds | ({Kind.PLACE.value} if places else set())
    if not kinds.difference(keep):
        raise click.BadParameter("nothing is left to be redacted", param_hint="--keep")
    return RedactionSettings(kinds=kinds.difference(keep))


def _columns(texts: tuple[str, ...], id_column: str) -> tuple[str, ...]:
    if id_column in texts:
        raise click.BadParameter("the column with the ids is not for redaction", param_hint="--text")
    return tuple(dict.fromkeys(texts))


def _ask(edge: Edge, decisions: "Decisions", bar: ExitStack, found: Sequence["FoundAnswer"]) -> list["Findings"]:
    from textcoder.cli.reviewing import Review, ReviewStoppedError

    bar.close()  # the bar would be drawn over the questions
    if sys.stdin is None or sys.stdin.closed:
        raise click.UsageError("--review needs somebody to answer: a terminal, or answers through a pipe.")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if already := decisions.count(found):
        edge.say(f"Going on with an earlier review: {already} of {len(found)} answers are decided.")
    try:
        # Stdout is for JSON where that is asked for.
        return Review(decisions, sys.stderr if edge.as_json else sys.stdout, sys.stdin)(found)
    except (ReviewStoppedError, KeyboardInterrupt) as stop:
        if isinstance(stop, KeyboardInterrupt):
            edge.say("")  # a terminal shows ^C and stays on the line
        made = decisions.count(found)
        kept = f" Kept in {decisions.path}; run the same command again to go on." if made else ""
        edge.say(f"Stopped: {made} of {len(found)} answers are decided, and nothing is redacted yet.{kept}")
        raise click.exceptions.Exit(INTERRUPTED) from None


def summary_sentence(summary: "Summary") -> str:
    """Say how much was replaced, and never what."""
    counts = replaced_in_words(summary.replaced)
    return f"{summary.touched} of {summary.answers} answers touched{f': {counts}' if counts else ''}."
