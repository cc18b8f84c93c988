"""Plots for pages, as SVG to be set into the HTML: text stays text, and the same figures give the same bytes.

Colours are Okabe and Ito's, told apart by the colour-blind, and every colour has a mark or a line of its own beside
it. What a plot shows must stand in a table beside it; what it shows in a sentence is its alternative text.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

BLUE: Final = "#0072B2"
ORANGE: Final = "#D55E00"
GREY: Final = "#6b7280"
INK: Final = "#1d2433"
_LINE: Final = "#dfe3ea"
_WIDTH = 7.2
"""Inches: what an A4 page has between its margins."""
_ROW, _AROUND = 0.27, 0.9
"""Inches: a line of a plot that has one for each code, and what stands above and below them."""
_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "textcoder",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.edgecolor": _LINE,
    "axes.labelcolor": INK,
    "text.color": INK,
    # A label is text: "$x^$" would be a formula, and a broken one.
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}

_NOT_FOR_PAGES: Final = r'\s*<metadata>.*?</metadata>|\s*<defs>\s*<style.*?</style>\s*</defs>| xmlns(:xlink)?="[^"]*"'


@dataclass(frozen=True, slots=True)
class Interval:
    """A line of a plot of differences."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of a plot of two values."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One of several curves."""

    name: str
    across: tuple[float, ...]
    up: tuple[float, ...]


@mpl.rc_context(_STYLE)
def plot_differences(rows: Sequence[Interval], *, name: str, alt: str, label: str, better: str, worse: str) -> str:
    """A point with its interval for each row, beside a line at 0.

    Args:
        rows: From top to bottom.
        name: Of the plot, unlike that of others on the page: letters and hyphens.
        alt: What it shows, in a sentence.
        label: What the differences are of.
        better: What it is called if the whole interval is above 0.
        worse: What it is called if the whole interval is below 0.
    """
    figure, axes = _by_rows([row.name for row in rows])
    axes.axvline(0, color=GREY, linewidth=1, zorder=1)
    looks = {worse: (ORANGE, "v"), "may be chance": (GREY, "o"), better: (BLUE, "^")}
    for called, (colour, mark) in looks.items():
        mine = [(place, row) for place, row in enumerate(rows) if _called(row, better, worse) == called]
        for place, row in mine:
            if row.low is not None and row.high is not None:
                axes.plot([row.low, row.high], [place, place], color=colour, linewidth=1.8, solid_capstyle="butt")
        known = [(row.value, place) for place, row in mine if row.value is not None]
        if known:
            values, places = zip(*known, strict=True)
            axes.scatter(values, places, s=34, color=colour, marker=mark, zorder=3, label=called)
    _legend(axes)
    axes.set_xlabel(label)
    return _svg(figure, name, alt)


@mpl.rc_context(_STYLE)
def plot_pairs(rows: Sequence[Pair], *, name: str, alt: str, label: str, before: str, after: str) -> str:
    """Two points a row, joined by a line: where something was, and where it would be.

    Args:
        rows: From top to bottom; shares, 0 to 1.
        name: Of the plot, unlike that of others on the page: letters and hyphens.
        alt: What it shows, in a sentence.
        label: What the values are.
        before: What the first is called.
        after: What the second is called.
    """
    figure, axes = _by_rows([row.name for row in rows])
    places = list(range(len(rows)))
    for place, row in enumerate(rows):
        axes.plot([row.before, row.after], [place, place], color=GREY, linewidth=1.5, zorder=1)
    axes.scatter(
        [row.before for row in rows], places, s=38, facecolor="white", edgecolor=ORANGE, linewidth=1.6, label=before
    )
    axes.scatter([row.after for row in rows], places, s=26, color=BLUE, marker="D", zorder=3, label=after)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(_as_percent)
    _legend(axes)
    axes.set_xlabel(label)
    return _svg(figure, name, alt)


@mpl.rc_context(_STYLE)
def plot_curves(
    curves: Sequence[Curve], *, name: str, alt: str, across: str, up: str, at: float | None = None, at_label: str = ""
) -> str:
    """A few curves of shares, the first broken and the second whole.

    Args:
        curves: At most four.
        name: Of the plot, unlike that of others on the page: letters and hyphens.
        alt: What it shows, in a sentence.
        across: What is read off from left to right.
        up: What is read off upwards.
        at: Where a line is drawn across; None: nowhere.
        at_label: What that line is.
    """
    figure = Figure(figsize=(_WIDTH, 3.2), layout="constrained")
    axes = figure.add_subplot()
    looks = ((ORANGE, "--", "o"), (BLUE, "-", "D"), (GREY, ":", "s"), (INK, "-.", "^"))
    for curve, (colour, line, mark) in zip(curves, looks, strict=False):
        axes.plot(curve.across, curve.up, color=colour, linestyle=line, marker=mark, markersize=4, label=curve.name)
    if at is not None:
        axes.axhline(at, color=GREY, linewidth=1)
        axes.annotate(at_label, (0, at), xytext=(2, 3), textcoords="offset points", color=GREY)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_formatter(_as_percent)
    axes.yaxis.set_major_formatter(_as_percent)
    axes.grid(color=_LINE, linewidth=0.8)
    _legend(axes)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    return _svg(figure, name, alt)


def _called(row: Interval, better: str, worse: str) -> str:
    if row.low is not None and row.low > 0:
        return better
    return worse if row.high is not None and row.high < 0 else "may be chance"


def _by_rows(names: Sequence[str]) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, _AROUND + _ROW * len(names)), layout="constrained")
    axes = figure.add_subplot()
    axes.set_yticks(range(len(names)), list(names))
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=_LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _legend(axes: Axes) -> None:
    if axes.get_legend_handles_labels()[1]:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, borderaxespad=0.2)


def _as_percent(value: float, place: float) -> str:
    del place
    return f"{100 * value:.3g} %"


def _svg(figure: Figure, name: str, alt: str) -> str:
    """Write a figure, without what differs from one writing to the next, and so that many can stand on one page."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    svg = written.getvalue()
    svg = svg[svg.index("<svg") :]
    # HTML knows what an SVG is without being told, nothing on a page names an address, and a style sheet within an SVG
    # would be one for the whole page.
    svg = re.sub(_NOT_FOR_PAGES, "", svg, flags=re.DOTALL)
    svg = _own_ids(svg, name)
    start = svg.index(">") + 1
    opened = f'<svg role="img" aria-label="{escape(alt)}" stroke-linejoin="round"{svg[4:start]}'
    return f"{opened}\n <title>{escape(alt)}</title>{svg[start:]}"


def _own_ids(svg: str, name: str) -> str:
    """Only what is referred to keeps an id, and one that no other plot on the page has."""
    referred = dict.fromkeys(re.findall(r'(?:href="#|url\(#)([\w.-]+)', svg))
    new = {old: f"{name}-{number}" for number, old in enumerate(referred, start=1)}
    svg = re.sub(r' id="([\w.-]+)"', lambda found: f' id="{new[found[1]]}"' if found[1] in new else "", svg)
    return re.sub(r'(href="#|url\(#)([\w.-]+)', lambda found: found[1] + new[found[2]], svg)
