"""``textcoder classify``."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.errors import DONE_WITH_FAILED_ROWS
from textcoder.cli.options import Edge, common
from textcoder.cli.tables import percent, print_table

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.learning.classifying import Summary
    from textcoder.learning.promise import Promise


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="Coded file: .csv, .xlsx or .jsonl.")
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe, by id under labels/ or as a YAML file.")
@click.option("--id", "id_column", required=True, metavar="COL", help="Column with the respondents' ids, kept as text.")
@click.option("--text", "text_column", required=True, metavar="COL", help="Column with the answers.")
@click.option("--question", metavar="ID", help="Id of the question; names the added columns. Default: the text column.")
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
    "--max-error",
    type=click.FloatRange(0.005, 1),
    help="At most this share of the answers coded without a human has a wrong code set. Default: the model's, 0.10.",
)
@click.option("--asked", metavar="COL=V[,V]", help="Who was asked, as Q2=1: there, an empty cell is a non-answer.")
@click.option(
    "--excel",
    is_flag=True,
    help="CSV as Norwegian Excel wants it: byte-order mark, semicolons, guarded cells.",
)
@common
def classify(
    edge: Edge, file: Path, out: Path, codeframe: str, model: str | None, max_error: float | None, **how: Any
) -> None:
    """Code the answers in FILE (CSV, XLSX or JSONL) and write them, with all its other columns, to a new file.

    Every row comes out: coded, referred to a human, empty, or in error and then listed in OUT.errors.csv.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.files.formats import read_table, writer_for
    from textcoder.learning.classifying import classify_table, describing_sheets, write_bad_rows
    from textcoder.learning.workshop import load_autocoder

    home = edge.home()
    frame = home.codeframe(codeframe)
    writer_for(out)
    table = read_table(file)
    edge.say(f"Reading {table.facts}")
    request = _request(**how)
    for column in (request.id_column, request.text_column):
        table.position(column)
    entry, autocoder = load_autocoder(home, frame, model, max_error)
    edge.say(f"Coding with {entry.name}")
    with edge.progress() as progress:
        sheets = describing_sheets(frame, autocoder, request, file.name)
        summary = classify_table(
            table,
            out,
            autocoder,
            request,
            sheets=sheets,
            progress=lambda rows: progress("coding", rows, None),
        )
    listed = write_bad_rows(summary.bad_rows, out)
    edge.show(
        {
            "out": out,
            "model": entry.name,
            "codeframe": f"{frame.id}:{frame.version}",
            "errors": listed,
            "promise": autocoder.promise,
            "summary": summary,
        },
        lambda: print_summary(summary, frame, autocoder.promise),
    )
    edge.say(f"Written: {out}")
    if listed:
        edge.say(f"{len(summary.bad_rows)} rows could not be coded; they are listed in {listed}")
        raise click.exceptions.Exit(DONE_WITH_FAILED_ROWS)


def _request(
    id_column: str,
    text_column: str,
    question: str | None,
    layout: str,
    confidence: bool,
    asked: str | None,
    excel: bool,
) -> Any:
    from textcoder.files.layouts import LayoutName
    from textcoder.learning.classifying import Request
    from textcoder.survey import Asked

    filtered = None
    if asked:
        column, equals, values = asked.partition("=")
        if not equals or not column or not values:
            raise click.BadParameter("give it as COLUMN=VALUE or COLUMN=VALUE,VALUE", param_hint="--asked")
        filtered = Asked(column.strip(), tuple(value.strip() for value in values.split(",")))
    return Request(
        id_column=id_column,
        text_column=text_column,
        question=question or text_column,
        layout=LayoutName(layout),
        with_confidence=confidence,
        excel=excel,
        asked=filtered,
        coded_at=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def print_summary(summary: "Summary", codeframe: "Codeframe", promise: "Promise") -> None:
    """Print what became of a file, code by code."""
    from textcoder.codeframe import in_language

    base = summary.base
    rows = [
        (
            str(code.number),
            in_language(code.label),
            str(count.answers),
            percent(count.answers / base if base else None),
            str(count.coded),
            str(count.referred),
        )
        for code, count in zip(codeframe.codes, summary.codes, strict=True)
    ]
    print_table(
        f"{summary.question}: {summary.rows} rows, {base} answers",
        ("", "code", "answers", "share", "coded", "referred"),
        rows,
        left=2,
    )
    status, source = summary.by_status, summary.by_source
    how = ", ".join(f"{name} {count}" for name, count in source.items() if count)
    click.echo(
        f"Coded without a human {status['coded']}{f' ({how})' if how else ''} · referred {status['referred']} · "
        f"empty {status['empty']} · in error {status['error']}"
    )
    click.echo(promise_sentence(promise))


def promise_sentence(promise: "Promise") -> str:
    """Say what the error promise is worth."""
    if promise.max_error >= 1:
        return "No error rate is promised: the model codes everything."
    chosen = f"{promise.max_error:.0%}"
    if promise.cut is None:
        return (
            f"A model error of at most {chosen} cannot be promised for any answer, so the model codes none by itself. "
            "Train on more codings, or allow more with --max-error."
        )
    return (
        f"Promise: at most {chosen} wrong code sets among the answers coded without a human (95 % confidence). On the "
        f"{promise.answers} answers it was measured on, the model coded {promise.share:.0%} of them itself, "
        f"{promise.error:.0%} wrongly."
    )
