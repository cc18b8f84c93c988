"""What training over HTTP learns from: people's codings in the label store, besides those beside the codeframe."""

from textcoder.codeframe import Codeframe
from textcoder.labelling.coded_by_people import coded_by_people
from textcoder.labelling.store.opening import Store
from textcoder.learning.gathering import Stored, StoreSource


def stored_codings(store: Store, codeframe: Codeframe) -> list[Stored]:
    """What people have coded with this version of a codeframe, question by question; none where nobody has.

    Args:
        store: Where people's codings are.
        codeframe: That the model is trained for.

    Raises:
        StoreUnavailableError: The store cannot be read.
    """
    found = coded_by_people(store, codeframe)
    return [Stored(StoreSource(one.survey, one.question, one.last_coding), one.coded) for one in found]
