"""The name a caller gives his request, so that sending it again does nothing twice."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header

from service.jobs.errors import BadKeyError

_LONGEST: Final = 200
_A_KEY: Final = re.compile(rf"[!-~]{{1,{_LONGEST}}}\Z")


def idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            description="A name of your own for this request. Sent again with it within a week, as after a broken "
            "connection, the request is given the same reply or the same job, and nothing is done twice.",
            json_schema_extra={"minLength": 1, "maxLength": _LONGEST, "pattern": "^[!-~]+$"},
        ),
    ] = None,
) -> str | None:
    """The name that whoever asks has given his request.

    Raises:
        BadKeyError: It is empty, too long, or has other characters than visible ASCII.
    """
    if idempotency_key is not None and not _A_KEY.match(idempotency_key):
        raise BadKeyError(_LONGEST)
    return idempotency_key


IdempotencyKey = Annotated[str | None, Depends(idempotency_key)]
