"""What both kinds of terminal say of a sitting, in words. No colours and no columns here."""

import re
import unicodedata

from textcoder.codeframe import Code, in_language
from textcoder.codings import Source
from textcoder.labelling.choosing import named
from textcoder.labelling.keys import Act, Keys
from textcoder.labelling.pace import in_words
from textcoder.labelling.queues import AUDIT, DOUBLE, DRAWN, REPEAT, Planted
from textcoder.labelling.session import Sitting
from textcoder.labelling.store.records import StaleBecause, StaleCoding
from textcoder.labelling.suggesting import Suggestion

_CONTROL = ("Cc", "Cf", "Co", "Cs")
_SOURCES = {Source.HUMAN: "hand", Source.EXACT: "exact", Source.RULE: "rule", Source.MODEL: "model"}
_DRAWN = "random order; the sample is all of it coded so far"
_WHY = {
    "random": _DRAWN,
    "audit": _DRAWN,
    "medoid": "typical of answers of which none has been coded",
    "uncertain": "the model is in doubt about it",
    "rare": "the model is in doubt about it, mostly about a code that few answers have so far",
    "settled": "nothing else is left: a rule settles it, or an identical answer",
    "frequent": "the most frequent answers come first",
    "search": "it was searched for",
    "stale": "what it was coded counts no longer",
    "disagreement": "coders or models have coded it differently",
    "doubtful": "the model doubts what it was coded, and you code it afresh",
    "double": "several coders code it, each alone",
}
"""Why an answer comes, by the word that is kept with its coding."""
_BY_ITSELF = "Without a suggestion, as you code it for yourself."
PERCENTAGES = (
    ("Percentages", ""),
    ("beside a code", "how probable it is that the answer has this code; * is suggested"),
    ("sure", "how probable it is that the suggestion is right as a whole, with no code missing and none too many"),
)
"""What the two kinds of percentages say, with headings."""
ACTS = {
    Act.SAVE: "save",
    Act.ACCEPT: "accept",
    Act.CLEAR: "clear",
    Act.NONE: "none applies",
    Act.SKIP: "skip",
    Act.UNDO: "undo",
    Act.BACK: "back",
    Act.FLAG: "flag",
    Act.COMMENT: "comment",
    Act.SEARCH: "search",
    Act.BACKGROUND: "details",
    Act.ALIKE: "alike",
    Act.REFRESH: "refresh",
    Act.HELP: "help",
    Act.QUIT: "quit",
}
"""The acts as they are listed on the screen."""


def printable(text: str) -> str:
    """The text, as long as it was, without what would steer a terminal: anybody may have written it."""
    return "".join("·" if unicodedata.category(one) in _CONTROL and one != "\n" else one for one in text)


def keys_in_words(keys: Keys) -> list[tuple[str, str]]:
    """Every key but those of codes, and what it does."""
    return [(keys.of_act(act), said) for act, said in ACTS.items()]


def percent(probability: float) -> str:
    """A probability, which is never quite all or nothing."""
    return f"{min(max(probability, 0.01), 0.99):.0%}"


def place(sitting: Sitting) -> str:
    """Which question of which survey."""
    return f"{sitting.seat.survey} · {sitting.seat.question}"


def who(sitting: Sitting) -> str:
    """The coder and the queue."""
    name = sitting.seat.coder.removeprefix("human:")
    blind = " (blind)" if sitting.blind else ""
    return f"{name}{blind} · {_assigned(sitting) or f'queue: {sitting.supply.queue.name}'}"


def _assigned(sitting: Sitting) -> str:
    """What the answer was assigned for; nothing where it was not, nor for a repeat, which looks like its queue."""
    queue, task = sitting.supply.queue, sitting.task
    if task is None or not isinstance(queue, Planted):
        return ""
    if task.chosen == DOUBLE:
        return "assigned: double coding"
    return "assigned: audit" if task.chosen == AUDIT and task.answer.key in queue.audits else ""


def of_queue(sitting: Sitting) -> str:
    """Whether shares may be estimated from the queue."""
    if sitting.supply.queue.estimates:
        return "random order: all of it coded so far is a sample to estimate shares and error from"
    return "not a random order: not for estimating shares or error"


def of_queue_shortly(sitting: Sitting) -> str:
    """The same where there is no room for more."""
    return "for shares and error" if sitting.supply.queue.estimates else "not for shares or error"


def question(sitting: Sitting) -> str:
    """The question as it was asked."""
    return printable(in_language(sitting.asked.text)) or sitting.seat.question


def facts(sitting: Sitting, keys: Keys) -> list[str]:
    """What is to be known of the answer besides its text, one thing after the other."""
    task = sitting.task
    if task is None:
        return []
    said = [f"id {printable(task.answer.id)}"]
    if task.identical > 1:
        said.append(f"×{task.identical} identical")
    if task.alike:
        said.append(f"{len(task.alike)} nearly identical ({keys.of_act(Act.ALIKE)})")
    if sitting.draft.batch:
        said.append(f"+{len(sitting.draft.batch)} with it")
    said += ["FLAGGED"] if sitting.draft.flag else []
    said += [f"comment: {printable(sitting.draft.comment)}"] if sitting.draft.comment else []
    said += ["saved"] if sitting.was_saved else []
    said += [_DRAWN] if _reason(sitting) in DRAWN else []
    said += [_before(task.was, sitting)] if task.was else []
    return said


