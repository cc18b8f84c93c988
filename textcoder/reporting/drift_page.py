"""A page about a new wave: what has changed since a model was trained, with plots. One file, opens offline."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from textcoder.learning.drift.change import Change
from textcoder.learning.drift.confidence import ConfidenceDrift
from textcoder.learning.drift.findings import Drift, Split
from textcoder.learning.drift.split import Effect
from textcoder.reporting.plots import Curve, Interval, Pair, plot_curves, plot_differences, plot_pairs


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What the page tells."""

    found: Drift
    said: tuple[str, ...]
    """The verdict."""
    texts: Mapping[str, str]
    """Redacted texts of typical answers by id; none: they are not shown."""
    file: str
    """Name of the new wave's file."""
    before: str
    """Name of the earlier wave's; empty where there is none."""
    made_at: dt.datetime


def render_drift(report: DriftReport) -> str:
    """Write the page as HTML."""
    environment = Environment(
        loader=PackageLoader("textcoder.reporting"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    environment.filters.update(percent=_percent, points=_points, moved=_moved)
    # What matplotlib writes is SVG with its texts escaped, and must not be escaped again.
    plots = {name: Markup(plot) for name, plot in _plots(report.found).items()}
    return environment.get_template("drift.html.j2").render(r=report, d=report.found, plots=plots)


def _plots(found: Drift) -> dict[str, str]:
    named = [(one.code_id, one.share) for one in found.codes] + [("referred", found.referred)]
    plots = {
        "shares": plot_pairs(
            [
                Pair(name, one.before, one.after)
                for name, one in named
                if one.before is not None and one.after is not None
            ],
            name="shares",
            alt="Share of the answers with each code, then and now; the figures stand in the table below.",
            label="share of the answers",
            before="then",
            after="now",
        ),
        "changes": plot_differences(
            [Interval(name, one.value, one.low, one.high) for name, one in named],
            name="changes",
            alt="Change of each share with its 95 % interval; the figures stand in the table below.",
            label="change of the share",
            better="rose",
            worse="fell",
        ),
    }
    if found.confidence is not None:
        plots["confidence"] = _confidence_plot(found.confidence)
    return plots | (_split_plots(found.split) if found.split else {})


def _confidence_plot(confidence: ConfidenceDrift) -> str:
    def curve(name: str, shares: tuple[float, ...]) -> Curve:
        return Curve(name, confidence.bins, tuple(accumulate(shares, initial=0.0)))

    return plot_curves(
        [curve("then", confidence.shares_then), curve("now", confidence.shares_now)],
        name="confidence",
        alt="Share of the answers with at most a confidence, then and now; the figures stand in the table below.",
        across="confidence that the whole set of codes is right",
        up="answers with at most that",
    )


def _split_plots(split: Split) -> dict[str, str]:
    return {
        name: plot_differences(
            [Interval(one.name, part.value, part.low, part.high) for one, part in rows],
            name=name,
            alt=f"How far each share moved since {why}, with 95 % intervals; the figures stand in the table below.",
            label=f"change of the share since {why}",
            better="rose",
            worse="fell",
        )
        for name, why, rows in (
            ("people", "people say other things", [(one, one.people) for one in split.shares]),
            ("coder", "the coder changed", [(one, one.coder) for one in split.shares]),
        )
    }


def _percent(share: float | None, digits: int = 0) -> str:
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def _points(share: float) -> str:
    shown = f"{100 * share:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown


def _moved(change: Change | Effect) -> str:
    if change.value is None:
        return "–"
    interval = "" if change.low is None or change.high is None else f" [{_points(change.low)}, {_points(change.high)}]"
    return f"{_points(change.value)}{interval}"
