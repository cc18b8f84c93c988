"""What a record beside a coded file is made of: values that are checked as they are read.

A record lies beside a file that is handed on, and anybody may have written there. What is named in it is looked up,
coded with and printed: it must be what a coding leaves behind.
"""

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from textcoder.files.layouts import LayoutName
from textcoder.survey import PERSONAL_DATA


def _no_folder(name: str) -> str:
    """A name that leads nowhere but to a file beside another."""
    if name and (name == ".." or "/" in name or "\\" in name or Path(name).name != name):
        raise ValueError("a name without a folder is wanted")
    return name


def _moment(text: str) -> str:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("it lacks a time zone")
    try:
        moment.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("no calendar has it") from None
    return text


def _one_of(known: Collection[str]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError("it is not known")
        return value

    return AfterValidator(check)


FileName: TypeAlias = Annotated[str, AfterValidator(_no_folder)]
"""Of a file, without its folder; or empty."""
Moment: TypeAlias = Annotated[str, AfterValidator(_moment)]
"""ISO 8601 with time zone."""
Layout: TypeAlias = Annotated[str, _one_of([one.value for one in LayoutName])]
"""Name of a layout."""
PersonalDataKind: TypeAlias = Annotated[str, _one_of(PERSONAL_DATA)]
"""A kind of personal data."""
MaxError: TypeAlias = Annotated[float, Field(gt=0, le=1)]
"""Largest share of wrong code sets among answers that are not referred."""
