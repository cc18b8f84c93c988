"""``textcoder export``."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.exported_again import recorded_export
from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db

if TYPE_CHECKING:
    from textcoder.labelling.exporting import Exported


@click.command()
@click.option("--survey", required=True, metavar="S", help="The survey.")
@click.option("--question", required=True, metavar="Q", help="Id of the question.")
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="File: .csv, .xlsx or .jsonl.")
@click.option(
    "--layout",
    type=click.Choice(["dichotomous", "joined", "spread", "long"]),
    help="0/1 per code; 1;3; one code a column; or one row per answer and code. Default: dichotomous.",
)
@click.option("--for-training", is_flag=True, help="Codings by people alone, as train reads them: id, text, codes …")
@click.option(
    "--text/--no-text", "with_text", default=True, show_default=True, help="Whether to write the answers too."
)
@click.option("--as-of", metavar="TIME", help="The store as it was then: 2026-11-22 or 2026-11-22T14:30+01:00.")
@click.option("--codeframe-version", type=click.IntRange(min=1), help="Codes of this version. Default: the one in use.")
@click.option(
    "--excel", is_flag=True, help="CSV as Norwegian Excel wants it: byte-order mark, semicolons, guarded cells."
)
@with_db
@common
def export(
    edge: Edge,
    survey: str,
    question: str,
    out: Path,
    layout: str | None,
    for_training: bool,
    with_text: bool,
    as_of: str | None,
    codeframe_version: int | None,
    excel: bool,
    db: str | None,
) -> None:
    """Write what counts for each answer to a question: adjudicated > human > exact > rule > model.

    With the same --as-of the same comes out at any later time, in the codes of that time. OUT.coding.json beside it
    says how it was made, for textcoder reproduce; codings --for-training have none.
    """
    # Imported here: the database library takes a moment, and --help should not.
    from textcoder.files.layouts import LayoutName
    from textcoder.labelling.exporting import Wanted, export_codings, export_training

    if for_training and (layout or not with_text):
        raise click.BadParameter("it goes with neither --layout nor --no-text", param_hint="--for-training")
    wanted = Wanted(
        survey,
        question,
        layout=LayoutName(layout or LayoutName.DICHOTOMOUS),
        with_text=with_text,
        excel=excel,
        codeframe_version=codeframe_version,
        as_of=_moment(as_of) if as_of else None,
    )
    with open_label_store(edge, db) as store:
        if for_training:
            done = export_training(store, wanted, out)
        else:
            done = export_codings(store, wanted, out, writer_of=recorded_export(edge, wanted, out))
        first = min((one.imported_at for one in store.answers.of(survey, question)), default=None)
    if wanted.as_of is not None and (first is None or first > wanted.as_of):
        since = f": the first answers came in at {first.isoformat(timespec='seconds')}" if first else ""
        edge.say(f"Nothing was there then{since}. The file has no rows.")
    edge.show({"out": out, "exported": done}, lambda: click.echo(_summary(survey, question, done)))
    edge.say(f"Written: {out}")


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("give it as 2026-11-22 or 2026-11-22T14:30+01:00", param_hint="--as-of") from None
    moment = moment if moment.tzinfo else moment.astimezone()
    if moment > dt.datetime.now(dt.UTC):
        raise click.BadParameter("it is still to come, and nobody knows what will be there", param_hint="--as-of")
    return moment


def _summary(survey: str, question: str, done: "Exported") -> str:
    how = ", ".join(f"{source} {count}" for source, count in done.by_source.items() if count)
    coded = done.answers - done.left
    return (
        f"{survey}, {question}, {done.codeframe}: {done.answers} answers, {coded} coded"
        f"{f' ({how})' if how else ''}, {done.left} left\nSHA-256: {done.sha256}"
    )