def why(sitting: Sitting) -> list[tuple[str, str]]:
    """Why the answer comes now, and what its queue is good for, with headings."""
    reason = _reason(sitting)
    return [("Why this answer", _WHY.get(reason, reason)), ("This queue", of_queue(sitting))] if reason else []


def _reason(sitting: Sitting) -> str:
    """Why the answer comes, as far as the coder may know: a repeat looks like any other answer of the queue."""
    chosen = sitting.task.chosen if sitting.task else ""
    return sitting.supply.queue.name.partition(":")[0] if chosen == REPEAT else chosen


def _before(was: StaleCoding, sitting: Sitting) -> str:
    """What the answer was coded, and why that counts no longer."""
    names = {code_id: _name_then(code_id, was, sitting) for code_id in was.coding.code_ids}
    codes = "; ".join(names.values()) or "none applies"
    if was.because is StaleBecause.TEXT:
        return f"coded {codes} when the text was another"
    choose = " or ".join(_name_now(code_id, sitting) for code_id in was.choose_from)
    why = re.sub(r"[\w.-]+", lambda found: names.get(found[0], found[0]), was.because_words)
    return f"was: {codes}. " + ": ".join(filter(None, (why, choose and f"choose {choose}")))


def _name_now(code_id: str, sitting: Sitting) -> str:
    """A code by its label, or by its id where the codeframe has it no longer."""
    return named([code_id], sitting.frame) if code_id in sitting.frame.code_ids else code_id


def _name_then(code_id: str, was: StaleCoding, sitting: Sitting) -> str:
    """A code by the label it had when it was given."""
    then = sitting.store.codeframes.get(was.coding.codeframe, was.coding.codeframe_version)
    return named([code_id], then) if code_id in then.code_ids else code_id


def finished(sitting: Sitting) -> str:
    """What stands where the answer would, when the queue has no more."""
    skipped = len(sitting.skipped)
    again = f"\ns shows the {skipped} skipped again." if skipped else ""
    done = f"{sitting.decisions} decisions in this sitting, all of them saved."
    return f"This queue has no more answers that are free.\n{done}{again}\nu undoes, b goes back, q ends."


def suggestion(sitting: Sitting) -> str:
    """The suggestion with its confidence and the words that carried it."""
    offered = sitting.task.suggestion if sitting.task else None
    if offered is None:
        return _without(sitting)
    sure = "" if offered.confidence is None else f" {percent(offered.confidence)} sure"
    return f"{_suggested_by(sitting, offered)}{sure}: {_codes_with_words(sitting, offered)}"


def _without(sitting: Sitting) -> str:
    for_himself = sitting.blind or (sitting.task is not None and sitting.task.chosen in (DOUBLE, AUDIT))
    if for_himself:
        return _BY_ITSELF
    return "" if sitting.was_saved else "No suggestion."


def _suggested_by(sitting: Sitting, offered: Suggestion) -> str:
    if offered.source is Source.EXACT:
        # The model remembers answers that may be in no store, or in another one.
        coded = sitting.task is not None and sitting.overview.is_decided(sitting.task.answer.key)
        return "As an identical answer" if coded else "As an answer the model learned from"
    return "By rule" if offered.source is Source.RULE else "Suggested,"


def _codes_with_words(sitting: Sitting, offered: Suggestion) -> str:
    said = []
    for code_id in offered.code_ids:
        words = ", ".join(map(printable, offered.words.get(code_id, ())))
        said.append(named([code_id], sitting.frame) + (f" ({words})" if words else ""))
    return ", ".join(said) or "none applies"


def progress(sitting: Sitting) -> str:
    """How much is done and how."""
    now = sitting.overview.progress
    done = now.answers - now.left
    by = " ".join(f"{name} {now.by_source[source]}" for source, name in _SOURCES.items())
    return f"{done} of {now.answers} done ({by}) · {now.left} left"


def pace(sitting: Sitting) -> str:
    """How fast it goes, and how long it will take."""
    an_hour, left = sitting.pace.an_hour, sitting.pace.left(sitting.overview.decisions_left)
    if an_hour is None or left is None:
        return f"{sitting.decisions} this sitting"
    about = f"about {in_words(left)}".replace("about under", "under")
    return f"{sitting.decisions} this sitting · {an_hour} an hour · {about} left"


def name_of(code: Code) -> str:
    """A code by its label."""
    return in_language(code.label) or code.id


def guideline(code: Code, keys: Keys) -> list[tuple[str, str]]:
    """What the codeframe says of a code: its name first, then each part with its heading."""
    by = " ".join(keys.of_code(code.id))
    parts = [(f"{by or '/'}  {in_language(code.label)}", f"{code.id}, number {code.number}")]
    if code.exclusive:
        parts.append(("", "Stands alone: no other code beside it."))
    for heading, text in (
        ("", in_language(code.definition)),
        ("include", ", ".join(code.include)),
        ("exclude", ", ".join(code.exclude)),
    ):
        if text:
            parts.append((heading, text))
    return parts


def background(sitting: Sitting) -> list[tuple[str, str]]:
    """The other columns of the answer's row."""
    if sitting.task is None:
        return []
    return [
        (name, "" if cell is None else printable(str(cell))) for name, cell in sitting.task.answer.background.items()
    ]
