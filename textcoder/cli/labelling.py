"""``textcoder label``."""

import os
import socket
import sys
import uuid
from typing import TYPE_CHECKING

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db
from textcoder.errors import NotFoundError
from textcoder.labelling.errors import BlankCoderError, NoTerminalError

if TYPE_CHECKING:
    from textcoder.cli.refreshing import Refreshing
    from textcoder.labelling.overview import Overview
    from textcoder.labelling.queues import Queue
    from textcoder.labelling.session import Sitting
    from textcoder.labelling.store.opening import Store

_QUEUES = ("frequent", "uncertain", "random", "stale", "disagreement", "doubtful")


@click.command()
@click.option("--survey", required=True, metavar="S", help="The survey, as it was imported.")
@click.option("--question", required=True, metavar="Q", help="Id of the question.")
@click.option("--coder", required=True, metavar="NAME", help="Who codes; stands on every decision.")
@click.option(
    "--queue",
    type=click.Choice(_QUEUES),
    help="Order of the answers: uncertain teaches the model most; only random leads to a sample for shares and error; "
    "doubtful brings what is probably coded wrong. "
    "Default: frequent, and on the screen uncertain as soon as it is ready.",
)
@click.option("--search", "words", metavar="WORDS", help="Only answers in which all these words occur.")
@click.option("--blind", is_flag=True, help="Show no suggestions, as when answers are coded twice.")
@click.option("--plain", is_flag=True, help="Plain prompts instead of the screen: for pipes and screen readers.")
@with_db
@common
def label(
    edge: Edge,
    survey: str,
    question: str,
    coder: str,
    queue: str | None,
    words: str | None,
    blind: bool,
    plain: bool,
    db: str | None,
) -> None:
    """Code answers by hand, one after the other, each decision saved at once.

    Answers assigned to the coder for double coding come first, and without suggestions. What is broken off, by a lost
    line or a closed laptop, goes on where it was.
    """
    name = coder.strip()
    _check(name, queue, words, plain=plain)
    # Imported here: the database and the terminal libraries take a moment, and --help should not.
    from textcoder.labelling.overview import Overview

    with open_label_store(edge, db) as store:
        store.surveys.question(survey, question)
        edge.say("Reading the answers …")
        overview = Overview(store, survey, question)
        order = _queue(edge, store, overview, queue, f"human:{name}", words, plain=plain)
        if words is not None and next(iter(order), None) is None:
            edge.say(f"Nothing was found with {words!r}.")
            edge.show(_summary(overview, name), lambda: None)
            return
        # Who sees what an answer was coded, or what the model makes of it, finds it hard to see anything else.
        sitting = _sit_down(store, overview, order, f"human:{name}", blind=blind or queue == "doubtful")
        over = [one for one in _sittings_of(store, f"human:{name}") if _is_over(one)]
        said = sitting.begin(over)
        behind = _behind(edge, sitting, chooses=queue == "uncertain" and words is None)
        try:
            if plain:
                _run_plain(edge, sitting, said, behind)
            else:
                _run_screen(sitting, said, behind, prepares=queue is None and words is None)
        finally:
            if behind is not None:
                behind.close()
            sitting.close()
        overview.reload()
        edge.show(_summary(overview, name, sitting), lambda: None)
    edge.say(f"{sitting.decisions} decisions saved. The same command goes on.")


def _check(name: str, queue: str | None, words: str | None, *, plain: bool) -> None:
    if not name:
        raise BlankCoderError
    if words is not None and queue is not None:
        raise click.UsageError("--search has an order of its own. Say --search or --queue, not both.")
    if words is not None and not words.strip():
        raise click.UsageError("--search is blank. Say which words are to occur.")
    if not plain and not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise NoTerminalError


