"""An answer as the search for names sees it: words, where sentences start, and whether capitals mean anything."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from textcoder.language.redaction.words import lookup_form

_WORD = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f]*[\u0300-\u036f]*(?:['’´`\-‐‑]?[^\W\d_][\u0300-\u036f]*)*['’]?")
_LETTERS = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?:[.!?…:;•*\"«“”/|)]|^|\n|(?:^|\s)[-–—])[\s\"«“”'(]*\Z")
_ABBREVIATION = re.compile(
    r"(?:^|[^\w])(?:\w|dr|prof|st|mr|mrs|ms|frk|hr|bl\.a|f\.eks|ca|inkl|evt|v|avd|leder|tlf)\.\s*\Z", re.I
)
_COMMA = re.compile(r",\s+")
_MOSTLY, _NEARLY_ALL = 0.7, 0.8
_FEWEST_FOR_LIST = 3
_FEWEST_FOR_TITLE_CASE = 6
_LONGEST_ABBREVIATION = 12
_LONG_INITIALS = frozenset({"Aa", "Chr", "Fr", "Joh", "Kr", "Ph", "Th", "Wilh"})
"""Of names that begin with two letters for one sound, or that are cut by custom."""
_ENDINGS_OF_GENITIVE = ("'s", "’s", "'", "’", "s")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an answer."""

    start: int
    end: int
    text: str
    form: str
    """As lists have it: in lower case."""
    has_capital: bool
    """Begins with a capital that means something: not in a text or a word all in capitals."""
    shouts: bool
    """Two or more letters, all capitals."""
    starts_sentence: bool
    is_initial: bool
    """One capital for a whole name, or a few letters: "K. Nordmann", "Aa. Nordmann"."""
    gap: str
    """What stands between the word before it and this one."""

    @property
    def bases(self) -> tuple[str, ...]:
        """The form and what it may be the genitive of."""
        return _bases(self.form)

    @property
    def tells_by_capital(self) -> bool:
        """A capital that no sentence asks for."""
        return self.has_capital and not self.starts_sentence


@lru_cache(maxsize=50_000)
def _bases(form: str) -> tuple[str, ...]:
    return (form, *(form.removesuffix(ending) for ending in _ENDINGS_OF_GENITIVE if form.endswith(ending)))


class Reading:
    """The words of one text, and how it is written."""

    def __init__(self, text: str) -> None:
        self.text = text
        letters = [match[0] for match in _LETTERS.finditer(text)]
        tokens = list(_WORD.finditer(text))
        capitals = sum(map(str.isupper, letters))
        long_words = [token[0] for token in tokens if len(token[0]) > 1]
        self.shouts = len(long_words) > 1 and capitals > _MOSTLY * len(letters)
        self.is_title_case = len(long_words) >= _FEWEST_FOR_TITLE_CASE and sum(
            word[0].isupper() for word in long_words
        ) > _MOSTLY * len(long_words)
        self.has_no_case = self.shouts or capitals == 0
        """All in lower case or all in capitals."""
        items = _COMMA.split(text)
        self.is_list = len(items) >= _FEWEST_FOR_LIST and all(item[:1].isupper() for item in items)
        """Items after commas, each with a capital as sentences have."""
        self.words = tuple(map(self._word, tokens, [None, *tokens[:-1]]))

    @cached_property
    def forms(self) -> frozenset[str]:
        """All words and what they may be genitives of."""
        return frozenset(base for word in self.words for base in word.bases)

    def before(self, place: int, words: int) -> str:
        """The text from so many words before a word up to it, in lower case."""
        end = self.words[place].start
        return self.text[self.words[max(0, place - words)].start : end].lower()

    def after(self, place: int, words: int) -> str:
        """The text after a word, to the end of the last of so many words, in lower case."""
        last = self.words[min(len(self.words) - 1, place + words)]
        return self.text[self.words[place].end : max(last.end + 1, self.words[place].end + 1)].lower()

    def _word(self, token: re.Match[str], previous: re.Match[str] | None) -> Word:
        text, start = token[0], token.start()
        shouts = len(text) > 1 and text.isupper()
        gap = self.text[previous.end() if previous else 0 : start]
        starts_sentence = previous is None or self._starts_sentence(start, gap)
        # Without a full stop it may be a word, and "I" stands in titles too.
        is_dotted = self.text[token.end() : token.end() + 1] == "."
        is_initial = len(text) == 1 and text.isupper() and (is_dotted or not (starts_sentence or text in "IÅÆEA"))
        is_initial = is_initial or (is_dotted and text in _LONG_INITIALS)
        return Word(
            start=start,
            end=token.end(),
            text=text,
            form=lookup_form(text),
            has_capital=text[0].isupper() and not (self.shouts or self.is_title_case or shouts),
            shouts=shouts,
            starts_sentence=starts_sentence,
            is_initial=is_initial and (is_dotted or not (self.shouts or self.is_title_case)),
            gap=gap,
        )

    def _starts_sentence(self, start: int, gap: str) -> bool:
        if gap.isspace() and "\n" not in gap:
            return False
        if self.is_list and gap.strip() == ",":
            return True
        head = self.text[max(0, start - len(gap) - _LONGEST_ABBREVIATION) : start]
        return _SENTENCE_END.search(head) is not None and _ABBREVIATION.search(head) is None
