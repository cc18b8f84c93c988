"""``textcoder label``."""

import os
import socket
import sys
import uuid
from typing import TYPE_CHECKING

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import open_label_store, with_db
from textcoder.errors import NotFoundError, RefusedError
from textcoder.labelling.errors import BlankCoderError, NoTerminalError

if TYPE_CHECKING:
    from textcoder.labelling.overview import Overview
    from textcoder.labelling.queues import Queue
    from textcoder.labelling.session import Sitting
    from textcoder.labelling.store.opening import Store
    from textcoder.labelling.terminal.renewing import Renew

_QUEUES = ("frequent", "uncertain", "random", "stale", "disagreement")


@click.command()
@click.option("--survey", required=True, metavar="S", help="The survey, as it was imported.")
@click.option("--question", required=True, metavar="Q", help="Id of the question.")
@click.option("--coder", required=True, metavar="NAME", help="Who codes; stands on every decision.")
@click.option(
    "--queue",
    type=click.Choice(_QUEUES),
    default="frequent",
    show_default=True,
    help="Order of the answers: uncertain teaches the model most; only random may be used to estimate shares or error.",
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
    queue: str,
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
    if not name:
        raise BlankCoderError
    if not plain and not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise NoTerminalError
    # Imported here: the database and the terminal libraries take a moment, and --help should not.
    from textcoder.labelling.overview import Overview

    with open_label_store(edge, db) as store:
        store.surveys.question(survey, question)
        edge.say("Reading the answers …")
        overview = Overview(store, survey, question)
        order = _queue(edge, store, overview, queue, f"human:{name}", words)
        sitting = _sit_down(store, overview, order, f"human:{name}", blind=blind)
        over = [one for one in _sittings_of(store, f"human:{name}") if _is_over(one)]
        said = sitting.begin(over)
        try:
            (_run_plain if plain else _run_screen)(edge, sitting, said)
        finally:
            sitting.close()
    edge.say(f"{sitting.decisions} decisions saved. The same command goes on.")


def _queue(edge: Edge, store: "Store", overview: "Overview", name: str, coder: str, words: str | None) -> "Queue":
    from textcoder.labelling import queues

    if words is not None:
        hits = store.answers.search(overview.survey, overview.question, words)
        chosen: Queue = queues.search_queue(words, [one.key for one in hits])
    elif name == "uncertain":
        # Imported here: scikit-learn and spaCy take seconds, and no other queue needs them.
        from textcoder.cli.uncertain import uncertain_queue

        chosen = uncertain_queue(edge, store, overview)
    elif name == "random":
        chosen = queues.random_queue(overview)
    elif name == "stale":
        chosen = queues.stale_queue(store, overview)
    elif name == "disagreement":
        chosen = queues.disagreement_queue(store, overview, coder)
    else:
        chosen = queues.frequent_queue(overview)
    return queues.with_assignments(chosen, store, overview, coder)


def _sit_down(store: "Store", overview: "Overview", queue: "Queue", coder: str, *, blind: bool) -> "Sitting":
    from textcoder.labelling.session import Sitting
    from textcoder.labelling.store.records import Purpose
    from textcoder.labelling.supply import Seat

    seat = Seat(overview.survey, overview.question, coder, f"{_here()}/{uuid.uuid4().hex[:12]}")
    assigned = store.assignments.of(overview.survey, overview.question, coder=coder)
    independent = frozenset(one.answer for one in assigned if one.purpose is not Purpose.AUDIT)
    return Sitting(store, overview, seat, queue, blind=None if blind else independent)


def _run_screen(edge: Edge, sitting: "Sitting", said: str) -> None:
    from textcoder.labelling.keys import assign_keys
    from textcoder.labelling.terminal.app import LabellingApp

    renew = None if sitting.blind is None else _with_current_model(edge, sitting)
    LabellingApp(sitting, assign_keys(sitting.frame), said=said, load=renew, refresh=renew).run(mouse=False)


def _run_plain(edge: Edge, sitting: "Sitting", said: str) -> None:
    from textcoder.labelling.keys import assign_keys
    from textcoder.labelling.terminal.plain import PlainSitting

    if sitting.blind is not None:
        edge.say("Loading the model …")
        renewal = _with_current_model(edge, sitting)()
        sitting.renewed(suggester=renewal.suggester)
        edge.say(renewal.said)
    PlainSitting(sitting, assign_keys(sitting.frame), sys.stdout, sys.stdin).run(said)


def _with_current_model(edge: Edge, sitting: "Sitting") -> "Renew":
    """Suggestions by the current model of the question's codeframe, where there is one that fits."""
    from textcoder.labelling.terminal.renewing import Renewal

    def renew() -> Renewal:
        # Imported here: scikit-learn and spaCy take seconds, and coding begins without them.
        from textcoder.cli.suggestions import suggester_of
        from textcoder.learning.workshop import load_autocoder

        try:
            entry, autocoder = load_autocoder(edge.home(), sitting.frame, None, None, explain=True)
        except (NotFoundError, RefusedError) as err:
            return Renewal(f"Without suggestions: {err}")
        return Renewal(f"Suggestions by {entry.name}.", suggester_of(autocoder, sitting.seat.question))

    return renew


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
