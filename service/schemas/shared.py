"""Parts that several calls share."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

NOT_BLANK: Final = r"[^\s\x85\uFEFF]"
"""What counts as a space differs between languages of patterns, so the two they disagree on are named."""
CodeframeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=100)]
"""Id of a codeframe, as under ``labels/``."""
ModelVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=200)]
"""Version of a model, alone or as ``<codeframe>/<version>``."""
QuestionId = Annotated[str, StringConstraints(max_length=200)]
"""Id of a question."""


def example(whole: dict[str, Any]) -> ConfigDict:
    """What a schema's ``model_config`` says besides, to show what one looks like whole."""
    return ConfigDict(json_schema_extra={"example": whole})


class Incoming(BaseModel):
    """Something that comes in: nothing is guessed, and a misspelt name is not passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Outgoing(BaseModel):
    """Something that goes out. Replies are written as they are; these classes describe them."""

    model_config = ConfigDict(frozen=True)
