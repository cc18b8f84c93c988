"""Saving decisions that were read, and taking one back."""

from dataclasses import dataclass, replace
from typing import Any

from service.compute.records import RecordProblem
from service.compute.redacting import Redaction
from service.intake.codings import ReadDecision, with_frame
from textcoder.labelling.receiving import Refusal, receive_decisions
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.pages import page_since
from textcoder.labelling.store.records import StoredCoding


@dataclass(frozen=True, slots=True)
class Batch:
    """The decisions of a request, on answers to one question."""

    survey: str
    question: str
    read: list[ReadDecision]


def without_personal_data(store: Store, batch: Batch, redaction: Redaction) -> Batch:
    """The decisions with comments without what the service or the survey wants taken out of what comes in.

    Raises:
        NotStoredError: The question is not there.
        RedactionUnknownError: A survey cannot be read, so that nobody knows what it wants taken out.
    """
    if not any(one.decision.comment for one in batch.read if one.decision is not None):
        return batch
    question = store.surveys.question(batch.survey, batch.question)
    kinds = redaction.kinds(question.codeframe, batch.question)
    comments = redaction.redacted([one.decision.comment if one.decision else "" for one in batch.read], kinds)
    pairs = zip(batch.read, comments, strict=True)
    return replace(batch, read=[_with_comment(one, comment) for one, comment in pairs])


def _with_comment(one: ReadDecision, comment: str) -> ReadDecision:
    return one if one.decision is None else replace(one, decision=replace(one.decision, comment=comment))


def save(store: Store, batch: Batch) -> dict[str, Any]:
    """Save what can be saved, within a transaction of the store's.

    Returns:
        The reply.

    Raises:
        NotStoredError: The question is not there.
    """
    question = store.surveys.question(batch.survey, batch.question)
    fewest = store.codeframes.get(question.codeframe, question.codeframe_version).min_codes
    read = [with_frame(one, fewest) for one in batch.read]
    decisions = [one.decision for one in batch.read if one.decision is not None]
    made = iter(receive_decisions(store, batch.survey, batch.question, decisions))
    results = [_result(one, one.problem if one.problem is not None else next(made)) for one in read]
    return {
        "saved": sum(one["status"] == "saved" for one in results),
        "codeframe": question.codeframe,
        "codeframe_version": question.codeframe_version,
        "results": results,
    }


def _result(one: ReadDecision, outcome: int | Refusal | RecordProblem) -> dict[str, Any]:
    if isinstance(outcome, int):
        return {"id": one.id, "status": "saved", "key": outcome, "error": None}
    error = {"type": outcome.type, "detail": outcome.detail}
    return {"id": one.id, "status": "error", "key": None, "error": error}


def withdraw(store: Store, key: int, coder: str | None) -> StoredCoding:
    """Take a decision back.

    Args:
        store: The label store.
        key: Of the coding.
        coder: Whose it must be; None: whoever's it is.

    Raises:
        NotStoredError: There is no such coding.
        NotYoursError: It is somebody else's.
    """
    if coder is None:
        found = page_since(store, key - 1, limit=1).codings
        if not found or found[0].key != key:
            raise NotStoredError(f"coding {key}", "See those there are with GET /v1/codings.")
        coder = found[0].coder
    return store.codings.withdraw(key, coder)
