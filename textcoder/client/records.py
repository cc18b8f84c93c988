"""What goes out: records as JSON, in batches, and whether the results that come back are theirs."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from textcoder.client.errors import BrokenReplyError, UnsendableError
from textcoder.client.results import Id

_MOST_BYTES: Final = 900_000
"""Of records in one body: less than even a service with a small limit takes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are sent together."""

    ids: Sequence[Id]
    """As they must come back."""
    content: str
    """A JSON list."""


def in_batches(records: Iterable[Any], size: int) -> Iterator[Batch]:
    """Put records together, in their order, so that no body grows too large.

    Args:
        records: Of any number, taken as they are needed.
        size: Most in a batch.

    Raises:
        UnsendableError: A record cannot be written as JSON.
    """
    ids: list[Id] = []
    written: list[str] = []
    bytes_in = 0
    for place, record in enumerate(records):
        one = _as_json(record, place)
        if written and (len(written) == size or bytes_in + len(one) > _MOST_BYTES):
            yield Batch(tuple(ids), f"[{','.join(written)}]")
            ids, written, bytes_in = [], [], 0
        ids.append(_id_back(record.get("id")) if isinstance(record, Mapping) else None)
        written.append(one)
        bytes_in += len(one) + 1
    if written:
        yield Batch(tuple(ids), f"[{','.join(written)}]")


def body(batch: Batch, name: str, fields: Mapping[str, Any]) -> bytes:
    """The body of a request: a batch beside what holds for all of it; fields that are None are left out."""
    said = json.dumps({field: value for field, value in fields.items() if value is not None}, allow_nan=False)
    return f'{said[:-1]}, "{name}": {batch.content}}}'.encode("ascii")


def check_ids(batch: Batch, results: Sequence[Mapping[str, Any]], request_id: str) -> None:
    """See that the results are those of the batch: all of them, in its order, with its ids.

    Raises:
        BrokenReplyError: They are not.
    """
    if len(results) != len(batch.ids):
        said = f"{len(batch.ids)} records were sent and {len(results)} results came back"
        raise BrokenReplyError(f"{said}. Send them again, and tell whoever runs the service", request_id=request_id)
    for place, (sent, result) in enumerate(zip(batch.ids, results, strict=True)):
        came = result.get("id")
        if came != sent or type(came) is not type(sent):
            raise BrokenReplyError(
                f"The result in place {place} of {len(results)} is not that of the record sent there. Send them again, "
                "and tell whoever runs the service",
                request_id=request_id,
            )


def _as_json(record: Any, place: int) -> str:
    if not isinstance(record, Mapping):
        return _no_record_as_json(record, place)
    try:
        # What a table leaves blank is often no text but "not a number".
        plain = {
            name: None if isinstance(value, float) and math.isnan(value) else value for name, value in record.items()
        }
        return json.dumps(plain, allow_nan=False)
    except (TypeError, ValueError):
        kinds = sorted({type(value).__name__ for value in record.values()})
        raise UnsendableError(
            f"Record {place} cannot be written as JSON; its values are of the types {', '.join(kinds)}. Make its id a "
            "text or a number, and its text a text"
        ) from None


def _no_record_as_json(record: Any, place: int) -> str:
    """What is no record as JSON: the service says so in its result, and the others are answered all the same."""
    try:
        return "null" if isinstance(record, float) and math.isnan(record) else json.dumps(record, allow_nan=False)
    except (TypeError, ValueError):
        raise UnsendableError(
            f"Record {place} is no record but of the type {type(record).__name__}. Send objects with an id and a text"
        ) from None


def _id_back(sent: Any) -> Id:
    """How an id comes back: as JSON gives it, or not at all where it is no id."""
    if isinstance(sent, bool) or not isinstance(sent, str | int | float) or sent != sent:  # noqa: PLR0124  # NaN
        return None
    if type(sent) in (str, int, float):
        return sent
    # A text or a number of numpy's, or of an enumeration: JSON knows only the plain kinds.
    back: Id = json.loads(json.dumps(sent))
    return back
