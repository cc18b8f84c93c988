"""Curves with bands as an SVG picture, written by hand: the project has no plotting library.

Not a command.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 400, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 22, 34, 44
_COLOURS = ("#0b6e99", "#b35c00", "#5a7d2a", "#7a4fa3")
_DASHES = ("", "6 3", "2 3", "8 3 2 3")


@dataclass(frozen=True, slots=True)
class Curve:
    """A mean and the band around it."""

    name: str
    x: Sequence[float]
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture: its curves, and a height that they are to reach."""

    title: str
    curves: Sequence[Curve]
    target: float
    target_name: str


def drawn(panels: Sequence[Panel], *, x_name: str, y_name: str) -> str:
    """The panels side by side, as the text of an SVG file."""
    width = _WIDTH * len(panels)
    size = f'viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11" fill="#222">',
        f'<rect width="{width}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({number * _WIDTH} 0)">{_panel(panel, x_name, y_name)}</g>')
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    """From figures to points of the picture."""

    def __init__(self, curves: Sequence[Curve], target: float) -> None:
        self.most_x = max(max(curve.x) for curve in curves)
        self.least = int(min(min(curve.low) for curve in curves) * 10) / 10
        self.most = min(1.0, (int(max(target, *(max(curve.high) for curve in curves)) * 10) + 1) / 10)

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        across = _LEFT + (_WIDTH - _LEFT - _RIGHT) * x / self.most_x
        up = (y - self.least) / (self.most - self.least)
        return across, _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * up


def _panel(panel: Panel, x_name: str, y_name: str) -> str:
    scale = _Scale(panel.curves, panel.target)
    parts = [_text(_LEFT, 18, panel.title, bold=True), *_axes(scale, x_name, y_name)]
    for number, curve in enumerate(panel.curves):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        above, below = _points(scale, curve.x, curve.high), _points(scale, curve.x, curve.low)[::-1]
        parts.append(f'<polygon points="{" ".join(above + below)}" fill="{colour}" opacity="0.15"/>')
        line = " ".join(_points(scale, curve.x, curve.mean))
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        y = _HEIGHT - _BOTTOM - 10 - 15 * (len(panel.curves) - 1 - number)
        parts.append(
            f'<line x1="{_WIDTH - 150}" x2="{_WIDTH - 124}" y1="{y - 4}" y2="{y - 4}" stroke="{colour}" '
            f'stroke-width="2" stroke-dasharray="{dash}"/>' + _text(_WIDTH - 118, y, curve.name)
        )
    (left, height), (right, _) = scale(0, panel.target), scale(scale.most_x, panel.target)
    parts.append(f'<line x1="{left}" x2="{right}" y1="{height:.1f}" y2="{height:.1f}" stroke="#222" stroke-width="1"/>')
    parts.append(_text(left + 4, height - 4, panel.target_name))
    return "\n".join(parts)


def _axes(scale: _Scale, x_name: str, y_name: str) -> list[str]:
    parts = []
    for step in range(round(scale.least * 10), round(scale.most * 10) + 1):
        left, height = scale(0, step / 10)
        parts.append(f'<line x1="{left}" x2="{_WIDTH - _RIGHT}" y1="{height:.1f}" y2="{height:.1f}" stroke="#ddd"/>')
        parts.append(_text(left - 6, height + 4, f".{step}" if step < 10 else "1", anchor="end"))
    for x in range(0, int(scale.most_x) + 1, 500):
        across, bottom = scale(x, scale.least)
        parts.append(_text(across, bottom + 16, f"{x:,}", anchor="middle"))
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, x_name, anchor="middle"))
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(f'<g transform="rotate(-90 14 {middle})">{_text(14, middle, y_name, anchor="middle")}</g>')
    return parts


def _points(scale: _Scale, across: Sequence[float], up: Sequence[float]) -> list[str]:
    return [f"{x:.1f},{y:.1f}" for x, y in (scale(*point) for point in zip(across, up, strict=True))]


def _text(x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
