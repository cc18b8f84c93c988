"""Trains models/pipeline/: a spaCy pipeline for Bokmål and Nynorsk.

    pip install "textcoder[tune,build-pipeline]"
    python tools/pipeline/train.py --data FOLDER [--work FOLDER] [--out models/pipeline]

FOLDER holds the Norwegian Dependency Treebank with NorNE's entities and the official UD files as CoNLL-U, gzipped;
docs/language.md says where the public gets them. Each step keeps what it made in the work folder and is not done
again: the words and the corpora, the tagger (by spaCy's own training, from pipeline.cfg), the lemmas.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import assembly
import haste  # noqa: F401 (registers the reader and the augmenter)
import learner  # noqa: F401 (registers the component)
import spacy
import treebank
import words
from spacy.cli.train import train as spacy_train
from spacy.tokens import DocBin

_CONFIG = Path(__file__).with_name("pipeline.cfg")
_MODELS = Path(__file__).parents[2] / "models"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--work", type=Path, default=Path("pipeline-work"), help="what is made on the way")
    parser.add_argument("--out", type=Path, default=_MODELS / "pipeline")
    parser.add_argument("--steps", type=int, help="learn for so many steps only, to try it out; asks for --out")
    asked = parser.parse_args()
    if asked.steps is not None and asked.out == parser.get_default("out"):
        parser.error("--steps makes a pipeline that has learnt little: give --out a folder of its own")
    asked.work.mkdir(parents=True, exist_ok=True)
    prepare(asked.data, asked.work)
    assembly.assemble(asked.data, train(asked.work, asked.steps), asked.out)


def prepare(data: Path, work: Path) -> None:
    """Make the words and the corpora."""
    if not (work / "words.json").is_file():
        (work / "words.json").write_text(json.dumps(words.counted(data), ensure_ascii=False), encoding="utf-8")
    for part in ("train", "dev"):
        if not (work / f"{part}.spacy").is_file():
            files = {standard: treebank.entity_file(data, standard, part) for standard in treebank.STANDARDS}
            write(files.items(), work / f"{part}.spacy")


def write(files: Iterable[tuple[str, Path]], out: Path) -> None:
    """Write the sentences of files as spaCy's own corpus."""
    vocab = spacy.blank("nb").vocab
    docs = DocBin(store_user_data=False)
    for standard, path in files:
        for doc in treebank.documents(vocab, treebank.sentences(path, standard)):
            docs.add(doc)
    docs.to_disk(out)


def train(work: Path, steps: int | None = None) -> Path:
    """Run spaCy's own training on the config, unless that has been done.

    Returns:
        The folder of the best state.
    """
    out = work / ("tagger" if steps is None else f"tagger-{steps}-steps")
    if not (out / "model-best" / "meta.json").is_file():
        given = {"train": work / "train.spacy", "dev": work / "dev.spacy", "words": work / "words.json"}
        settings: dict[str, object] = {f"paths.{name}": str(path) for name, path in given.items()}
        settings["paths.encoder"] = str(_MODELS / "encoder")
        if steps is not None:
            settings |= {"training.max_steps": steps, "training.eval_frequency": steps}
        spacy_train(_CONFIG, out, overrides=settings)
    return out / "model-best"


if __name__ == "__main__":
    main()
