"""Reading answers word by word, for a pipeline that looks at nothing but words.

spaCy makes a document of each answer, which takes longer than all that our light pipeline does with it. As
that pipeline's tokenizer never looks beyond a space, and its components never beyond a word and the answer's
variety, each distinct word needs reading once. The result is the same, and a property test holds the two
together; the pipeline stays the one place that says how an answer is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from spacy.language import Language

from textcoder.language.lemmas import DictionaryLemmatizer
from textcoder.language.repair import repair
from textcoder.language.variety import Points, Variety, guess_from, points, total

_WORDWISE = ["textcoder_variety", "textcoder_lemmas"]
_MOST_CHUNKS = 100_000
"""Words a reader remembers; bounded so that memory is steady however long it is kept."""


def reads_wordwise(nlp: Language) -> bool:
    """Whether all that a pipeline does, it does to one word at a time."""
    return nlp.pipe_names == _WORDWISE


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What stands between two spaces: a word with the punctuation around it, or several that a slash parts."""

    words: tuple[str, ...]
    points: Points


class _Chunks(dict[str, _Chunk]):
    def __init__(self, nlp: Language) -> None:
        super().__init__()
        self.tokenize = nlp.tokenizer

    def __missing__(self, text: str) -> _Chunk:
        forms = [token.lower_ for token in self.tokenize(text)]
        chunk = self[text] = _Chunk(tuple(filter(is_word, forms)), total(map(points, forms)))
        return chunk


class _Lemmas(dict[str, str]):
    def __init__(self, lemma: Callable[[str], str]) -> None:
        super().__init__()
        self._lemma = lemma

    def __missing__(self, form: str) -> str:
        lemma = self[form] = self._lemma(form)
        return lemma


def is_word(form: str) -> bool:
    """Whether a token is more than punctuation."""
    return any(character.isalnum() for character in form)


class WordwiseReader:
    """Reads texts as the pipeline would."""

    def __init__(self, nlp: Language) -> None:
        lemmatizer: DictionaryLemmatizer = nlp.get_pipe("textcoder_lemmas")  # type: ignore[assignment]
        self._chunks = _Chunks(nlp)
        self._lemmas = {
            variety: _Lemmas(lambda form, variety=variety: lemmatizer.lemma(form, variety))  # type: ignore[misc]
            for variety in Variety
        }

    def is_of(self, nlp: Language) -> bool:
        """Whether it still reads as the pipeline does, and has room for more words."""
        return self._chunks.tokenize is nlp.tokenizer and len(self._chunks) < _MOST_CHUNKS

    def __call__(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...], Variety]:
        """Forms, lemmas and variety of an answer."""
        chunks = [self._chunks[chunk] for chunk in repair(text).split(" ")]
        forms = tuple([word for chunk in chunks for word in chunk.words])
        variety = guess_from(total([chunk.points for chunk in chunks])).variety
        lemma_of = self._lemmas[variety]
        return forms, tuple([lemma_of[form] for form in forms]), variety


_KEPT: WeakKeyDictionary[Language, WordwiseReader] = WeakKeyDictionary()


def reader_of(nlp: Language) -> WordwiseReader:
    """The reader of a pipeline, kept for the next call: who reads one answer at a time meets the same words again."""
    reader = _KEPT.get(nlp)
    if reader is None or not reader.is_of(nlp):
        reader = _KEPT[nlp] = WordwiseReader(nlp)
    return reader
