"""Which model codes: promoted, rolled back, by whoever has the key of an analyst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx

from textcoder.client.connection import Connection, Reply

_PATIENCE: Final = httpx.Timeout(30, read=600)
"""Seconds. A model is loaded, and measured against the current one, before the reply comes."""


@dataclass(frozen=True, slots=True)
class Promoted:
    """The model that is current now."""

    codeframe: str
    version: str
    before: str | None
    """Version that was current until now; None: there was none, or nothing was changed."""
    changed: bool
    """False where it was current already, be it by a first sending whose reply was lost."""
    in_use: bool
    """Whether the process that replied codes with it already. Others on the same registry notice within seconds."""
    forced: bool
    """Whether the gate refused it, and it was promoted all the same."""
    gate: Sequence[str]
    """What the gate said: why it refused, or what it could not judge."""


class Models:
    """The trained models of a service.

    Args:
        connection: To the service.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self, codeframe: str) -> str | None:
        """Version that is current; None: none was promoted yet.

        Args:
            codeframe: Its id.

        Raises:
            NotFoundError: There is no such codeframe.
            ServiceError: The service did not say.
        """
        reply = self._connection.json("GET", _path(codeframe))
        current: str | None = reply.has("current")["current"]
        return current

    def promote(self, codeframe: str, version: str, *, why: str = "", force: bool = False) -> Promoted:
        """Make a version the one that is used where none is named, if the gate lets it pass. Done again, no change.

        Args:
            codeframe: Its id.
            version: Of the model.
            why: For whoever wonders later.
            force: Use it even if the gate refuses it; needs ``why``.

        Raises:
            GateRefusedError: It is worse than the current one, or its error promise does not hold; ``problems`` says
                by what.
            RefusedError: It is damaged, or made for other codes, another pipeline or another encoder.
            NotFoundError: There is no such model.
            NotAllowedError: The key is no analyst's.
            ServiceError: It was not done, or nobody knows.
        """
        wish = {"version": version, "why": why, "force": force}
        return _read_promoted(
            self._connection.json("POST", f"{_path(codeframe)}/promote", lambda: {"json": wish, "timeout": _PATIENCE})
        )

    def roll_back(self, codeframe: str, *, why: str = "") -> Promoted:
        """Use the version again that was used before the last promotion; done again, the one before that.

        It is sent once only: sent again after a reply that was lost, it would go back twice.

        Args:
            codeframe: Its id.
            why: For whoever wonders later.

        Raises:
            RefusedError: No promotion is left to undo, or the version before can no longer be used.
            NotFoundError: There is no such codeframe.
            NotAllowedError: The key is no analyst's.
            UnreachableError: No reply came, and it may have been done: :meth:`current` says it.
            ServiceError: It was not done, or nobody knows.
        """
        request: Mapping[str, Any] = {"json": {"why": why}, "timeout": _PATIENCE}
        return _read_promoted(self._connection.json("POST", f"{_path(codeframe)}/rollback", lambda: request, once=True))


def _path(codeframe: str) -> str:
    return f"/v1/models/{quote(codeframe, safe='')}"


def _read_promoted(reply: Reply) -> Promoted:
    content: dict[str, Any] = reply.has("codeframe", "version", "before", "changed", "in_use")
    return Promoted(
        codeframe=content["codeframe"],
        version=content["version"],
        before=content["before"],
        changed=content["changed"],
        in_use=content["in_use"],
        forced=content.get("forced", False),
        gate=tuple(content.get("gate", ())),
    )
