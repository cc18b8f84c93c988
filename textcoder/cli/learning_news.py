"""What is new since the current model, as people read it before another one is trained."""

from typing import TYPE_CHECKING

from textcoder.cli.options import Edge
from textcoder.cli.tables import counted, print_table

if TYPE_CHECKING:
    from textcoder.learning.news import Change, News
    from textcoder.learning.workshop import Plan

_MOST_ROWS = 12
"""Coders, questions or varieties shown of each, those with most news; all are in the JSON."""
_HEADER = ("codings", "before", "now", "added", "withdrawn", "changed")


def say_news(edge: Edge, plan: "Plan") -> None:
    """Say on stderr what a model is going to learn from, and what of it is new."""
    if edge.quiet:
        return
    if plan.in_both:
        edge.say(
            f"{counted(plan.in_both, 'coding')} in files gave way to the label store's, which has the same answers."
        )
    if plan.left_out_for_test:
        edge.say(
            f"{counted(plan.left_out_for_test, 'coding')} left out: they are in the frozen test set, or by a voice or "
            "of a text that is."
        )
    if plan.news.since is not None:
        _print(plan.news)


def _print(news: "News") -> None:
    # Imported here, as everything of learning: it takes a moment.
    from textcoder.learning.news import NOT_SAID

    groups = [("coder", news.coders), ("question", news.questions), ("variety", news.varieties)]
    rows, rules = [_row("all", news.all)], [0]
    for name, changes in groups:
        if [one.name for one in changes] == [NOT_SAID]:
            continue  # it would say the same as the row of all
        shown = sorted(changes, key=_news_in, reverse=True)[:_MOST_ROWS]
        rows += [_row(f"{name} {one.name}", one) for one in changes if one in shown]
        if len(changes) > len(shown):
            rows.append([f"… {len(changes) - len(shown)} more", *[""] * 5])
        rules.append(len(rows) - 1)
    title = f"New since {news.since}"
    if news.all.added is None:
        title += ", of which it is not known what it learnt from, only how much"
    print_table(title, _HEADER, rows, rules_after=rules[:-1], on_stderr=True)


def _row(name: str, change: "Change") -> list[str]:
    numbers = (change.before, change.now, change.added, change.withdrawn, change.changed)
    return [name, *("–" if number is None else f"{number:,}" for number in numbers)]


def _news_in(change: "Change") -> tuple[int, int]:
    return sum(filter(None, (change.added, change.withdrawn, change.changed))), change.now
