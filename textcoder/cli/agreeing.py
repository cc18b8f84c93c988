"""``textcoder agreement``."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.agreement_tables import print_agreement, print_consistency
from textcoder.cli.options import Edge, common
from textcoder.errors import CodingsError, UnknownCoderError

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.codings import CodedAnswer


@click.command("agreement")
@click.option(
    "--codings",
    required=True,
    type=click.Path(path_type=Path),
    help="Codings with a column coder (CSV, XLSX, JSONL), one row per answer and coder.",
)
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe the answers were coded after.")
@click.option(
    "--adjudicator",
    "adjudicators",
    multiple=True,
    metavar="NAME",
    help="Leave this coder's codings out, who saw those of others. Repeatable.",
)
@click.option(
    "--repeats",
    type=click.Path(path_type=Path),
    help="Codings of some of the answers by the same coders at another time: how far each agrees with himself.",
)
@click.option(
    "--each-pair", is_flag=True, help="Show the codes of every two people too, not only of all people together."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the draws that make the intervals."
)
@common
def agreement(
    edge: Edge,
    codings: Path,
    codeframe: str,
    adjudicators: tuple[str, ...],
    repeats: Path | None,
    each_pair: bool,
    seed: int,
) -> None:
    """Show how far coders agree: on whole sets of codes, per code, two by two, and which codes they confuse.

    Answers are matched by question and id. Those that only one coder coded are counted and do not enter. Coders called
    model:VERSION are compared with each person and kept apart from people.
    """
    # Imported here: NumPy takes a moment, and --help should not.
    from textcoder.files.codeframe_file import read_codeframe
    from textcoder.labelling.agreement.consistency import measure_consistency
    from textcoder.labelling.agreement.estimates import Bootstrap
    from textcoder.labelling.agreement.measuring import measure_agreement

    frame = read_codeframe(Path(codeframe)) if Path(codeframe).is_file() else edge.home().codeframe(codeframe)
    coded = _read(codings, frame)
    blind = _without(adjudicators, coded, codings)
    if adjudicators:
        edge.say(f"{len(coded) - len(blind)} codings by {', '.join(adjudicators)} are left out.")
    by, again = Bootstrap(seed=seed), _read(repeats, frame) if repeats else []
    # Somebody who only asks about himself needs no second coder.
    alone = again and len({one.coder for one in blind}) == 1
    found = None if alone else measure_agreement(blind, frame.code_ids, by=by)
    with_themselves = measure_consistency([*blind, *again], frame.code_ids, by=by) if again else ()

    def as_people_read_it() -> None:
        if found:
            print_agreement(f"{codings.name}, {frame.id} version {frame.version}", found, each_pair=each_pair)
        print_consistency(with_themselves)

    edge.show(
        {
            "codings": codings.name,
            "codeframe": frame.id,
            "codeframe_version": frame.version,
            "left_out": {"adjudicators": adjudicators, "codings": len(coded) - len(blind)},
            "bootstrap": by,
            "agreement": found,
            "consistency": with_themselves,
        },
        as_people_read_it,
    )


def _read(path: Path, frame: "Codeframe") -> "list[CodedAnswer]":
    """Codings that all say whose they are.

    Raises:
        MissingColumnError: There is no column ``coder``.
        CodingsError: Rows that cannot be used, or have a blank coder.
    """
    from textcoder.files.codings_file import read_codings
    from textcoder.files.formats import read_table
    from textcoder.files.table import as_text

    table = read_table(path)
    place = table.position("coder")
    nobody = [
        f"row {number}: the coder is blank" for number, row in table.numbered_rows() if not as_text(row[place]).strip()
    ]
    if nobody:
        raise CodingsError(path, nobody)
    return [replace(one, coder=one.coder.strip()) for one in read_codings(path, frame)]


def _without(adjudicators: Sequence[str], coded: "Sequence[CodedAnswer]", path: Path) -> "list[CodedAnswer]":
    """The codings that others than the adjudicators made.

    Raises:
        UnknownCoderError: An adjudicator has coded nothing, so that the name may be misspelt.
    """
    coders = {one.coder for one in coded}
    for name in adjudicators:
        if name not in coders:
            raise UnknownCoderError(path, name, sorted(coders))
    return [one for one in coded if one.coder not in adjudicators]
