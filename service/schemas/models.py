"""What goes into and out of ``/v1/models``."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from service.schemas.jobs import Plain
from service.schemas.shared import NOT_BLANK, Incoming, ModelVersion, Outgoing, example

Why = Annotated[Plain, Field(max_length=500)]


class PromoteIn(Incoming):
    """A model to use, if the gate lets it pass."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"version": "20261122-fead6520", "why": "better on nn"},
            "anyOf": [
                {"properties": {"force": {"const": False}}},
                {"required": ["why"], "properties": {"why": {"pattern": NOT_BLANK}}},
            ],
        }
    )

    version: ModelVersion = Field(description="Its version, alone or as `<codeframe>/<version>`.")
    why: Why = Field("", description="Why, for whoever wonders later.")
    force: bool = Field(False, description="Use it even if the gate refuses it. Needs `why`.")

    @model_validator(mode="after")
    def _forced_for_a_reason(self) -> Self:
        if self.force and not re.search(NOT_BLANK, self.why):
            raise ValueError("force needs why, for the audit log")
        return self


class RollbackIn(Incoming):
    """Why the model before is to be used again."""

    model_config = ConfigDict(json_schema_extra={"example": {"why": "refers too much"}})

    why: Why = Field("", description="Why, for whoever wonders later.")


_SCORES: dict[str, Any] = {
    "macro_f1": 0.81,
    "micro_f1": 0.86,
    "exact": 0.74,
    "coded_without_a_human": 0.68,
    "wrong_among_them": 0.08,
}
_MODEL: dict[str, Any] = {
    "version": "20261122-fead6520",
    "current": True,
    "fits": True,
    "trained_at": "2026-11-22T09:12:30Z",
    "codings": 2140,
    "profile": "accurate",
    "codeframe_version": 1,
    "scores": _SCORES,
    "problem": None,
}
_PROMOTION: dict[str, Any] = {
    "at": "2026-11-22T10:02:11Z",
    "by": "kari",
    "action": "promote",
    "before": "20261101-09ab13c2",
    "version": "20261122-fead6520",
    "why": "better on nn",
    "gate": [],
}
_SHORT: dict[str, Any] = {
    "codeframe": "innovation-barriers",
    "current": "20261122-fead6520",
    "in_use": "20261122-fead6520",
    "versions": ["20261101-09ab13c2", "20261122-fead6520"],
}


class ScoresOut(Outgoing):
    """What a model is worth, measured on voices left out."""

    model_config = example(_SCORES)

    macro_f1: float | None = Field(description="Mean F1 over the codes.")
    micro_f1: float | None = Field(description="F1 over all codes given.")
    exact: float | None = Field(description="Share of answers whose whole code set is right.")
    coded_without_a_human: float | None = Field(description="Share of answers that were not referred.")
    wrong_among_them: float | None = Field(description="Share of those with a wrong code set.")


class ModelOut(Outgoing):
    """A trained model."""

    model_config = example(_MODEL)

    version: str = Field(description="Its version, to pin or promote it.", examples=["20261122-fead6520"])
    current: bool = Field(description="Whether it is the one that is used where none is named.")
    fits: bool = Field(description="Whether it was made for the codes that the codeframe has now.")
    trained_at: datetime | None = Field(description="When it was trained; null where its folder is damaged.")
    codings: int | None = Field(description="On how many codings.")
    profile: str | None = Field(description="`fast` or `accurate`.")
    codeframe_version: int | None = Field(description="Version of the codeframe it was trained for.")
    scores: ScoresOut | None = Field(description="What it is worth.")
    problem: str | None = Field(description="Why it cannot be used, as far as its description tells.")


class PromotionOut(Outgoing):
    """A line of the audit log: most say that a model became current."""

    model_config = example(_PROMOTION)

    at: datetime = Field(description="When.")
    by: str = Field(description="Who did it: the name of a key or of a user; `train` for training.")
    action: Literal["promote", "forced", "refused", "rollback", "freeze"] = Field(
        description="What was done. `forced`: promoted though the gate refused it; `refused`: the gate refused it, and "
        "nothing changed; `freeze`: a test set was frozen, and the versions are those of test sets."
    )
    before: str | None = Field(description="Version that was current until then; null: there was none.")
    version: str = Field(description="Version that was current from then on; where it was refused, would have been.")
    why: str = Field(description="Why, as far as somebody said.")
    gate: list[str] = Field(description="What the gate said: why it refused, or what it could not judge.")


class ModelsOut(Outgoing):
    """The models of a codeframe."""

    model_config = example(
        {
            "codeframe": "innovation-barriers",
            "current": "20261122-fead6520",
            "in_use": "20261122-fead6520",
            "problem": None,
            "versions": [_MODEL],
            "promotions": [_PROMOTION],
        }
    )

    codeframe: str = Field(description="Id of the codeframe.", examples=["innovation-barriers"])
    current: str | None = Field(description="Version that is current in the registry.")
    in_use: str | None = Field(description="Version that this process codes with: a moment later the same.")
    problem: str | None = Field(description="Why the current version could not be loaded here.")
    versions: list[ModelOut] = Field(description="By version, the oldest first.")
    promotions: list[PromotionOut] = Field(description="The last hundred, the latest first.")


class ModelsShort(Outgoing):
    """The models of a codeframe in a list."""

    model_config = example(_SHORT)

    codeframe: str = Field(description="Id of the codeframe.")
    current: str | None = Field(description="Version that is current in the registry.")
    in_use: str | None = Field(description="Version that this process codes with.")
    versions: list[str] = Field(description="All versions, the oldest first.")


class AllModelsOut(Outgoing):
    """The trained models."""

    model_config = example({"models": [_SHORT]})

    models: list[ModelsShort] = Field(description="By codeframe.")


class PromotedOut(Outgoing):
    """The model that is current now."""

    model_config = example(
        {
            "codeframe": "innovation-barriers",
            "version": "20261122-fead6520",
            "before": "20261101-09ab13c2",
            "changed": True,
            "in_use": True,
            "forced": False,
            "gate": [],
        }
    )

    codeframe: str = Field(description="Id of the codeframe.")
    version: str = Field(description="Version that is current now.")
    before: str | None = Field(description="Version that was current until now; null: there was none.")
    changed: bool = Field(description="False where it was current already.")
    in_use: bool = Field(
        description="Whether this process codes with it already. Others on the same registry notice within seconds."
    )
    forced: bool = Field(False, description="Whether the gate refused it, and it was promoted all the same.")
    gate: list[str] = Field([], description="What the gate said: why it refused, or what it could not judge.")
