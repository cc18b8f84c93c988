"""A page that shows what would change if one model took the place of another. One file, opens offline, prints on A4."""

import datetime as dt
from collections.abc import Mapping, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from textcoder.codeframe import in_language
from textcoder.learning.changed_answers import ChangedAnswer
from textcoder.learning.model_comparison import ModelComparison
from textcoder.learning.resampling import Difference
from textcoder.reporting.plots import Curve, Interval, plot_curves, plot_differences

_MOVES = 15
"""Moves that are listed; those below are of a few answers each."""
_MINUS = "\N{MINUS SIGN}"


def render_comparison(
    found: ModelComparison,
    listed: Sequence[ChangedAnswer],
    texts: Mapping[tuple[str, str], str],
    *,
    made_at: dt.datetime,
    language: str = "nb",
) -> str:
    """Write the page as HTML. The same comparison gives the same page, but for the time at its end.

    Args:
        found: The comparison.
        listed: The changed answers that are shown, worst first.
        texts: Of answers, by question and id, without what is personal; empty: they are not shown.
        made_at: Said at the end.
        language: Of the codes' labels.
    """
    environment = Environment(
        loader=PackageLoader("textcoder.reporting"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    environment.filters.update(
        measure=_measure,
        signed=_signed,
        change=_change,
        points=_points,
        percent=_percent,
        tenths=_tenths,
        codes=_codes,
        zip=_zip,
    )
    labels = {code.id: in_language(code.label, language) for code in found.side.codeframe.codes}
    return environment.get_template("comparison.html.j2").render(
        c=found,
        listed=listed,
        texts=texts,
        labels=labels,
        moves=found.moves[:_MOVES],
        plots=_plots(found, labels),
        made_at=made_at,
    )


def _plots(found: ModelComparison, labels: Mapping[str, str]) -> dict[str, str]:
    """By name; what two of them show is in the tables beside them, and in a sentence in their alternative text."""
    plots = {"shares": _plot_shares(found, labels)}
    if found.figures.is_judged:
        plots |= {"f1": _plot_f1(found, labels), "coverage": _plot_coverage(found)}
    return plots


def _plot_f1(found: ModelComparison, labels: Mapping[str, str]) -> str:
    figures = found.figures
    rows = [Interval("All codes (macro F1)", *_ends(figures.macro_f1))]
    rows += [Interval(labels[code.code_id], *_ends(code.f1)) for code in figures.codes]
    return plot_differences(
        rows,
        name="f1",
        alt=f"Change of F1 by code, B minus A, with 95 % intervals. {found.conclusion.headline}",
        label="F1 of B minus F1 of A, with 95 % interval",
        better="B is better",
        worse="B is worse",
    )


def _plot_shares(found: ModelComparison, labels: Mapping[str, str]) -> str:
    codes = found.figures.codes
    rows = [Interval(labels[code.code_id], *(_hundredfold(end) for end in _ends(code.share))) for code in codes]
    return plot_differences(
        rows,
        name="shares",
        alt="How far the share of each code would move from A to B, with 95 % intervals, as in the table below.",
        label="Share with B minus share with A, in percentage points, with 95 % interval",
        better="rises",
        worse="falls",
    )


def _plot_coverage(found: ModelComparison) -> str:
    named = zip("AB", found.coverage, strict=True)
    curves = [
        Curve(letter, tuple(point.share for point in points), tuple(point.error for point in points))
        for letter, points in named
    ]
    of = found.figures.automation
    at = found.figures.max_error
    return plot_curves(
        curves,
        name="coverage",
        alt=(
            "Share of wrong sets against the share coded without a human, the surest answers first. At no more than "
            f"{_percent(at)} wrong, A reaches {_percent(of.before)} and B {_percent(of.after)}."
        ),
        across="Coded without a human, the surest answers first",
        up="Wrong sets among them",
        at=at if at < 1 else None,
        at_label=f"{_percent(at)} wrong",
    )


def _ends(of: Difference) -> tuple[float | None, float | None, float | None]:
    return of.value, of.low, of.high


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _measure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    shown = f"{value:+.3f}".replace("-", _MINUS)
    return "0.000" if shown[1:] == "0.000" else shown


def _change(of: Difference) -> str:
    """A change with its interval: ``+0.021 [+0.004 to +0.038]``."""
    ends = "" if of.low is None or of.high is None else f" [{_signed(of.low)} to {_signed(of.high)}]"
    return _signed(of.value) + ends


def _points(of: Difference) -> str:
    """A change of a share, in percentage points: ``+2.0 [+0.9 to +3.2]``."""
    if of.value is None:
        return "–"
    ends = "" if of.low is None or of.high is None else f" [{_hundredths(of.low)} to {_hundredths(of.high)}]"
    return _hundredths(of.value) + ends


def _hundredths(value: float) -> str:
    shown = f"{100 * value:+.1f}".replace("-", _MINUS)
    return "0.0" if shown[1:] == "0.0" else shown


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.3g} %"


def _tenths(share: float) -> str:
    return f"{100 * share:.1f} %"


def _codes(codes: Sequence[str] | None) -> str:
    return ", ".join(codes or ()) or "none"


def _zip(one: Sequence[object], other: Sequence[object]) -> list[tuple[object, object]]:
    return list(zip(one, other, strict=True))
