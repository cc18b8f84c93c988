"""``textcoder reproduce``."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import with_db
from textcoder.cli.tables import counted, print_table
from textcoder.settings import LEAST_MAX_ERROR

if TYPE_CHECKING:
    from textcoder.learning.reproducing import Reproduced

DIFFERS = 1


@click.command()
@click.argument("coded_file", type=click.Path(path_type=Path))
@click.option(
    "--source", type=click.Path(path_type=Path), help="File it was made from. Default: the one of that name beside it."
)
@click.option("--codeframe", metavar="ID|FILE", help="A codeframe from then. Default: as found under labels/.")
@click.option("--id", "id_column", metavar="COL", help="Column with the ids, where there is no record beside the file.")
@click.option(
    "--text", "texts", multiple=True, metavar="COL", help="Column with answers, where there is no record; repeatable."
)
@click.option(
    "--max-error",
    type=click.FloatRange(LEAST_MAX_ERROR, 1),
    help="As it was coded with, where there is no record. Default: the model's.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=40, show_default=True, help="List at most so many differences."
)
@with_db
@common
def reproduce(
    edge: Edge,
    coded_file: Path,
    source: Path | None,
    codeframe: str | None,
    id_column: str | None,
    texts: tuple[str, ...],
    max_error: float | None,
    limit: int,
    db: str | None,
) -> None:
    """Code the answers in CODED_FILE again, and say whether every code, status and source is the same.

    CODED_FILE.coding.json beside it says with which model, codeframe and settings it was made. Without that, the
    columns of the long layout or the sheet Method of a workbook say it, as far as they do. An export is looked up in
    the label store as that was then. Exit code 0: all is the same; 1: something differs, and is listed by id.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.files.coding_record import EXPORT, read_record
    from textcoder.learning.how_coded import Said, how_coded
    from textcoder.learning.reproducing import reproduce as code_again

    home = edge.home()
    record = read_record(coded_file)
    if record is not None and record.made_by == EXPORT:
        from textcoder.cli.exported_again import export_again

        done = export_again(edge, home, coded_file, record, codeframe=codeframe, db=db)
    else:
        if record is None:
            record = how_coded(home, coded_file, Said(id_column, texts, max_error))
        edge.say(f"Coding again with {record.codeframe.id}/{record.models[0].version}")
        with edge.progress() as progress:
            done = code_again(
                home,
                coded_file,
                record,
                codeframe=codeframe,
                source=source,
                progress=lambda rows: progress("coding", rows, None),
            )
    for note in done.notes:
        edge.say(note)
    edge.show(_as_json(coded_file, done), lambda: _print(coded_file, done, limit))
    if not done.is_same:
        raise click.exceptions.Exit(DIFFERS)


def _as_json(coded: Path, done: "Reproduced") -> dict[str, object]:
    return {
        "file": coded,
        "same": done.is_same,
        "models": done.models,
        "codeframe": done.codeframe,
        "answers": done.answers,
        "unchecked": done.unchecked,
        "differences": done.differences,
        "notes": done.notes,
    }


def _print(coded: Path, done: "Reproduced", limit: int) -> None:
    if done.differences and limit:
        _print_differences(done, limit)
    unchecked = done.unchecked
    beside = f" {counted(unchecked, 'answer')} that people have coded could not be checked." if unchecked else ""
    by = f"{', '.join(done.models) or 'no model'}, codeframe {done.codeframe}"
    checked = done.answers - unchecked
    if done.is_same:
        click.echo(f"The same: {counted(checked, 'answer')} in {coded.name}, by {by}.{beside}")
        return
    answers = len({(one.id, one.question) for one in done.differences})
    click.echo(f"Not the same: {answers} of {counted(checked, 'answer')} in {coded.name} differ, by {by}.{beside}")


def _print_differences(done: "Reproduced", limit: int) -> None:
    kinds = Counter(one.what for one in done.differences)
    told = ", ".join(f"{what} {count}" for what, count in kinds.items())
    shown: Sequence[object] = done.differences[:limit]
    rest = f", the first {len(shown)} of them" if len(shown) < len(done.differences) else ""
    rows = [(one.id, one.question, one.what, one.was or "–", one.now or "–") for one in done.differences[:limit]]
    print_table(f"Differences ({told}){rest}", ("id", "question", "what", "in the file", "now"), rows, left=5)
