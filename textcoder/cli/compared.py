"""The comparison of two models, as people read it in a terminal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from textcoder.cli.tables import counted, measure, percent, print_table

if TYPE_CHECKING:
    from textcoder.learning.changed_answers import ChangedAnswer
    from textcoder.learning.model_comparison import ModelComparison
    from textcoder.learning.resampling import Difference

_WIDTH = 80
"""Characters of a line of words."""
_MOVES = 10
"""Moves that are listed; the page has them all."""


def print_comparison(
    found: "ModelComparison", listed: "Sequence[ChangedAnswer]", texts: Mapping[tuple[str, str], str]
) -> None:
    """Print what would change: the conclusion first, then the tables it rests on.

    Args:
        found: The comparison.
        listed: The changed answers that are shown.
        texts: Of answers, by question and id; empty: they are not shown.
    """
    for letter, model in (("A", found.before), ("B", found.after)):
        current = ", current" if model.is_current else ""
        trained = model.trained_at[:16].replace("T", " ")
        click.echo(f"{letter}: {model.name} ({model.profile}, {model.codings:,} codings, trained {trained}{current})")
    click.echo(f"Compared on {counted(found.figures.answers, 'answer')} by {counted(found.figures.voices, 'voice')}.\n")
    conclusion = found.conclusion
    _say(f"{conclusion.headline} {conclusion.advice}")
    click.echo()
    for sentence in conclusion.findings:
        _say(sentence, "- ")
    click.echo()
    if found.figures.is_judged:
        _print_overall(found)
        _print_codes(found)
    _print_shares(found)
    _print_moves(found)
    _print_changed(found, listed, texts)
    for sentence in conclusion.cautions:
        _say(sentence, "Note: ")


def _say(sentence: str, start: str = "") -> None:
    # A number is not parted from its sign of per cent.
    wrapped = click.wrap_text(
        sentence.replace(" %", "\N{NO-BREAK SPACE}%"),
        width=_WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
    )
    click.echo(wrapped.replace("\N{NO-BREAK SPACE}", " "))


def _print_overall(found: "ModelComparison") -> None:
    figures = found.figures
    rows = (
        ("macro F1", figures.macro_f1),
        ("micro F1", figures.micro_f1),
        ("whole set right", figures.exact),
        (f"coded at {percent(figures.max_error)} wrong", figures.automation),
    )
    print_table(
        "All codes",
        ("measure", "A", "B", "B minus A"),
        [(name, measure(of.before), measure(of.after), signed(of)) for name, of in rows],
    )


def _print_codes(found: "ModelComparison") -> None:
    print_table(
        "Codes: F1, and what precision and recall change by",
        ("code", "support", "A", "B", "F1: B minus A", "prec.", "recall"),
        [
            (
                code.code_id,
                str(code.support),
                measure(code.f1.before),
                measure(code.f1.after),
                signed(code.f1),
                signed(code.precision, interval=False),
                signed(code.recall, interval=False),
            )
            for code in found.figures.codes
        ],
    )


def _print_shares(found: "ModelComparison") -> None:
    is_judged = found.figures.is_judged
    print_table(
        "Shares of the answers with each code; how many come in and go out" + ("; ECE" if is_judged else ""),
        ("code", "A", "B", "B minus A", "in", "out", *(("ECE A", "ECE B") if is_judged else ())),
        [
            (
                code.code_id,
                measure(code.share.before),
                measure(code.share.after),
                signed(code.share),
                str(code.gained),
                str(code.lost),
                *(map(measure, (code.calibration_error.before, code.calibration_error.after)) if is_judged else ()),
            )
            for code in found.figures.codes
        ],
    )


def _print_moves(found: "ModelComparison") -> None:
    if not found.moves:
        return
    kinds = ("better", "worse", "still wrong") if found.figures.is_judged else ()
    titles = ("right", "wrong", "still wrong") if found.figures.is_judged else ()
    print_table(
        "Which codes give way to which" + (", and what the answers become" if kinds else ""),
        ("A only", "B only", "answers", *titles),
        [
            (
                move.lost or "–",
                move.gained or "–",
                str(move.answers),
                *(
                    str({change.value: count for change, count in move.by_change.items()}.get(kind, 0))
                    for kind in kinds
                ),
            )
            for move in found.moves[:_MOVES]
        ],
        left=2,
    )


def _print_changed(
    found: "ModelComparison", listed: "Sequence[ChangedAnswer]", texts: Mapping[tuple[str, str], str]
) -> None:
    if not listed:
        return
    is_judged = found.figures.is_judged
    first = "human" if is_judged else "A"
    header = ("answer", f"{first} and change", *(("text",) if texts else ()))
    print_table(
        f"Answers whose codes change, worst first: {len(listed)} of {len(found.changed):,}",
        (*header, *(("becomes",) if is_judged else ()), "B sure", "B codes"),
        [
            (
                f"{one.question} {one.id}".strip(),
                f"{_codes(one.before if one.human is None else one.human)}\n{_from_to(one)}",
                *((texts.get((one.question, one.id), "–"),) if texts else ()),
                *((_BECOMES[one.change.value],) if is_judged else ()),
                measure(one.after_confidence),
                "alone" if one.is_unseen else "–",
            )
            for one in listed
        ],
        left=len(header),
        whole=1,
    )


_BECOMES = {"worse": "wrong", "still wrong": "still wrong", "better": "right"}


def _from_to(one: "ChangedAnswer") -> str:
    """Codes that go and codes that come: ``-economy +culture``."""
    gone = [f"-{code}" for code in one.before if code not in one.after]
    return " ".join(gone + [f"+{code}" for code in one.after if code not in one.before])


def _codes(codes: Sequence[str]) -> str:
    return " ".join(codes) or "none"


def signed(of: "Difference", *, interval: bool = True) -> str:
    """A change as people read it: ``+.021 [+.004 to +.038]``."""
    if of.value is None:
        return "–"
    ends = f" [{_sign(of.low)} to {_sign(of.high)}]" if interval and of.low is not None and of.high is not None else ""
    return _sign(of.value) + ends


def _sign(value: float) -> str:
    shown = measure(value)
    return shown if value <= 0 or shown == ".000" else f"+{shown}"
