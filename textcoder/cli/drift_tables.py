"""How people read the figures of ``textcoder drift``."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from textcoder.cli.tables import counted, percent, print_table
from textcoder.errors import listing

if TYPE_CHECKING:
    from textcoder.learning.drift.change import Change
    from textcoder.learning.drift.findings import Drift, Split
    from textcoder.learning.drift.split import Effect
    from textcoder.learning.drift.themes import Theme

_WIDTH = 78
_INDENT = " " * 5
_MANY_RECALLED = 0.05


def print_drift(found: "Drift", said: Sequence[str], texts: Mapping[str, str]) -> None:
    """Print what was found, and at last what it comes to.

    Args:
        found: All figures.
        said: The verdict.
        texts: Redacted texts of typical answers by id; none: they are not shown.
    """
    who = "person" if found.people_now == 1 else "people"
    learnt = f"{found.then:,} by {found.people_then:,} that {found.model} learnt from"
    heading = (
        f"{found.question}: {found.now:,} answers by {found.people_now:,} {who} now; then {learnt}, coded by models "
        "that had not read who wrote them."
    )
    click.echo(f"{click.wrap_text(heading, width=_WIDTH)}\n")
    _print_shares(found)
    _print_model(found)
    _print_words(found)
    _print_themes(found, texts)
    if found.split is not None:
        _print_split(found.split)
    for sentence in said:
        click.echo(click.wrap_text(sentence, width=_WIDTH))


def _print_shares(found: "Drift") -> None:
    rows = [
        (one.code_id, percent(one.human), percent(one.share.before), percent(one.share.after), *_moved(one.share))
        for one in found.codes
    ]
    referred = found.referred
    rows.append(("referred", "", percent(referred.before), percent(referred.after), *_moved(referred)))
    print_table(
        "Share of the answers with each code, and change in points (95 %, over people)",
        ("code", "human then", "then", "now", "change", "sure"),
        rows,
        rules_after=(len(rows) - 2,),
    )
    _print_learnt(found.learnt_now, found.model)
    _print_recalled(found.recalled_now, "new")


def _print_learnt(number: int, model: str) -> None:
    if number:
        _print_note(
            f"{model} learnt from {counted(number, 'answer')} of these: such answers get the codes of a model that had "
            "not read who wrote them."
        )


def _print_recalled(share: float, which: str) -> None:
    if share >= _MANY_RECALLED:
        identical = f"{percent(share)} of the {which} answers are identical to answers that people have coded"
        _print_note(f"{identical}, and have their codes.")


def _print_note(sentence: str) -> None:
    click.echo(f"{click.wrap_text(sentence, width=_WIDTH)}\n")


def _moved(change: "Change") -> tuple[str, str]:
    if change.value is None:
        return "–", ""
    interval = "" if change.low is None or change.high is None else f" [{_points(change.low)}, {_points(change.high)}]"
    return f"{_points(change.value)}{interval}", "yes" if change.is_sure else ""


def _points(share: float) -> str:
    shown = f"{100 * share:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown


def _print_model(found: "Drift") -> None:
    rows = []
    if found.confidence is not None:
        mean = found.confidence.mean
        rows.append(("mean confidence", percent(mean.before), percent(mean.after), *_moved(mean)))
        quartiles = zip(found.confidence.quartiles_then, found.confidence.quartiles_now, strict=True)
        names = ("lower quartile", "median", "upper quartile")
        rows += [
            (f"  {name}", percent(was), percent(now), "", "") for name, (was, now) in zip(names, quartiles, strict=True)
        ]
        index = f"{found.confidence.stability_index:.3f}"
        rows.append(("  population stability index", "", index, "", ""))
    if found.unseen is not None:
        rows.append(
            ("words new to it", percent(found.unseen.before), percent(found.unseen.after), *_moved(found.unseen))
        )
    if rows:
        print_table("What the model makes of them", ("", "then", "now", "change", "sure"), rows)


def _print_words(found: "Drift") -> None:
    if found.new_words is None:
        return
    if not found.new_words:
        click.echo("No word has come up that three people or more use.\n")
        return
    print_table(
        "Words that have come up, used by three people or more (z of the log odds)",
        ("word", "people", "then", "now", "z"),
        [
            (one.word, str(one.people), _share(one.share.before), _share(one.share.after), f"{one.surprise:.1f}")
            for one in found.new_words
        ],
    )


def _share(share: float | None) -> str:
    """Words and themes are rare, so that a whole per cent is too coarse."""
    return "–" if share is None else f"{100 * share:.1f} %"


def _print_themes(found: "Drift", texts: Mapping[str, str]) -> None:
    if not found.themes:
        click.echo(f"No theme was found among the {counted(found.looked_at, 'answer')} without a sure code.\n")
        return
    print_table(
        f"Themes among the {counted(found.looked_at, 'answer')} without a sure code: proposals for a code",
        ("theme", "words that mark it", "coded as", "answers", "then", "now", "sure"),
        [
            (
                str(one.number),
                ", ".join(one.words),
                _coded_as(one),
                str(one.answers),
                _share(one.share.before),
                _share(one.share.after),
                "yes" if one.share.is_sure else "",
            )
            for one in found.themes
        ],
        left=3,
    )
    click.echo("The most typical answers, by id")
    for one in found.themes:
        click.echo(f"  {one.number}: {listing(one.typical)}")
        for name in one.typical if texts else ():
            quoted = f"{name}: {texts.get(name, '')}"
            click.echo(click.wrap_text(quoted, width=_WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT))
    click.echo()


def _coded_as(theme: "Theme") -> str:
    return "no code" if theme.code_id is None else f"{theme.code_id} {percent(theme.code_share)}"


def _print_split(split: "Split") -> None:
    coders = f"{split.model_before} before, {split.model_after} after"
    if split.model_before == split.model_after:
        coders = f"{split.model_after} both times, so that all of it is what people say"
    print_table(
        f"From the earlier wave ({split.before:,} answers) to this one ({split.after:,}), in points",
        ("share of", "before", "after", "change", "people", "coder"),
        [
            (
                one.name,
                percent(one.before),
                percent(one.after),
                _effect(one.change),
                _effect(one.people),
                _effect(one.coder),
            )
            for one in split.shares
        ],
        rules_after=(len(split.shares) - 2,),
    )
    click.echo("people: they say other things · coder: it codes otherwise · * beyond chance")
    _print_note(f"Coded by {coders}.")
    _print_learnt(split.learnt, "A model")
    _print_recalled(split.recalled_before, "earlier")


def _effect(effect: "Effect") -> str:
    value = f"{round(100 * effect.value):+d}" if round(100 * effect.value) else "0"
    if effect.low is None or effect.high is None:
        return value
    mark = "*" if effect.is_sure else ""
    return f"{value}{mark} [{round(100 * effect.low)}, {round(100 * effect.high)}]"
