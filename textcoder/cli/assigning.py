"""``textcoder assign``."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db
from textcoder.cli.tables import print_table

if TYPE_CHECKING:
    from textcoder.labelling.assigning import Settled, Standing
    from textcoder.labelling.draws import Draw
    from textcoder.labelling.overview import Overview
    from textcoder.labelling.store.opening import Store

_PERSON = "human:"
_PURPOSES = {"double": "double", "consistency": "repeat", "audit": "audit"}
_DRAWN_FROM = {
    "double": "different answers",
    "consistency": "different answers that {coders} coded some time ago",
    "audit": "answers that a model has coded",
}


@click.command()
@click.option("--survey", required=True, metavar="S", help="The survey, as it was imported.")
@click.option("--question", required=True, metavar="Q", help="Id of the question.")
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Who is to code; may be repeated.")
@click.option(
    "--purpose",
    type=click.Choice(["double", "repeat", "audit"]),
    default="double",
    show_default=True,
    help="Several code the same answers; each codes some of his own again; one looks at what a model coded.",
)
@click.option("--share", type=float, metavar="0–1", help="How much in all. Default: 0.1.")
@click.option("--answers", type=click.IntRange(min=1), metavar="N", help="Instead of a share: how many in all.")
@click.option("--per-answer", type=click.IntRange(min=2), metavar="N", help="With double: coders for one answer.")
@click.option("--coded-too", is_flag=True, help="With double: draw from answers too that people have coded.")
@click.option(
    "--back", type=click.IntRange(min=20), metavar="N", help="With repeat: leave out the last N. Default: 20."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the draw.")
@click.option("--dry-run", is_flag=True, help="Say what would be assigned, and assign nothing.")
@click.option("--show", is_flag=True, help="Say who has been assigned how much, and done how much of it.")
@with_db
@common
def assign(
    edge: Edge,
    survey: str,
    question: str,
    coders: tuple[str, ...],
    show: bool,
    dry_run: bool,
    db: str | None,
    **how: Any,
) -> None:
    """Draw answers at random and assign them to coders: for double coding, as repeats, or for the audit.

    They come first in textcoder label, or, as repeats, among the others. Asking for more later adds to what was
    assigned, and nothing is ever taken away.
    """
    if not show and not coders:
        raise click.UsageError("Missing option '--coder'. Name who is to code.")
    _refuse_beside(how)
    # Imported here: the database library takes a moment, and --help should not.
    from textcoder.labelling.assigning import carry_out, standings
    from textcoder.labelling.overview import Overview

    with open_label_store(edge, db) as store:
        store.surveys.question(survey, question)
        if show:
            found = standings(Overview(store, survey, question), store)
            _show_standings(edge, [one for one in found if not coders or _name(one.coder) in coders])
            return
        # In one transaction, lest somebody else who draws at the same time draws the same.
        with store.together(keep=not dry_run) as alone:
            overview = Overview(alone, survey, question)
            draws = _drawn(overview, alone, [f"{_PERSON}{name.strip()}" for name in coders], how)
            for draw in draws:
                carry_out(alone, draw)
    _show_draws(edge, overview, draws, dry_run=dry_run)


def _refuse_beside(how: dict[str, Any]) -> None:
    if how["share"] is not None and how["answers"] is not None:
        raise click.BadParameter("it does not go with --share", param_hint="--answers")
    for option, purpose in (("per_answer", "double"), ("coded_too", "double"), ("back", "repeat")):
        if how[option] and how["purpose"] != purpose:
            name = f"--{option.replace('_', '-')}"
            raise click.BadParameter(f"it only goes with --purpose {purpose}", param_hint=name)


def _drawn(overview: "Overview", store: "Store", coders: Sequence[str], how: dict[str, Any]) -> "list[Draw]":
    from textcoder.labelling.assigning import NEWEST, draw_audit, draw_double, draw_repeats
    from textcoder.labelling.draws import Size

    size = Size(answers=how["answers"]) if how["share"] is None else Size(how["share"])
    seed = how["seed"]
    if how["purpose"] == "repeat":
        return draw_repeats(overview, store, coders, size, back=how["back"] or NEWEST, seed=seed)
    if how["purpose"] == "audit":
        return [draw_audit(overview, store, coders, size, seed=seed)]
    settled = _rule(store, overview)
    each, coded_too = how["per_answer"], how["coded_too"]
    return [
        draw_double(overview, store, coders, size, per_answer=each, coded_too=coded_too, settled=settled, seed=seed)
    ]


def _rule(store: "Store", overview: "Overview") -> "Settled":
    """Which answers say nothing, so that a rule settles them: labelling does not know learning, so they meet here."""
    from textcoder.learning.nonanswers import NonAnswerRule

    asked = store.surveys.question(overview.survey, overview.question)
    rule = NonAnswerRule(store.codeframes.get(asked.codeframe, asked.codeframe_version))
    return lambda text: rule(text) is not None


def _show_draws(edge: Edge, overview: "Overview", draws: "Sequence[Draw]", *, dry_run: bool) -> None:
    found = {"survey": overview.survey, "question": overview.question, "dry_run": dry_run}

    def as_people_read_it() -> None:
        for draw in draws:
            click.echo(_sentence(draw, dry_run=dry_run))

    edge.show(found | {"draws": [_as_json(overview, draw) for draw in draws]}, as_people_read_it)
    if dry_run:
        edge.say("Nothing was assigned.")
        return
    coders = list(dict.fromkeys(_name(coder) for draw in draws for coder in draw.coders if draw.of_coder(coder)))
    if not coders:
        edge.say("Others have been assigned them all: see --show. For more, ask for a larger share.")
        return
    where = f"--survey {shlex.quote(overview.survey)} --question {shlex.quote(overview.question)}"
    others = f", and so for {_listed(coders[1:])}" if coders[1:] else ""
    edge.say(f"Next: textcoder label {where} --coder {shlex.quote(coders[0])}{others}.")


def _sentence(draw: "Draw", *, dry_run: bool) -> str:
    coders, number = _listed(list(map(_name, draw.coders))), len(draw.drawn)
    drawn_from = _DRAWN_FROM[draw.purpose].format(coders=coders)
    # In an audit answers are drawn, identical ones too, and not texts.
    standing = f" ({draw.standing_for} answers)" if draw.purpose != "audit" else ""
    short = f" {draw.wanted} were asked for; there are no more." if number < draw.wanted else ""
    are = "would be" if dry_run else "are"
    before = f"{number - draw.new} were assigned before, {draw.new} {are} new."
    return f"{number} of {draw.of} {drawn_from}{standing} for {_whose(draw, coders)}: {before}{short}"


def _whose(draw: "Draw", coders: str) -> str:
    if draw.each == len(draw.coders):
        return f"{coders} each" if len(draw.coders) > 1 else coders
    loads = _listed([f"{_name(coder)} ({draw.of_coder(coder)})" for coder in draw.coders])
    return f"{draw.each} each of {loads}" if draw.each > 1 else f"one of {loads}"


def _as_json(overview: "Overview", draw: "Draw") -> dict[str, Any]:
    ids = {one.key: one.id for one in overview.answers}
    return {
        "purpose": _PURPOSES[draw.purpose],
        "of": draw.of,
        "wanted": draw.wanted,
        "drawn": len(draw.drawn),
        "new": draw.new,
        "answers_stood_for": draw.standing_for,
        "coders": {_name(coder): draw.of_coder(coder) for coder in draw.coders},
        "answers": [
            {"id": ids[one.answer], "before": sorted(map(_name, one.before)), "new": list(map(_name, one.new))}
            for one in draw.drawn
        ],
    }


def _show_standings(edge: Edge, found: "Sequence[Standing]") -> None:
    rows = [(_name(one.coder), _PURPOSES[one.purpose], one.assigned, one.done) for one in found]

    def as_people_read_it() -> None:
        if not rows:
            click.echo("Nobody has been assigned anything.")
            return
        cells = [(name, purpose, str(all_of), str(done), str(all_of - done)) for name, purpose, all_of, done in rows]
        print_table("Answers assigned", ("coder", "purpose", "assigned", "done", "left"), cells, left=2)

    edge.show(
        [dict(zip(("coder", "purpose", "assigned", "done"), row, strict=True)) for row in rows], as_people_read_it
    )


def _name(coder: str) -> str:
    return coder.removeprefix(_PERSON)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
