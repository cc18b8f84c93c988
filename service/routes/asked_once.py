"""A dependency of calls with query parameters: each is given once, since nobody knows which of two was meant."""

from collections import Counter

from fastapi import Request
from fastapi.exceptions import RequestValidationError


async def asked_once(request: Request) -> None:
    """See that no query parameter is given twice.

    Raises:
        RequestValidationError: One is.
    """
    times = Counter(name for name, _ in request.query_params.multi_items())
    repeated = [name for name, count in times.items() if count > 1]
    if repeated:
        raise RequestValidationError(
            [{"loc": ("query", name), "type": "repeated", "msg": "It is given more than once"} for name in repeated]
        )