def _queue(
    edge: Edge,
    store: "Store",
    overview: "Overview",
    name: str | None,
    coder: str,
    words: str | None,
    *,
    plain: bool,
) -> "Queue":
    from textcoder.labelling import queues

    if words is not None:
        hits = store.answers.search(overview.survey, overview.question, words)
        # Only what was asked for: what was assigned comes in the other queues.
        return queues.search_queue(words, [one.key for one in hits])
    chosen: Queue
    if name == "uncertain":
        # Imported here: scikit-learn and spaCy take seconds, and no other queue needs them.
        from textcoder.cli.uncertain import uncertain_queue

        chosen = uncertain_queue(edge, store, overview, silent=plain)
    elif name == "random":
        chosen = queues.random_queue(overview)
    elif name == "stale":
        chosen = queues.stale_queue(store, overview)
    elif name == "doubtful":
        # Imported here: scikit-learn and spaCy take seconds.
        from textcoder.cli.doubtful import doubted_answers

        chosen = doubted_answers(edge, store, overview)
    elif name == "disagreement":
        chosen = queues.disagreement_queue(store, overview, coder)
    else:
        chosen = queues.frequent_queue(overview)
    return queues.with_assignments(chosen, store, overview, coder)


def _sit_down(store: "Store", overview: "Overview", queue: "Queue", coder: str, *, blind: bool) -> "Sitting":
    from textcoder.labelling.session import Sitting
    from textcoder.labelling.supply import Seat

    seat = Seat(overview.survey, overview.question, coder, f"{_here()}/{uuid.uuid4().hex[:12]}")
    return Sitting(store, overview, seat, queue, blind=blind)


def _behind(edge: Edge, sitting: "Sitting", *, chooses: bool) -> "Refreshing | None":
    """What renews model and queue; None where the coder is blind to models, or there is no home for one."""
    if sitting.blind:
        return None
    from textcoder.cli.refreshing import Refreshing

    try:
        return Refreshing(edge.home(), sitting, chooses=chooses)
    except NotFoundError as err:
        edge.say(f"Without suggestions: {err}")
        return None


def _run_screen(sitting: "Sitting", said: str, behind: "Refreshing | None", *, prepares: bool) -> None:
    from textcoder.labelling.keys import assign_keys
    from textcoder.labelling.terminal.app import LabellingApp

    keys = assign_keys(sitting.frame)
    if behind is None:
        app = LabellingApp(sitting, keys, said=said)
    else:
        load = behind.load_and_choose if prepares else behind.load_and_get_ready
        app = LabellingApp(sitting, keys, said=said, load=load, refresh=behind.refresh, end=behind.close)
    app.run(mouse=False)


def _run_plain(edge: Edge, sitting: "Sitting", said: str, behind: "Refreshing | None") -> None:
    from textcoder.labelling.keys import assign_keys
    from textcoder.labelling.terminal.plain import PlainSitting

    if behind is not None:
        edge.say("Loading the model …")
        renewal = behind.load()
        sitting.renewed(suggester=renewal.suggester)
        edge.say(renewal.said)
    refresh = behind.refresh if behind is not None else None
    screen = sys.stderr if edge.as_json else sys.stdout  # programs that want JSON find nothing else on stdout
    PlainSitting(sitting, assign_keys(sitting.frame), screen, sys.stdin, refresh=refresh).run(said)


def _summary(overview: "Overview", coder: str, sitting: "Sitting | None" = None) -> dict[str, object]:
    """What the sitting has brought, and how far the question has come, for programs."""
    progress = overview.progress
    return {
        "survey": overview.survey,
        "question": overview.question,
        "coder": coder,
        "decisions": sitting.decisions if sitting else 0,
        "skipped": len(sitting.skipped) if sitting else 0,
        "answers": progress.answers,
        "by_source": {source.value: count for source, count in progress.by_source.items()},
        "left": progress.left,
    }


def _here() -> str:
    """This process: a later one on this machine can tell whether it still runs."""
    return f"{socket.gethostname()}/{os.getpid()}"


def _sittings_of(store: "Store", coder: str) -> list[str]:
    return list(dict.fromkeys(one.sitting for one in store.claims.live(coder)))


def _is_over(sitting: str) -> bool:
    """Whether a sitting was broken off: its process, on this machine, is gone."""
    host, _, process = sitting.rpartition("/")[0].rpartition("/")
    if host != socket.gethostname() or not process.isdecimal() or os.name != "posix":
        return False
    try:
        os.kill(int(process), 0)  # sends nothing, and says whether there is such a process
    except ProcessLookupError:
        return True
    except OSError:
        return False  # somebody else's, so it is there
    return False
