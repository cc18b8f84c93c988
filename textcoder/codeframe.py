"""Codeframes: the codes of a question, their order, and the rules for using them together."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, get_args

from textcoder.errors import CodeframeError, UnknownCodeError, listing

Role = Literal["dont_know", "no_answer"]
ROLES: tuple[Role, ...] = get_args(Role)

Texts = Mapping[str, str]
"""The same text by language: ``{"nb": …, "nn": …, "en": …}``."""

_ID = re.compile(r"[a-z][a-z0-9_-]*\Z")


def in_language(texts: Texts, language: str = "nb") -> str:
    """The text in a language, else in Bokmål, else in the first language there is; empty where there is none."""
    return texts.get(language) or texts.get("nb") or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a codeframe."""

    id: str
    """Stable, ASCII, lower case: what codings refer to for ever."""
    number: int
    """What SPSS sees."""
    label: Texts
    definition: Texts = field(default_factory=dict)
    include: tuple[str, ...] = ()
    """Phrases that belong here; they are also trained on."""
    exclude: tuple[str, ...] = ()
    """Phrases that look as if they belonged here and do not."""
    key: str | None = None
    """Key in the labelling screen, one character."""
    exclusive: bool = False
    """Stands alone: an answer with this code has no other."""
    role: Role | None = None
    """What the code means to the rules for non-answers. Codes called ``dont_know`` and ``no_answer`` have
    their role by name."""

    def __post_init__(self) -> None:
        named = next((role for role in ROLES if role == self.id), None)
        object.__setattr__(self, "role", self.role or named)


@dataclass(frozen=True, slots=True)
class Net:
    """A group of codes that is counted together, each respondent once."""

    id: str
    label: Texts
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codeframe:
    """The codes of a question. Making one checks it.

    Raises:
        CodeframeError: It breaks one of its own rules; all that are broken are named.
    """

    id: str
    version: int
    codes: tuple[Code, ...]
    title: Texts = field(default_factory=dict)
    nets: tuple[Net, ...] = ()
    max_codes: int | None = None
    """Most codes one answer may have; None for any number."""
    min_codes: int = 0
    """Fewest codes: 0 lets an answer be read and given none, 1 makes the model always name its best code."""

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise CodeframeError(repr(self.id), problems)

    @property
    def code_ids(self) -> tuple[str, ...]:
        """Ids in codeframe order, which is the order of every column and list."""
        return tuple(code.id for code in self.codes)

    @property
    def exclusive_ids(self) -> frozenset[str]:
        """Codes that stand alone."""
        return frozenset(code.id for code in self.codes if code.exclusive)

    def code(self, name: str) -> Code:
        """The code with this id or number.

        Raises:
            UnknownCodeError: There is none.
        """
        for code in self.codes:
            if name in (code.id, str(code.number)):
                return code
        raise UnknownCodeError(name, self.id)

    def with_role(self, role: Role) -> Code | None:
        """The code that takes don't-knows or non-answers, if the codeframe has one."""
        return next((code for code in self.codes if code.role == role), None)

    def in_order(self, code_ids: frozenset[str] | set[str]) -> tuple[str, ...]:
        """These codes in codeframe order."""
        return tuple(code_id for code_id in self.code_ids if code_id in code_ids)

    @property
    def hash(self) -> str:
        """SHA-256 of everything in it, texts included."""
        return _sha256(asdict(self))

    @property
    def coding_hash(self) -> str:
        """SHA-256 of what decides which codings are legal: ids, numbers and the rules, not labels or order of texts.

        Two codeframes with the same coding hash take each other's codings and models.
        """
        rules = [(code.id, code.number, code.exclusive, code.role) for code in self.codes]
        return _sha256([self.id, rules, self.max_codes, self.min_codes])


def _sha256(content: object) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _problems(frame: Codeframe) -> list[str]:
    problems = [] if _ID.match(frame.id) else [f"the id {frame.id!r} is not a lower-case ASCII name"]
    if not frame.codes:
        problems.append("it has no codes")
    problems += [
        f"code id {code.id!r} is not a lower-case ASCII name" for code in frame.codes if not _ID.match(code.id)
    ]
    problems += _doubles("code id", [code.id for code in frame.codes])
    problems += _doubles("code number", [code.number for code in frame.codes])
    problems += _doubles("key", [code.key for code in frame.codes if code.key])
    problems += _doubles("role", [code.role for code in frame.codes if code.role])
    problems += [f"code {code.id!r} has a negative number" for code in frame.codes if code.number < 0]
    problems += [
        f"the key {code.key!r} is not one character" for code in frame.codes if code.key and len(code.key) != 1
    ]
    return problems + _net_problems(frame) + _count_problems(frame)


def _doubles(what: str, values: list[object]) -> list[str]:
    return [f"{what} {value!r} is used {count} times" for value, count in Counter(values).items() if count > 1]


def _net_problems(frame: Codeframe) -> list[str]:
    problems = _doubles("net id", [net.id for net in frame.nets])
    problems += [f"net id {net.id!r} is not a lower-case ASCII name" for net in frame.nets if not _ID.match(net.id)]
    for net in frame.nets:
        problems += [f"net {net.id!r}: {problem}" for problem in _doubles("code", list(net.codes))]
        strangers = [code_id for code_id in net.codes if code_id not in frame.code_ids]
        if strangers:
            problems.append(f"net {net.id!r} names unknown codes: {listing(strangers)}")
        if net.id in frame.code_ids:
            problems.append(f"net {net.id!r} has the id of a code")
        if not net.codes:
            problems.append(f"net {net.id!r} is empty")
    return problems


def _count_problems(frame: Codeframe) -> list[str]:
    problems = []
    if frame.max_codes is not None and frame.max_codes < 1:
        problems.append(f"max_codes is {frame.max_codes}; it must be at least 1, or null for any number")
    if frame.min_codes not in (0, 1):
        problems.append(f"min_codes is {frame.min_codes}; it can be 0 or 1")
    return problems
