"""What ``/v1/codeframes`` gives out."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from service.schemas.shared import Outgoing, example

Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Texts = dict[str, str]
"""The same text by language."""


class CodeframeAsked(BaseModel):
    """Which version is wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Version | SkipJsonSchema[None] = Field(None, description="Default: the highest that the home has.")


_CODE: dict[str, Any] = {
    "id": "capacity",
    "number": 1,
    "label": {"nb": "Kapasitet", "en": "Capacity"},
    "definition": {"nb": "For lite tid eller for få folk."},
    "include": ["tid", "bemanning"],
    "exclude": ["kompetansemangel"],
    "key": "k",
    "exclusive": False,
    "role": None,
}
_NET: dict[str, Any] = {"id": "resources", "label": {"nb": "Ressurser"}, "codes": ["capacity", "economy"]}
_SHORT: dict[str, Any] = {
    "id": "innovation-barriers",
    "version": 1,
    "versions": [1],
    "title": {"nb": "Hindre for innovasjon"},
    "codes": 7,
}


class CodeOut(Outgoing):
    """One code."""

    model_config = example(_CODE)

    id: str = Field(description="Stable: what codings refer to.", examples=["capacity"])
    number: int = Field(description="What SPSS sees.", examples=[1])
    label: Texts = Field(description="By language: nb, nn, en.", examples=[{"nb": "Kapasitet"}])
    definition: Texts = Field(description="By language.")
    include: list[str] = Field(description="Phrases that belong here.")
    exclude: list[str] = Field(description="Phrases that look as if they did, and do not.")
    key: str | None = Field(description="Key in the labelling screen.")
    exclusive: bool = Field(description="Stands alone: an answer with this code has no other.")
    role: Literal["dont_know", "no_answer"] | None = Field(description="What it means to the rules for non-answers.")


class NetOut(Outgoing):
    """A group of codes that is counted together."""

    model_config = example(_NET)

    id: str = Field(description="Its id.")
    label: Texts = Field(description="By language.")
    codes: list[str] = Field(description="Ids of its codes.")


class CodeframeOut(Outgoing):
    """A codeframe, with the keys of its file: written as YAML or JSON it can be read back."""

    model_config = example(
        {
            "id": "innovation-barriers",
            "version": 1,
            "title": {"nb": "Hindre for innovasjon", "en": "Barriers to innovation"},
            "max_codes": None,
            "min_codes": 1,
            "nets": [_NET],
            "codes": [_CODE],
        }
    )

    id: str = Field(description="Its id.", examples=["innovation-barriers"])
    version: int = Field(description="Its version.", examples=[1])
    title: Texts = Field(description="By language.")
    max_codes: int | None = Field(description="Most codes one answer may have; null: any number.")
    min_codes: int = Field(description="Fewest codes.")
    nets: list[NetOut] = Field(description="Groups of codes.")
    codes: list[CodeOut] = Field(description="In the order of every column and list.")


class CodeframeShort(Outgoing):
    """A codeframe in a list."""

    model_config = example(_SHORT)

    id: str = Field(description="Its id.", examples=["innovation-barriers"])
    version: int = Field(description="The highest version, which is the one that is used for new answers.")
    versions: list[int] = Field(description="All versions there are, in the home or in the label store.")
    title: Texts = Field(description="By language.")
    codes: int = Field(description="How many codes it has.")


class CodeframesOut(Outgoing):
    """What can be coded."""

    model_config = example({"codeframes": [_SHORT], "warnings": []})

    codeframes: list[CodeframeShort] = Field(description="By id.")
    warnings: list[str] = Field(description="Files that cannot be read; whether the label store was away.")
