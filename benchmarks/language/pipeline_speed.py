"""How fast each stage of reading is, in words a second, beside spaCy's own Norwegian tokenizer in the same run.

    python benchmarks/language/pipeline_speed.py [--answers 4000] [--rounds 3]

The texts are the shipped answers. Each stage of models/pipeline is timed alone, on documents that went through the
stages before it; what we add for features and redaction is timed as it is used. The middle of several rounds counts.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy
from spacy.language import Language

from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.language.pipeline import build_pipeline, shipped_pipeline
from textcoder.language.processing import preprocess
from textcoder.language.redaction.redactor import Redactor
from textcoder.settings import LanguageSettings, RedactionSettings

HOME = Home(Path(__file__).parents[2])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    texts = _texts(asked.answers)
    tokenizer = spacy.blank("nb").tokenizer
    words = sum(len(tokenizer(text)) for text in texts)
    print(f"{len(texts)} answers, {words} words; the middle of {asked.rounds} rounds")
    peer = _seconds(lambda: [tokenizer(text) for text in texts], asked.rounds)
    rows = [("spaCy's nb tokenizer", peer), *_stages(texts, asked.rounds)]
    for name, seconds in rows:
        print(f"{name:34} {words / seconds:>10,.0f} words/s  {peer / seconds:>6.3f} of the tokenizer")


def _texts(most: int) -> list[str]:
    codings = HOME.codings_path("innovation-barriers")
    assert codings is not None
    return [coded.answer.text for coded in read_codings(codings, HOME.codeframe("innovation-barriers"))][:most]


def _stages(texts: Sequence[str], rounds: int) -> list[tuple[str, float]]:
    light = build_pipeline(LanguageSettings())
    found = [("light path, as features read", _seconds(lambda: list(preprocess(texts, light)), rounds))]
    nlp = shipped_pipeline(HOME.models / "pipeline")
    settings = RedactionSettings()
    alone = Redactor(None, settings)
    found.append(("redaction without names' entities", _seconds(lambda: list(alone.find_all(texts)), rounds)))
    if nlp is None:
        print("models/pipeline is missing: its stages are left out.")
        return found
    found += _components(nlp, texts, rounds)
    found.append(("models/pipeline, all of it", _seconds(lambda: list(nlp.pipe(texts)), rounds)))
    redactor = Redactor(nlp, settings)
    found.append(("redaction", _seconds(lambda: list(redactor.find_all(texts)), rounds)))
    return found


def _components(nlp: Language, texts: Sequence[str], rounds: int) -> list[tuple[str, float]]:
    taken: dict[str, list[float]] = {name: [] for name in nlp.pipe_names}
    for _ in range(rounds):
        docs = list(nlp.tokenizer.pipe(texts))
        for name, component in nlp.pipeline:
            began = time.perf_counter()
            docs = list(component.pipe(docs)) if hasattr(component, "pipe") else [component(doc) for doc in docs]
            taken[name].append(time.perf_counter() - began)
    return [(name, statistics.median(seconds)) for name, seconds in taken.items()]


def _seconds(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
