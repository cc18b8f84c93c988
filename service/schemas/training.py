"""What training is asked for with."""

from typing import Annotated

from pydantic import ConfigDict, Field

from service.jobs.records import TrainOrder
from service.schemas.jobs import Plain
from service.schemas.shared import CodeframeId, Incoming
from textcoder.settings import Profile


class TrainIn(Incoming):
    """A model to train."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"codeframe": "innovation-barriers", "profile": "accurate", "promote": False}},
    )

    codeframe: CodeframeId = Field(description="Id of the codeframe, under `labels/`.")
    profile: Profile = Field(
        "accurate", description="n-grams and the sentence encoder (`accurate`), or n-grams alone (`fast`)."
    )
    promote: bool = Field(
        False,
        description="Make the new model the current one. Else it waits for `POST /v1/models/{codeframe}/promote`.",
    )
    why: Annotated[Plain, Field(max_length=500)] = Field("", description="Why, for whoever looks at the job later.")

    def order(self) -> TrainOrder:
        """What is wanted, as the office takes it."""
        return TrainOrder(self.codeframe, self.profile, self.promote, self.why)
