import re
from xml.etree import ElementTree

import pytest

from textcoder.reporting.plots import Curve, Interval, Pair, plot_curves, plot_differences, plot_pairs

ROWS = (Interval("Kapasitet & <tid>", 0.05, 0.01, 0.08), Interval("Økonomi", -0.03, -0.05, -0.01), Interval("Annet", 0))

PAIRS = (Pair("Tid", 0.1, 0.2), Pair("Penger", 0.05, 0.03))


def differences(name="f1", rows=ROWS, alt="Tid er bedre"):
    return plot_differences(rows, name=name, alt=alt, label="F1", better="better", worse="worse")


def pairs(name="shares", rows=PAIRS):
    return plot_pairs(rows, name=name, alt="Tid øker", label="Share", before="A", after="B")


def curves(name="coverage"):
    made = (Curve("A", (0.5, 1.0), (0.05, 0.2)), Curve("B", (0.5, 1.0), (0.02, 0.1)))
    return plot_curves(made, name=name, alt="B er bedre", across="coded", up="wrong", at=0.1, at_label="10 % wrong")


def parse(svg):
    """As a page does it, which knows what a link within an SVG is."""
    return ElementTree.fromstring(svg.replace("xlink:href", "href"))


def texts(svg):
    return [one.text for one in parse(svg).iter("text")]


@pytest.mark.parametrize("plot", [differences, pairs, curves])
def test_the_same_figures_give_the_same_bytes_and_no_address_or_date(plot):
    svg = plot()

    assert svg == plot()
    assert not re.search(r"https?:|<metadata|<style|\b20\d\d-|xmlns", svg)


def test_text_stays_text_and_is_escaped():
    assert {"Kapasitet & <tid>", "Økonomi", "F1", "better", "worse"} <= set(texts(differences()))


@pytest.mark.parametrize("plot", [differences, pairs, curves])
def test_whoever_does_not_see_it_is_told_what_it_shows(plot):
    root = parse(plot())

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == root.find("title").text
    assert root.attrib["aria-label"].split()[-1] in ("bedre", "øker")


def test_the_alternative_text_cannot_break_out_of_it():
    evil = '"><script>alert(1)</script>'

    root = parse(differences(alt=evil))

    assert root.attrib["aria-label"] == root.find("title").text == evil
    assert root.find(".//script") is None


def test_many_plots_on_a_page_share_no_ids_and_refer_to_their_own():
    page = [differences(), differences("precision"), pairs(), curves()]
    ids = [found for svg in page for found in re.findall(r' id="([^"]+)"', svg)]

    assert ids
    assert len(ids) == len(set(ids))
    for svg in page:
        own = set(re.findall(r' id="([^"]+)"', svg))
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) == own


def test_better_and_worse_differ_by_more_than_their_colour():
    # Each of them has a mark of its own, which a path within a group of its own draws.
    only = {kind: differences(rows=[row]) for kind, row in zip(("better", "worse", "chance"), ROWS, strict=True)}
    marks = {kind: re.findall(r'<path id="f1-\d+" d="([^"]+)"', svg)[-1] for kind, svg in only.items()}

    assert len(set(marks.values())) == 3
    assert [name for name in ("better", "worse", "may be chance") if name in texts(only["better"])] == ["better"]
    assert [name for name in ("better", "worse", "may be chance") if name in texts(only["worse"])] == ["worse"]


def test_a_row_without_a_value_keeps_its_line():
    assert "Ingen" in texts(differences(rows=[*ROWS, Interval("Ingen", None)]))


def test_the_line_that_is_not_to_be_crossed_is_named():
    assert "10 % wrong" in texts(curves())
    assert {"coded", "wrong", "A", "B"} <= set(texts(curves()))


def test_a_plot_grows_with_its_rows():
    heights = [
        float(parse(pairs(rows=[Pair(f"c{n}", 0.1, 0.2) for n in range(size)])).attrib["height"][:-2])
        for size in (5, 25)
    ]

    assert heights[1] > 2 * heights[0]


@pytest.mark.parametrize("label", ["$x^$", "mellom $ og $", "$x_1$", r"5\$"])
def test_a_label_is_text_and_no_formula(label):
    svgs = [
        differences(rows=[Interval(label, 0.1, 0.05, 0.2)]),
        pairs(rows=[Pair(label, 0.1, 0.2)]),
        plot_pairs(PAIRS, name="a", alt="b", label=label, before=label, after="B"),
        plot_curves([Curve(label, (0.5, 1), (0.1, 0.2))], name="a", alt="b", across=label, up=label, at=0.1),
        plot_curves([Curve("A", (0.5, 1), (0.1, 0.2))], name="a", alt="b", across="c", up="d", at=0.1, at_label=label),
    ]

    assert all(label in texts(svg) for svg in svgs)


def test_a_sign_that_no_font_here_has_is_no_matter():
    assert "Trivsel 😀" in texts(pairs(rows=[Pair("Trivsel 😀", 0.1, 0.2)]))
