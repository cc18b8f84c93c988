"""``textcoder import``."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.errors import DONE_WITH_FAILED_ROWS
from textcoder.cli.imported import as_json, print_import, say_what_is_odd
from textcoder.cli.options import Edge, common
from textcoder.cli.redaction import redacting_door
from textcoder.cli.stores import open_label_store, sqlite_file, store_address, with_db

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.files.table import Table
    from textcoder.labelling.importing.bringing import Destination
    from textcoder.labelling.importing.rows import GivenCodes, Incoming, Request
    from textcoder.labelling.store.opening import Store
    from textcoder.survey import Survey


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--survey", required=True, metavar="S", help="The survey: its folder under labels/.")
@click.option("--question", required=True, metavar="Q", help="Id of the open field, as in the survey.")
@click.option("--id", "id_column", required=True, metavar="COL", help="Column with the respondents' ids, kept as text.")
@click.option("--text", "text_column", required=True, metavar="COL", help="Column with the answers.")
@click.option(
    "--background", multiple=True, metavar="COL|all", help="Column to show beside the answer; may be repeated."
)
@click.option(
    "--codings",
    multiple=True,
    metavar="COLS",
    help="Columns with codes, by number or id: names joined by commas, or as Q9_*; 0/1 also as COL=CODE.",
)
@click.option(
    "--layout",
    type=click.Choice(["joined", "spread", "dichotomous"]),
    help="Shape of --codings: 1;3 in one column; one code a column; 0/1 per code. Default: joined, for one column.",
)
@click.option(
    "--blank",
    type=click.Choice(["none", "uncoded"]),
    help="No code given: none applies, or not coded yet. Default: none in joined, uncoded in spread.",
)
@click.option("--coder", metavar="NAME", help="Who coded. Default: as the column coder says, else imported.")
@click.option(
    "--adjudicator",
    "adjudicators",
    multiple=True,
    metavar="NAME",
    help="Coder whose codings settle disagreements; may be repeated.",
)
@click.option(
    "--redact/--no-redact",
    default=None,
    help="Take names and numbers of persons out of answers before they are stored. Default: as the survey says.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing in the store.")
@with_db
@common
def import_command(
    edge: Edge,
    file: Path,
    survey: str,
    question: str,
    adjudicators: tuple[str, ...],
    redact: bool | None,
    dry_run: bool,
    db: str | None,
    **columns: Any,
) -> None:
    """Bring the answers in FILE (CSV, XLSX or JSONL), and codings of them, into the label store.

    Answers are known by survey, question and id: new ones are added, known ones brought up to date. All of a file
    goes in, or nothing. Rows that cannot be used are listed in FILE.import-errors.csv.
    """
    # Imported here, as all that --help does not need.
    from textcoder.files.bad_rows import list_path, write_bad_rows
    from textcoder.files.formats import read_table
    from textcoder.labelling.importing.bringing import bring_in

    described = _survey(edge, survey, question)
    table = read_table(file)
    edge.say(f"Reading {table.facts}")
    with _store(edge, db, dry_run=dry_run) as store:
        to = _destination(edge, store, described, survey, question)
        incoming, replaced = _read(edge, table, to, described, redact, columns)
        listed = write_bad_rows(incoming.refused, list_path(file, "import-errors"))
        with edge.progress() as progress:
            done = bring_in(
                store,
                to,
                incoming,
                adjudicators=adjudicators,
                keeps_background=not columns["background"],
                keep=not dry_run,
                progress=progress,
            )
    content = as_json(to, incoming, done) | {
        "db": store.database.where,
        "dry_run": dry_run,
        "redacted": replaced,
        "errors": listed,
    }
    edge.show(content, lambda: print_import(to, incoming, done, replaced, dry_run=dry_run))
    say_what_is_odd(edge, incoming, done)
    if listed:
        edge.say(f"Rows that could not be used: {len(incoming.refused)}. They are listed in {listed}")
        raise click.exceptions.Exit(DONE_WITH_FAILED_ROWS)


def _survey(edge: Edge, name: str, question: str) -> "Survey":
    """The survey, which must have the question.

    Raises:
        SurveyNotFoundError: There is no such survey.
        QuestionNotFoundError: It has no such open field.
    """
    from textcoder.labelling.importing.errors import QuestionNotFoundError

    survey = edge.home().survey(name)
    known = [one.id for one in survey.open_fields]
    if question not in known:
        raise QuestionNotFoundError(question, name, known)
    return survey


@contextmanager
def _store(edge: Edge, db: str | None, *, dry_run: bool) -> "Iterator[Store]":
    """The label store; where it is only to be tried and there is none yet, an empty one that goes away again."""
    file = sqlite_file(store_address(edge, db))
    with tempfile.TemporaryDirectory(prefix="textcoder-") as folder:
        if dry_run and file is not None and not file.exists():
            db = f"sqlite:///{Path(folder) / 'store.sqlite'}"
        with open_label_store(edge, db, must_exist=False) as store:
            yield store


def _destination(edge: Edge, store: "Store", survey: "Survey", name: str, question: str) -> "Destination":
    from textcoder.labelling.importing.bringing import Destination, stored_question

    frame = edge.home().codeframe(survey.codeframe)
    there = stored_question(store, name, question)
    if there is not None:
        stored = store.codeframes.get(there.codeframe, there.codeframe_version)
        if stored.hash != frame.hash:
            edge.say(
                f"The store codes {question} with {stored.id} version {stored.version}, which is not what the survey's "
                f"folder has (version {frame.version}). The store's goes on being used: bringing answers in changes no "
                "codeframe."
            )
        frame = stored
    (text,) = (one.question.text for one in survey.open_fields if one.id == question)
    return Destination(name, question, frame, survey.title, text)


def _read(
    edge: Edge, table: "Table", to: "Destination", survey: "Survey", redact: bool | None, columns: dict[str, Any]
) -> "tuple[Incoming, dict[str, int] | None]":
    from textcoder.labelling.importing.rows import read_rows

    request = _request(table, to, **columns)
    door = redacting_door(edge, [table.position(request.text_column)], survey.redact, redact)
    with edge.progress() as progress:
        incoming = read_rows(
            table,
            request,
            to.codeframe,
            door=door or (lambda rows: rows),
            progress=lambda rows: progress("reading", rows, None),
        )
    return incoming, None if door is None else dict(door.replaced)


def _request(
    table: "Table", to: "Destination", id_column: str, text_column: str, background: tuple[str, ...], **how: Any
) -> "Request":
    from textcoder.labelling.importing.rows import QUESTION_COLUMN, Request, background_columns
    from textcoder.labelling.importing.whose import CODER_COLUMN

    given = _given_codes(table, to.codeframe, **how)
    used = [id_column, text_column, QUESTION_COLUMN, *(given.columns if given else ())]
    used += [CODER_COLUMN] if given and not given.coder else []
    return Request(to.question, id_column, text_column, background_columns(table, background, used), given)


def _given_codes(
    table: "Table",
    codeframe: "Codeframe",
    codings: tuple[str, ...],
    layout: str | None,
    blank: str | None,
    coder: str | None,
) -> "GivenCodes | None":
    from textcoder.files.given_codes import Blank, find_columns
    from textcoder.files.layouts import LayoutName
    from textcoder.labelling.importing.rows import GivenCodes

    if not codings:
        for option, value in (("--layout", layout), ("--blank", blank), ("--coder", coder)):
            if value:
                raise click.BadParameter("it goes with --codings", param_hint=option)
        return None
    if layout is None and not (len(codings) == 1 and codings[0] in table.columns):
        raise click.BadParameter("say which it is where codes stand in several columns", param_hint="--layout")
    shape = LayoutName(layout or LayoutName.JOINED)
    of_shape = Blank.NONE if shape is LayoutName.JOINED else Blank.UNCODED
    found = find_columns(table, codings, codeframe, shape)
    return GivenCodes(found, shape, Blank(blank) if blank else of_shape, (coder or "").strip())
