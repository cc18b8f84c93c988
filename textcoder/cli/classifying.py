"""``textcoder classify``."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.errors import DONE_WITH_FAILED_ROWS
from textcoder.cli.options import Edge, common
from textcoder.cli.redaction import kinds_of, redacting_door, replaced_in_words
from textcoder.cli.tables import percent, print_table
from textcoder.settings import LEAST_MAX_ERROR

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.errors import CannotWriteError
    from textcoder.files.table import Table
    from textcoder.language.redaction.door import Door
    from textcoder.learning.autocoder import Autocoder
    from textcoder.learning.classifying import FieldSummary, Request, Summary
    from textcoder.learning.promise import Promise
    from textcoder.learning.registry import Entry
    from textcoder.survey import Asked

SECONDS_PER_ANSWER = 15.0
"""What a practised coder needs for a short answer; an assumption, not a measurement."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="Coded file: .csv, .xlsx or .jsonl.")
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe, by id under labels/ or as a YAML file.")
@click.option("--id", "id_column", required=True, metavar="COL", help="Column with the respondents' ids, kept as text.")
@click.option(
    "--text", "texts", required=True, multiple=True, metavar="COL", help="Column with answers; may be repeated."
)
@click.option("--question", "questions", multiple=True, metavar="ID", help="Id of the question, one for each --text.")
@click.option(
    "--asked", multiple=True, metavar="COL=V[,V]|all", help="Who was asked, as Q2=1 or all; once, or for each --text."
)
@click.option("--model", metavar="VERSION", help="Version of the model. Default: the current one.")
@click.option(
    "--layout",
    type=click.Choice(["dichotomous", "joined", "spread", "long"]),
    default="dichotomous",
    show_default=True,
    help="Columns added: 0/1 per code; 1;3; one code a column; or one row per answer and code.",
)
@click.option("--confidence", is_flag=True, help="Add the probability of each code.")
@click.option(
    "--explain", is_flag=True, help="Add the words that carried each code, and the three nearest human-coded answers."
)
@click.option(
    "--max-error",
    type=click.FloatRange(LEAST_MAX_ERROR, 1),
    help="At most this share of the answers coded without a human has a wrong code set. Default: the model's, 0.10.",
)
@click.option(
    "--redact/--no-redact",
    default=None,
    help="Take names and numbers of persons out of answers before anything reads them. Default: as the survey says.",
)
@click.option(
    "--seconds-per-answer",
    type=click.FloatRange(1, 600),
    default=SECONDS_PER_ANSWER,
    show_default=True,
    help="Time a coder needs for one, to tell how many hours are left.",
)
@click.option(
    "--excel", is_flag=True, help="CSV as Norwegian Excel wants it: byte-order mark, semicolons, guarded cells."
)
@common
def classify(
    edge: Edge,
    file: Path,
    out: Path,
    codeframe: str,
    model: str | None,
    max_error: float | None,
    explain: bool,
    redact: bool | None,
    seconds_per_answer: float,
    **how: Any,
) -> None:
    """Code the answers in FILE (CSV, XLSX or JSONL) and write them, with all its other columns, to a new file.

    The added columns are named by --question, or else by the text column; only --layout long has none but its
    own. Where --asked says that somebody was asked, an empty cell is coded as a non-answer; without it, it is
    only empty. Every row comes out: coded, referred to a human, empty, or in error and then listed in
    OUT.errors.csv. OUT.coding.json beside it says how it was made, for textcoder reproduce.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.files.bad_rows import list_path, write_bad_rows
    from textcoder.files.coding_record import record_path
    from textcoder.files.formats import read_table, writer_for
    from textcoder.learning.workshop import load_autocoder

    home = edge.home()
    frame = home.codeframe(codeframe)
    writer_for(out)
    request = dataclasses.replace(_request(**how), with_explanation=explain)
    table = read_table(file)
    edge.say(f"Reading {table.facts}")
    table.position(request.id_column)
    positions = [table.position(one.text_column) for one in request.fields]
    entry, autocoder = load_autocoder(home, frame, model, max_error, explain=explain)
    edge.say(f"Coding with {entry.name}")
    of_survey = home.redacted_kinds(frame.id, _questions(request))
    door = redacting_door(edge, positions, of_survey, redact)
    summary = _code(edge, table, out, entry, autocoder, request, door, kinds_of(of_survey, redact))
    listed = write_bad_rows(summary.bad_rows, list_path(out))
    replaced = None if door is None else door.replaced
    facts: dict[str, Any] = {"redacted": replaced, "out": out, "record": record_path(out)}
    facts |= {"model": entry.name, "codeframe": f"{frame.id}:{frame.version}"}
    facts |= {"errors": listed, "promise": autocoder.promise, "suggest_only": autocoder.suggest_only}
    edge.show(facts | {"summary": summary}, lambda: print_summary(summary, frame, autocoder, seconds_per_answer))
    _say_written(edge, out, replaced, len(summary.bad_rows), listed)


def _code(
    edge: Edge,
    table: "Table",
    out: Path,
    entry: "Entry",
    autocoder: "Autocoder",
    request: "Request",
    door: "Door | None",
    redaction: frozenset[str],
) -> "Summary":
    """Code the table into the file, with the record beside it; the model is kept for as long as the file is."""
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.files.coding_record import CLASSIFY, recording_writer
    from textcoder.learning.classifying import classify_table, describing_sheets
    from textcoder.learning.recording import record_of, referring, seen
    from textcoder.learning.references import in_use

    source = table.facts.path
    versions = entry.folder.parent
    record = record_of(request, autocoder, versions, made_by=CLASSIFY, source=seen(source), redaction=redaction)
    refer = referring(versions, lambda err: _say_not_kept(edge, err))
    with in_use(entry.folder), edge.progress() as progress:
        return classify_table(
            table,
            out,
            autocoder,
            request,
            sheets=describing_sheets(autocoder.codeframe, autocoder, request, source.name),
            writer=recording_writer(out, record, before=refer),
            door=door or (lambda rows: rows),
            progress=lambda rows: progress("coding", rows, None),
        )


def _say_not_kept(edge: Edge, err: "CannotWriteError") -> None:
    edge.say(f"The coded file is written, but models prune will not know that it needs this model. {err}")


def _say_written(edge: Edge, out: Path, replaced: Mapping[str, int] | None, failed: int, listed: Path | None) -> None:
    if replaced is not None:
        edge.say(f"Redacted: {replaced_in_words(replaced) or 'nothing was found'}")
    edge.say(f"Written: {out}")
    if listed:
        edge.say(f"Rows that could not be coded: {failed}. They are listed in {listed}")
        raise click.exceptions.Exit(DONE_WITH_FAILED_ROWS)


def _request(
    id_column: str,
    texts: tuple[str, ...],
    questions: tuple[str, ...],
    asked: tuple[str, ...],
    layout: str,
    confidence: bool,
    excel: bool,
) -> "Request":
    from textcoder.files.layouts import LayoutName
    from textcoder.learning.classifying import Field, Request

    if questions and len(questions) != len(texts):
        raise click.BadParameter(f"{len(texts)} --text need as many --question, or none", param_hint="--question")
    ids = questions or texts
    if len({name.lower() for name in ids}) < len(ids):
        raise click.BadParameter("each --text needs a question id of its own", param_hint="--question")
    if len(asked) not in (0, 1, len(texts)):
        raise click.BadParameter(f"give it once, or once for each of the {len(texts)} --text", param_hint="--asked")
    filters: list[Asked | None] = [_asked(one) for one in asked] or [None]
    filters *= len(texts) if len(filters) == 1 else 1
    fields = map(Field, texts, ids, filters)
    return Request(
        id_column=id_column,
        fields=tuple(fields),
        layout=LayoutName(layout),
        with_confidence=confidence,
        excel=excel,
        coded_at=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def _questions(request: "Request") -> list[str]:
    return [one.question for one in request.fields]


def _asked(text: str) -> "Asked":
    from textcoder.survey import EVERYONE, Asked

    if text == "all":
        return EVERYONE
    column, _, listed = text.partition("=")
    values = tuple(value.strip() for value in listed.split(","))
    if not column.strip() or not all(values):
        raise click.BadParameter("give it as COLUMN=VALUE, COLUMN=VALUE,VALUE or all", param_hint="--asked")
    return Asked(column.strip(), values)


def print_summary(
    summary: "Summary", codeframe: "Codeframe", autocoder: "Autocoder", seconds_per_answer: float
) -> None:
    """Print what became of a file, question by question and code by code."""
    for one in summary.fields:
        print_field(one, codeframe)
    click.echo(promise_sentence(autocoder.promise))
    click.echo(hours_sentence(summary, seconds_per_answer))
    if autocoder.suggest_only:
        rare = ", ".join(codeframe.in_order(autocoder.suggest_only))
        click.echo(
            f"Codes with too few codings for the model to give by itself, so that it only suggests them: {rare}."
        )


def print_field(summary: "FieldSummary", codeframe: "Codeframe") -> None:
    """Print what became of the answers to one question."""
    from textcoder.codeframe import in_language

    base = summary.base
    print_table(
        f"{summary.question}: {base} answer{'' if base == 1 else 's'}",
        ("", "code", "answers", "share", "coded", "referred"),
        [
            (
                str(code.number),
                in_language(code.label),
                str(count.answers),
                percent(count.answers / base if base else None),
                str(count.coded),
                str(count.referred),
            )
            for code, count in zip(codeframe.codes, summary.codes, strict=True)
        ],
        left=2,
    )
    status = summary.by_status
    left_blank = base - status["coded"] - status["referred"]
    of_those_asked = f" ({left_blank} of them asked, so counted as answers)" if left_blank else ""
    how = ", ".join(f"{name} {count}" for name, count in summary.by_source.items() if count)
    click.echo(
        f"Coded without a human {status['coded']}{f' ({how})' if how else ''} · referred {status['referred']} · "
        f"empty {status['empty']}{of_those_asked} · in error {status['error']}"
    )


def promise_sentence(promise: "Promise") -> str:
    """Say what the error promise is worth."""
    if promise.max_error >= 1:
        return "No error rate is promised: the model codes everything."
    chosen = f"{100 * promise.max_error:.3g} %"
    if promise.cut is None:
        return (
            f"A model error of at most {chosen} cannot be promised for any answer, so the model codes none by itself. "
            "Train on more codings, or allow more with --max-error."
        )
    return (
        f"Promise: at most {chosen} wrong code sets among the answers coded without a human (95 % confidence). On the "
        f"{promise.answers} answers it was measured on, the model coded {percent(promise.share)} of them itself, "
        f"{percent(promise.error)} wrongly.{_made_up(promise)}"
    )


def _made_up(promise: "Promise") -> str:
    if not promise.constructed:
        return ""
    whose = "these" if promise.constructed == promise.answers else f"{promise.constructed} of these"
    return f" But {whose} are constructed: code a random sample of real answers by hand before you rely on it."


def hours_sentence(summary: "Summary", seconds_per_answer: float = SECONDS_PER_ANSWER) -> str:
    """Say what is left to humans, and for how long."""
    referred = sum(one.by_status["referred"] for one in summary.fields)
    asked = sum(sum(one.by_status.values()) - one.by_status["empty"] for one in summary.fields)
    share = f" ({percent(referred / asked)})" if asked else ""
    hours = f"{referred * seconds_per_answer / 3600:.1f} hours at {seconds_per_answer:g} s each"
    return f"Left to humans: {referred} of {asked} answers{share}, about {hours}."
