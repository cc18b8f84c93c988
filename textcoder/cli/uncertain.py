"""The queue ``uncertain``: labelling does not know learning, so they meet here."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np

from textcoder.cli.options import Edge
from textcoder.errors import NotFoundError, RefusedError
from textcoder.features.encoders import PLAIN, reader_to_train
from textcoder.labelling.queues import Listed
from textcoder.learning.coding_order import DifferentAnswers, coding_order
from textcoder.learning.training import no_progress
from textcoder.learning.workshop import load_autocoder
from textcoder.settings import FeatureSettings, Settings

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.labelling.overview import Overview
    from textcoder.labelling.store.opening import Store
    from textcoder.learning.autocoder import Autocoder


def uncertain_queue(edge: Edge, store: "Store", overview: "Overview", *, silent: bool = False) -> Listed:
    """The answers that teach the model most first, one of each, and every fourth a random one.

    Takes seconds, and with many new answers minutes, of which it tells.

    Args:
        edge: Where the home is, and what it is told to.
        store: The label store.
        overview: Of the question.
        silent: Whether to show no bar, which is drawn over and over and read aloud each time.

    Raises:
        HomeNotFoundError: There is no home, and so no encoder.
        EncoderError: The home's encoder is missing or damaged.
    """
    home = edge.home()
    asked = store.surveys.question(overview.survey, overview.question)
    codeframe = store.codeframes.get(asked.codeframe, asked.codeframe_version)
    autocoder = _current_model(edge, codeframe)
    keys, answers = different_answers(overview)
    edge.say(f"Choosing from {len(keys) - int(answers.done.sum())} different answers …")
    reader = reader_to_train(home.models, codeframe, Settings(features=FeatureSettings(encoder=PLAIN)))
    assert reader.comparing is not None  # the profile is accurate
    with nullcontext(no_progress) if silent else edge.progress() as progress:
        order = coding_order(answers, codeframe, asked.id, reader.comparing, autocoder, progress=progress)
    reader.save()
    reasons = {keys[one.row]: one.reason.value for one in order}
    return Listed("uncertain", list(reasons), reasons=reasons)


def _current_model(edge: Edge, codeframe: "Codeframe") -> "Autocoder | None":
    try:
        entry, autocoder = load_autocoder(edge.home(), codeframe, None, None)
    except (NotFoundError, RefusedError) as err:
        edge.say(f"No model to be in doubt, so typical answers come first. {err}")
        return None
    edge.say(f"What {entry.name} is in doubt about comes after typical answers.")
    return autocoder


def different_answers(overview: "Overview") -> tuple[list[int], DifferentAnswers]:
    """One answer of each text, those that came in first before the others, so that the audit sample stays the same."""
    first = {one.text_key: one for one in sorted(overview.answers, key=lambda one: -one.key)}
    ones = sorted(first.values(), key=lambda one: one.key)
    keys = [one.key for one in ones]
    counts = np.array([len(overview.identical(key)) for key in keys], dtype=np.intp)
    done = np.array([overview.is_decided(key) for key in keys], dtype=bool)
    return keys, DifferentAnswers([one.text for one in ones], counts, done)
