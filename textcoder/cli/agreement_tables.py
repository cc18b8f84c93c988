"""How people read the figures of ``textcoder agreement``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from textcoder.cli.tables import measure, percent, print_table
from textcoder.errors import listing

if TYPE_CHECKING:
    from textcoder.labelling.agreement.comparing import CodeAgreement, Comparison, SetAgreement
    from textcoder.labelling.agreement.estimates import Estimate
    from textcoder.labelling.agreement.matching import AnswerName
    from textcoder.labelling.agreement.measuring import Agreement

_MOST_CONFUSIONS = 5
_MOST_ANSWERS = 6


def print_agreement(name: str, found: "Agreement", *, each_pair: bool) -> None:
    """Print coders, whole sets, and codes of all people and of people beside models.

    Args:
        name: Where the codings come from.
        found: The figures.
        each_pair: Whether the codes of every two people are shown too.
    """
    click.echo(f"{found.double_coded} of {found.answers} answers are coded by two people or more.\n")
    print_table(
        "Coders",
        ("coder", "answers", "of them coded by another person"),
        [(one.coder, str(one.answers), str(one.shared)) for one in found.coders],
    )
    people = [found.people.sets, *found.by_variety] if found.people else []
    pairs = found.pairs if len(found.pairs) > 1 else ()
    rows = [(group.name, group) for group in people]
    rows += [(_two(pair), pair.sets) for pair in (*pairs, *found.models)]
    title = f"Whole sets of codes of the answers that coders share in {name} (95 % intervals over answers)"
    _print_sets(title, rows, rules_after=(0, len(people) - 1, len(people) + len(pairs) - 1))
    if found.people:
        _print_codes(f"Codes of the {found.double_coded} double-coded answers", found.people)
    for pair in (*(pairs if each_pair else ()), *found.models):
        _print_codes(f"Codes of the {pair.sets.answers} answers by {_two(pair)}", pair)


def print_consistency(found: "Sequence[Comparison]") -> None:
    """Print how far coders agree with themselves; nothing where that was not asked for."""
    if found:
        _print_sets("Coders with themselves, at another time", [(one.coders[0], one.sets) for one in found])
    for one in found:
        _print_codes(f"Codes of the {one.sets.answers} answers that {one.coders[0]} coded again", one)


def _two(pair: "Comparison") -> str:
    return " and ".join(pair.coders)


def _print_sets(title: str, rows: "Sequence[tuple[str, SetAgreement]]", rules_after: Sequence[int] = ()) -> None:
    print_table(
        title,
        ("group", "verdict", "alpha (MASI)", "kappa", "same set", "answers"),
        [
            (
                name,
                group.verdict.value,
                _figure(group.alpha),
                _figure(group.kappa),
                _figure(group.exact),
                str(group.answers),
            )
            for name, group in rows
        ],
        left=5,
        rules_after=rules_after,
    )


def _print_codes(title: str, found: "Comparison") -> None:
    print_table(
        title,
        ("code", "verdict", "alpha", "kappa", "prevalence"),
        [
            (code.code_id, code.verdict.value, _figure(code.alpha), _figure(code.kappa), measure(code.prevalence))
            for code in found.codes
        ],
        left=4,
    )
    print_table(
        "The same codes, in figures that chance does not enter (same, positive) or enters little (AC1)",
        ("code", "same", "positive", "AC1"),
        [(code.code_id, _figure(code.same), _figure(code.positive), _figure(code.ac1)) for code in found.codes],
        left=4,
    )
    _warn_of_prevalence([code for code in found.codes if code.low_prevalence], found.sets.answers)
    _print_disputes(found)


def _warn_of_prevalence(rare: "Sequence[CodeAgreement]", answers: int) -> None:
    if rare:
        named = listing(f"{code.code_id} ({percent(code.prevalence)}: {code.answers_needed:,})" for code in rare)
        click.echo(
            "Low prevalence, that is, rare or nearly always given, so that kappa and alpha swing; in brackets the "
            f"share of the codings and how many double-coded answers it takes to show .800. Here are {answers:,}.\n"
            f"  {named}\n"
        )


def _print_disputes(found: "Comparison") -> None:
    if not found.disputes:
        return
    several = len({answer.question for dispute in found.disputes for answer in dispute.answers}) > 1
    print_table(
        "Most often in dispute (one gave the code, another did not)",
        ("code", "answers", "times", "of times given"),
        [
            (one.code_id, _names(one.answers, several), str(one.times), str(one.given))
            for one in found.disputes[:_MOST_CONFUSIONS]
        ],
        left=2,
    )
    print_table(
        "Most often confused",
        ("one coder", "the other", "answers", "times"),
        [
            (pair.code_id, pair.instead or "no other code", _names(pair.answers, several), str(pair.times))
            for pair in found.confusions[:_MOST_CONFUSIONS]
        ],
        left=3,
    )


def _names(answers: "Sequence[AnswerName]", with_question: bool) -> str:
    names = (f"{answer.question}/{answer.id}" if with_question else answer.id for answer in answers)
    return listing(names, limit=_MOST_ANSWERS)


def _figure(figure: "Estimate | None") -> str:
    if figure is None or figure.low is None or figure.high is None:
        return measure(figure.value if figure else None)
    return f"{measure(figure.value)} [{measure(figure.low)}–{measure(figure.high)}]"
