"""The parts of the labelling screen as styled text.

Only the terminal's own colours and weights are used, so that it is readable in light and dark and with 16 colours, and
nothing is told by colour alone.
"""

from math import ceil
from typing import TYPE_CHECKING

from textcoder.codeframe import Code, in_language
from textcoder.labelling.keys import Keys
from textcoder.labelling.session import Sitting
from textcoder.labelling.suggesting import spans
from textcoder.labelling.terminal import wording

if TYPE_CHECKING:
    from rich.text import Text

# Not bold: many terminals show bold magenta as a pink that is hardly seen on white.
_CARRIED = "not bold underline magenta"
_BETWEEN = 2
_MOST_COLUMNS = 3


def _text(*parts: tuple[str, str]) -> "Text":
    # Imported here: rich takes a moment.
    from rich.text import Text

    return Text.assemble(*parts)


def header(sitting: Sitting, width: int) -> "Text":
    """The survey and question on the left, the coder and queue on the right."""
    left, right = wording.place(sitting), wording.who(sitting)
    room = max(width - 2 - len(right), 0)
    return _text((f" {left[: max(room - 1, 0)]:<{room}}{right} ", "bold reverse"))


def question(sitting: Sitting) -> "Text":
    """The question as it was asked."""
    return _text((wording.question(sitting), "bold"))


def facts(sitting: Sitting, keys: Keys) -> "Text":
    """The line above the answer."""
    shown = _text((" · ".join(wording.facts(sitting, keys)), ""))
    shown.highlight_regex(r"×\d+|FLAGGED|\+\d+", "bold")
    return shown


def answer(sitting: Sitting) -> "Text":
    """The answer, the words that carried the suggestion highlighted."""
    task = sitting.task
    if task is None:
        return _text((wording.finished(sitting), ""))
    shown = _text((wording.printable(task.answer.text) or "(nothing was written)", "bold"))
    if task.suggestion:
        for start, end in spans((word for words in task.suggestion.words.values() for word in words), task.answer.text):
            shown.stylize(_CARRIED, start, end)
    return shown


def codes(sitting: Sitting, keys: Keys, width: int) -> "Text":
    """The codes with their keys, in columns, those that are chosen marked."""
    entries = [_code(code, sitting, keys) for code in sitting.frame.codes]
    if not sitting.frame.min_codes:
        none = sitting.draft.choice.none_applies
        entries.append(_entry(chosen=none, by="0", label="none applies"))
    widest = max(len(one) for one in entries) + _BETWEEN
    columns = max(1, min(width // widest, _MOST_COLUMNS, len(entries)))
    rows = ceil(len(entries) / columns)
    shown = _text()
    for row in range(rows):
        for entry in entries[row::rows]:
            entry.pad_right(width // columns - len(entry))
            shown.append_text(entry)
        shown.append("\n" if row < rows - 1 else "")
    return shown


def _code(code: Code, sitting: Sitting, keys: Keys) -> "Text":
    offered = sitting.task.suggestion if sitting.task else None
    sure = offered.code_confidence.get(code.id) if offered else None
    suggested = offered is not None and code.id in offered.code_ids
    said = f" {wording.percent(sure)}" if sure is not None and (suggested or sure >= 0.1) else ""  # noqa: PLR2004
    alone = " (alone)" if code.exclusive else ""
    by = " ".join(keys.of_code(code.id)) or "/"
    chosen = code.id in sitting.draft.choice.code_ids
    label = (in_language(code.label) or code.id) + alone
    return _entry(chosen=chosen, by=by, label=label, after=said + ("*" if suggested else ""))


def _entry(*, chosen: bool, by: str, label: str, after: str = "") -> "Text":
    mark, style = ("[x] ", "bold reverse") if chosen else ("[ ] ", "")
    return _text((mark, "bold" if chosen else ""), (f"{by:<3}", "bold"), (" ", ""), (label, style), (after, "magenta"))


def suggestion(sitting: Sitting) -> "Text":
    """The suggestion with its confidence and words."""
    if sitting.task is None:
        return _text(("", ""))
    return _text((wording.suggestion(sitting), "magenta" if sitting.task.suggestion else ""))


def progress(sitting: Sitting) -> "Text":
    """What is done, what the queue is good for, and how fast it goes."""
    lines = (wording.progress(sitting), f"{wording.of_queue_shortly(sitting)} · {wording.pace(sitting)}")
    return _text(("\n".join(lines), ""))


def key_lines(keys: Keys, width: int) -> "Text":
    """Every key and what it does, in as many lines as it takes; a key is not parted from what it does."""
    by_code = ("1-9/letter", " code")
    shown, used = _text((by_code[0], "bold"), (by_code[1], "")), len("".join(by_code))
    for by, does in wording.keys_in_words(keys):
        wide = len(by) + 1 + len(does)
        fits = used + _BETWEEN + wide <= width
        used = used + _BETWEEN + wide if fits else wide
        shown.append(" " * _BETWEEN if fits else "\n").append(by, "bold").append(f" {does}")
    return shown
