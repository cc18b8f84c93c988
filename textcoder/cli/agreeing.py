"""``textcoder agreement``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.agreement_tables import print_agreement, print_consistency
from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db
from textcoder.cli.tables import counted
from textcoder.errors import CodingsError, UnknownCoderError

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.codings import CodedAnswer


@dataclass(frozen=True, slots=True)
class _Given:
    """What is to be measured, from wherever it came."""

    source: str
    """The file or the survey, as people call it."""
    frame: "Codeframe"
    coded: "Sequence[CodedAnswer]"
    repeated: "Sequence[CodedAnswer]"
    """All codings of answers that were coded again, in the order they were made."""
    beside: Mapping[str, Any]
    """What machines are told of the source."""

    @property
    def facts(self) -> dict[str, Any]:
        """What machines are told of what is measured."""
        return {**self.beside, "codeframe": self.frame.id, "codeframe_version": self.frame.version}


@click.command("agreement")
@click.option(
    "--codings",
    type=click.Path(path_type=Path),
    help="Codings with a column coder (CSV, XLSX, JSONL), one row per answer and coder.",
)
@click.option("--codeframe", metavar="ID|FILE", help="Codeframe the answers in the file were coded after.")
@click.option("--survey", metavar="S", help="Instead of a file: the codings of this survey in the label store.")
@click.option("--question", metavar="Q", help="With --survey: only of this question.")
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
@with_db
@common
def agreement(
    edge: Edge,
    codings: Path | None,
    codeframe: str | None,
    survey: str | None,
    question: str | None,
    adjudicators: tuple[str, ...],
    repeats: Path | None,
    each_pair: bool,
    seed: int,
    db: str | None,
) -> None:
    """Show how far coders agree: on whole sets of codes, per code, two by two, and which codes they confuse.

    Codings come from a file, or from the label store with --survey. Answers are matched by question and id. Those that
    only one coder coded are counted and do not enter. Coders called model:VERSION are compared with each person and
    kept apart from people.
    """
    # Imported here: NumPy takes a moment, and --help should not.
    from textcoder.labelling.agreement.consistency import measure_consistency
    from textcoder.labelling.agreement.estimates import Bootstrap
    from textcoder.labelling.agreement.measuring import measure_agreement

    if survey is not None:
        _refuse_beside("--survey", {"--codings": codings, "--codeframe": codeframe, "--repeats": repeats})
        given = _from_store(edge, db, survey, question, adjudicators)
    else:
        _refuse_beside("--codings", {"--question": question, "--db": db})
        given = _from_file(edge, codings, codeframe, repeats, adjudicators)
    by = Bootstrap(seed=seed)
    blind = [one for one in given.coded if one.coder not in adjudicators]
    if len(blind) < len(given.coded):
        edge.say(f"{len(given.coded) - len(blind)} codings by {', '.join(adjudicators)} are left out.")
    # Somebody who only asks about himself needs no second coder.
    alone = given.repeated and len({one.coder for one in blind}) == 1
    found = None if alone else measure_agreement(blind, given.frame.code_ids, by=by)
    with_themselves = measure_consistency(given.repeated, given.frame.code_ids, by=by) if given.repeated else ()

    def as_people_read_it() -> None:
        if found:
            about = f"{given.source}, {given.frame.id} version {given.frame.version}"
            print_agreement(about, found, each_pair=each_pair)
        print_consistency(with_themselves)

    left_out = {"adjudicators": adjudicators, "codings": len(given.coded) - len(blind)}
    measured = {"left_out": left_out, "bootstrap": by, "agreement": found, "consistency": with_themselves}
    edge.show(given.facts | measured, as_people_read_it)


def _refuse_beside(option: str, others: Mapping[str, object]) -> None:
    for name, value in others.items():
        if value is not None:
            raise click.BadParameter(f"it does not go with {option}", param_hint=name)


def _from_file(
    edge: Edge, codings: Path | None, codeframe: str | None, repeats: Path | None, adjudicators: Sequence[str]
) -> _Given:
    from textcoder.files.codeframe_file import read_codeframe

    if codings is None:
        raise click.UsageError("Missing option '--codings', or '--survey' for those in the label store.")
    if codeframe is None:
        raise click.UsageError("Missing option '--codeframe'.")
    frame = read_codeframe(Path(codeframe)) if Path(codeframe).is_file() else edge.home().codeframe(codeframe)
    coded = _read(codings, frame)
    _check_known(adjudicators, {one.coder for one in coded}, codings)
    again = _read(repeats, frame) if repeats else []
    first = [one for one in coded if one.coder not in adjudicators]
    return _Given(codings.name, frame, coded, [*first, *again] if again else [], {"codings": codings.name})


def _from_store(edge: Edge, db: str | None, survey: str, question: str | None, adjudicators: Sequence[str]) -> _Given:
    from textcoder.labelling.independent import read_survey

    with open_label_store(edge, db) as store:
        read = read_survey(store, survey, question)
    _check_known(adjudicators, {one.coder for one in read.coded} | read.adjudicated.keys(), "The label store")
    for name in adjudicators:
        if settled := read.adjudicated.get(name, 0):
            edge.say(f"{name} has settled {counted(settled, 'answer')}; adjudications are left out in any case.")
    helped = read.compared_with_suggestion(one for one in read.coded if one.coder not in adjudicators)
    if helped:
        edge.say(
            f"Of the codings by people that are compared here, {helped} were made with a model's suggestion in sight, "
            "and agree more for that. Code blind what is to be measured."
        )
    repeated = [one for one in read.repeated if one.coder not in adjudicators]
    beside = {"survey": survey, "question": question, "with_suggestion": helped}
    beside["adjudications"] = sum(read.adjudicated.values())
    return _Given(f"{survey} {question or ''}".strip(), read.frame, read.coded, repeated, beside)


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


def _check_known(adjudicators: Sequence[str], coders: Collection[str], where: Path | str) -> None:
    """See that the adjudicators' names are not misspelt.

    Raises:
        UnknownCoderError: One of them has coded nothing.
    """
    for name in adjudicators:
        if name not in coders:
            raise UnknownCoderError(where, name, sorted(coders))
