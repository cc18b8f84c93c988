"""Results as they go out: plain objects, one for each record, ready to be written as JSON."""

from typing import Any

from service.compute.models import HeldModel
from service.compute.records import NOT_CODED, Record, RecordProblem
from textcoder.codings import Coding, Explanation, Status

Result = dict[str, Any]


def result_of(record: Record, coding: Coding, model: HeldModel, *, explained: bool) -> Result:
    """What became of an answer.

    The codes of a referred answer are suggestions, since a human must look at it before they count.

    Args:
        record: The record.
        coding: Its coding.
        model: Whose codeframe it is coded with.
        explained: Whether an explanation was asked for.
    """
    if coding.status is Status.ERROR:
        return result_of_problem(record, NOT_CODED)
    codes = _codes(coding, model)
    referred = coding.status is Status.REFERRED
    result: Result = {
        "id": record.id,
        "status": coding.status.value,
        "codes": [] if referred else codes,
        "suggestions": codes if referred else [],
        "error": None,
    }
    if explained:
        result["explanation"] = None if coding.explanation is None else _explanation(coding.explanation)
    return result


def result_of_problem(record: Record, problem: RecordProblem) -> Result:
    """Why a record was not coded."""
    error = {"type": problem.type, "detail": problem.detail}
    return {"id": record.id, "status": Status.ERROR.value, "codes": [], "suggestions": [], "error": error}


def _codes(coding: Coding, model: HeldModel) -> list[Result]:
    source = coding.source.value if coding.source else None
    return [
        {
            **shown,
            "confidence": _rounded(coding.code_confidence.get(code_id)),
            "source": source,
            "segment": None,
        }
        for code_id, shown in model.codes.items()
        if code_id in coding.code_ids
    ]


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 4)


def _explanation(explanation: Explanation) -> Result:
    nearest = [
        {"id": one.answer_id, "question": one.question, "codes": list(one.code_ids), "similarity": one.similarity}
        for one in explanation.nearest
    ]
    return {"words": {code_id: list(words) for code_id, words in explanation.words.items()}, "nearest": nearest}
