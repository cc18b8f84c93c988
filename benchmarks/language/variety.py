"""How well the variety of writing is guessed, by class and by length.

    python benchmarks/language/variety.py --data FOLDER [--split test] [--json]

FOLDER holds `variety/nordial_*.csv` (NorDial, tweets marked nb, nn, dialect or mixed; github.com/jerbarnes/nordial,
CC BY-NC: measured on, never learnt from) and `ndt/ndt_no_*_test.conllu.gz` (the Norwegian Dependency Treebank with
NorNE's splits). User names, hashtags and links are dropped first. Tweets are also cut into pieces, each of which keeps
its tweet's mark, so that short pieces of dialect often hold nothing that tells. A guess of "unsure" counts as a miss in
recall and not at all in precision. Beside ours stand simplemma and lingua, the latter where it is installed; they know
no dialect; simplemma is unsure where both dictionaries know as many words.
"""

import argparse
import csv
import gzip
import importlib.util
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textcoder.language.pipeline import build_pipeline
from textcoder.language.processing import preprocess
from textcoder.settings import LanguageSettings

CLASSES = ("nb", "nn", "dialect")
UNSURE = "unsure"
BANDS = {"1–3": (1, 3), "4–7": (4, 7), "8–15": (8, 15), "16+": (16, 999)}
"""Fewest and most words of a piece."""
TREEBANK_PIECES = (1, 2, 3, 5, 8, 12)
SEED = 1
_NORDIAL = {"bokmål": "nb", "nynorsk": "nn", "dialectal": "dialect", "mixed": "mixed"}
_TREEBANK = {"bokmaal": "nb", "nynorsk": "nn"}
_DROPPED = re.compile(r"@\w+|#\w+|https?:?/?/?\S*|www\.\S+")

Guess = Callable[[Sequence[str]], list[str]]
Marked = list[tuple[str, str]]
"""Texts and their marks."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="with variety/ and ndt/")
    parser.add_argument("--split", choices=["train", "dev", "test"], default="test", help="of NorDial")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    tweets = read_tweets(options.data / "variety" / f"nordial_{options.split}.csv")
    sentences = [
        (text, variety)
        for name, variety in _TREEBANK.items()
        for text in read_sentences(options.data / "ndt" / f"ndt_no_{name}_test.conllu.gz")
    ]
    for name, guess in guessers().items():
        if options.json:
            print(json.dumps({"guesser": name} | measured(guess, tweets, sentences), ensure_ascii=False))
        else:
            show(name, measured(guess, tweets, sentences))


# --- the texts -----------------------------------------------------------------------------------------


def read_tweets(path: Path) -> Marked:
    with path.open(encoding="utf-8", newline="") as file:
        return [(_DROPPED.sub(" ", row["text"]), _NORDIAL[row["category"]]) for row in csv.DictReader(file)]


def read_sentences(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for block in file.read().split("\n\n"):
            forms = [line.split("\t")[1] for line in block.splitlines() if line[:1].isdigit()]
            yield " ".join(form for form in forms if form != "|")


def pieces(marked: Marked, fewest: int, most: int) -> Marked:
    """Texts cut, one piece after the other, to as many words as may be; shorter ends are dropped."""
    rng = random.Random(SEED)
    cut: Marked = []
    for text, mark in marked:
        words = [word for word in text.split() if any(map(str.isalpha, word))]
        while len(words) >= fewest:
            length = rng.randint(fewest, min(most, len(words)))
            cut.append((" ".join(words[:length]), mark))
            words = words[length:]
    return cut


# --- the guessers --------------------------------------------------------------------------------------


def guessers() -> dict[str, Guess]:
    found: dict[str, Guess] = {"textcoder": _ours(), "simplemma": _simplemma()}
    if importlib.util.find_spec("lingua"):
        found["lingua"] = _lingua()
    return found


def _ours() -> Guess:
    nlp = build_pipeline(LanguageSettings())
    return lambda texts: [str(answer.variety) for answer in preprocess(texts, nlp)]


def _simplemma() -> Guess:
    from simplemma import langdetect

    return lambda texts: [_best(langdetect(text, ("nb", "nn"))) for text in texts]


def _best(shares: Sequence[tuple[str, float]]) -> str:
    found = dict(shares)
    nb, nn = found.get("nb", 0.0), found.get("nn", 0.0)
    return UNSURE if nb == nn else "nb" if nb > nn else "nn"


def _lingua() -> Guess:
    import lingua

    codes = {lingua.Language.BOKMAL: "nb", lingua.Language.NYNORSK: "nn", None: UNSURE}
    detector = lingua.LanguageDetectorBuilder.from_languages(*[one for one in codes if one]).build()
    return lambda texts: [codes[detector.detect_language_of(text)] for text in texts]


# --- the figures ---------------------------------------------------------------------------------------


def measured(guess: Guess, tweets: Marked, sentences: Marked) -> dict[str, dict[str, dict[str, float]]]:
    clear = [(text, mark) for text, mark in tweets if mark != "mixed"]
    mixed = [text for text, mark in tweets if mark == "mixed"]
    by_length = {f"tweets cut to {name} words": pieces(clear, *band) for name, band in BANDS.items()}
    return {
        "tweets": {name: figures(guess, marked) for name, marked in {"whole tweets": clear, **by_length}.items()},
        "mixed tweets, share guessed": {"whole tweets": shares(guess(mixed))},
        "treebank": {
            name: figures(guess, marked)
            for name, marked in {
                **{f"cut to {length}": pieces(sentences, length, length) for length in TREEBANK_PIECES},
                "whole sentences": sentences,
            }.items()
        },
    }


def figures(guess: Guess, marked: Marked) -> dict[str, float]:
    """All in per cent but the number of texts."""
    marks = [mark for _, mark in marked]
    guessed = guess([text for text, _ in marked])
    found: dict[str, float] = {"texts": len(marks)}
    f1s = []
    for name in [one for one in CLASSES if one in marks]:
        right = sum(mark == given == name for mark, given in zip(marks, guessed, strict=True))
        precision = right / max(guessed.count(name), 1)
        recall = right / marks.count(name)
        f1s.append(2 * right / (guessed.count(name) + marks.count(name)))
        found |= {f"{name} P": precision, f"{name} R": recall, f"{name} F1": f1s[-1]}
    decided = [(mark, given) for mark, given in zip(marks, guessed, strict=True) if given != UNSURE]
    found["macro F1"] = sum(f1s) / len(f1s)
    found["unsure"] = 1 - len(decided) / len(marks)
    found["right where sure"] = sum(mark == given for mark, given in decided) / max(len(decided), 1)
    return {name: value if name == "texts" else round(100 * value, 1) for name, value in found.items()}


def shares(guessed: Sequence[str]) -> dict[str, float]:
    counts = Counter(guessed)
    return {name: round(100 * counts[name] / max(len(guessed), 1), 1) for name in (*CLASSES, UNSURE)}


def show(name: str, tables: dict[str, dict[str, dict[str, float]]]) -> None:
    for title, rows in tables.items():
        columns = list(next(iter(rows.values())))
        print(f"\n{name}: {title}\n\n{'':28}" + "".join(f"{column:>{len(column) + 3}}" for column in columns))
        for row, cells in rows.items():
            print(f"{row:28}" + "".join(f"{cells[column]:>{len(column) + 3}}" for column in columns))


if __name__ == "__main__":
    main()
