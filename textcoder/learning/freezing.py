"""Drawing a test set and freezing it."""

import dataclasses
import datetime as dt
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.language.identity import fingerprint
from textcoder.learning.errors import NothingToFreezeError, TestSetFrozenError
from textcoder.learning.gathering import Gathered, key_of, row_of
from textcoder.learning.promotions import LOG, Action, Promotion, append, list_held
from textcoder.learning.test_set import CODINGS, FORMAT, TestSet, put, read_about
from textcoder.learning.training_set import FEWEST_CODINGS, FEWEST_VOICES

SHARE: Final = 0.2
"""Of all answers, that go into a test set where nobody says how many."""


@dataclass(frozen=True, slots=True)
class Freezing:
    """How a test set is drawn, and by whom."""

    share: float = SHARE
    """Of all answers, above 0 and below 1."""
    seed: int = 1
    by: str = ""
    why: str = ""
    anew: bool = False
    """Whether to draw another one where one is frozen already."""


def freeze(
    folder_of_versions: Path, gathered: Gathered, codeframe: Codeframe, wish: Freezing, *, now: dt.datetime
) -> TestSet:
    """Draw whole voices at random, keep their codings apart for good, and put that on the audit log.

    What two voices wrote word for word is not drawn, however often it comes: it would have to be left out of all
    training, and the commonest answers are those that a model must know.

    Args:
        folder_of_versions: Where the versions of the codeframe lie.
        gathered: All codings that there are.
        codeframe: Their codeframe.
        wish: How.
        now: For the file beside it.

    Raises:
        TestSetFrozenError: One is frozen already, and ``wish`` does not say ``anew``.
        NothingToFreezeError: Too few codings or voices to draw from.
        CannotWriteError: The operating system refused.
    """
    drawn = draw(gathered.coded, wish.share, seed=wish.seed)
    rows = [row_of(one, gathered.surveys) for one in drawn]
    content = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
    found = hashlib.sha256(content).hexdigest()
    about = _about(drawn, codeframe, wish, now) | {
        "sources": [dataclasses.asdict(source) for source in gathered.sources],
        "sha256": found,
    }
    with list_held(folder_of_versions) as listed:
        before = read_about(folder_of_versions)
        is_frozen = before is not None or (folder_of_versions / CODINGS).exists()
        if before is not None and before.get("codings") == 0:
            is_frozen = False  # all who wrote its answers are forgotten
        if is_frozen and not wish.anew:
            raise TestSetFrozenError(codeframe.id, str((before or {}).get("frozen_at", "some time")))
        put(folder_of_versions, content, about)
        old = str(before["sha256"])[:12] if before else None
        done = Promotion(now, wish.by, Action.FREEZE, old, found[:12], wish.why)
        append(listed, done, folder_of_versions / LOG)
    surveys = {key: survey for one in drawn if (survey := gathered.surveys.get(key := key_of(one)))}
    return TestSet(tuple(drawn), found, about, surveys)


def draw(coded: Sequence[CodedAnswer], share: float, *, seed: int) -> list[CodedAnswer]:
    """The codings of as many voices, drawn at random, as make up a share of all.

    The same codings in any order, with the same seed, give the same.

    Raises:
        NothingToFreezeError: Too few codings or voices to draw from.
    """
    in_order = sorted(coded, key=lambda one: (one.answer.question, one.answer.id, one.coder))
    texts = [fingerprint(one.answer.text) for one in in_order]
    writers: dict[str, set[str]] = defaultdict(set)
    for one, text in zip(in_order, texts, strict=True):
        writers[text].add(one.answer.writer)
    own = [one for one, text in zip(in_order, texts, strict=True) if len(writers[text]) == 1]
    answers = Counter(one.answer.writer for one in own)
    voices = sorted(answers)
    random.Random(seed).shuffle(voices)
    # As many as it takes: those before them do not make up the share.
    sums = accumulate(answers[voice] for voice in voices)
    taken = frozenset(voices[: sum(before < share * len(in_order) for before in (0, *sums)) or 1])
    drawn = [one for one in own if one.answer.writer in taken]
    left = [one for one in in_order if one.answer.writer not in taken]
    voices_left = len({one.answer.writer for one in left})
    if not drawn or voices_left < FEWEST_VOICES or len(left) < FEWEST_CODINGS:
        raise NothingToFreezeError(
            f"{len(in_order)} codings by {voices_left + len(taken)} voices leave too little to learn from beside a "
            f"test set of {100 * share:.0f} % of them. Bring more codings, or draw fewer with --share."
        )
    return drawn


def _about(drawn: Sequence[CodedAnswer], codeframe: Codeframe, wish: Freezing, now: dt.datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "frozen_at": now.isoformat(timespec="seconds"),
        "by": wish.by,
        "why": wish.why,
        "seed": wish.seed,
        "share": wish.share,
        "codeframe": {"id": codeframe.id, "version": codeframe.version, "coding_hash": codeframe.coding_hash},
        "codings": len(drawn),
        "voices": len({one.answer.writer for one in drawn}),
        "constructed": sum(one.constructed for one in drawn),
        "codes": {code: sum(code in one.code_ids for one in drawn) for code in codeframe.code_ids},
        "varieties": dict(Counter(one.answer.variety or "not said" for one in drawn)),
    }
