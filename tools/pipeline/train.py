"""Trains models/pipeline/: a spaCy pipeline for Bokmål and Nynorsk.

    pip install "textcoder[build-pipeline]"
    python tools/pipeline/train.py --data FOLDER [--work FOLDER] [--out models/pipeline]

FOLDER holds the Norwegian Dependency Treebank with NorNE's entities and the official UD files as CoNLL-U, gzipped;
docs/language.md says where the public gets them. Each step keeps what it made in the work folder and is not done
again: the words' vectors, the corpora, the grammar (parts of speech, morphology, sentences), the names, the lemmas.
Grammar and names can be trained side by side: `--only grammar` and `--only names`.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import assembly
import haste  # noqa: F401 (registers the augmenter)
import spacy
import treebank
import vectors
import words
from spacy.cli.train import train as spacy_train
from spacy.tokens import DocBin

from textcoder.features.encoder import OnnxEncoder

_HERE = Path(__file__).parent
_MODELS = _HERE.parents[1] / "models"
_PARTS = ("grammar", "names")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--work", type=Path, default=Path("pipeline-work"), help="what is made on the way")
    parser.add_argument("--out", type=Path, default=_MODELS / "pipeline")
    parser.add_argument("--only", choices=("prepare", *_PARTS))
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    prepare(asked.data, asked.work)
    if asked.only == "prepare":
        return
    for part in _PARTS if asked.only is None else (asked.only,):
        train(part, asked.work)
    if asked.only is None:
        assembly.assemble(asked.data, asked.work, asked.out)


def prepare(data: Path, work: Path) -> None:
    """Make the vectors and the corpora."""
    if not (work / "vectors").is_dir():
        table, explained = vectors.distilled(
            OnnxEncoder(_MODELS / "encoder"), words.weighed(data), vectors.VectorSettings()
        )
        print(f"vectors: {explained:.3f} of the variance of words that were not fitted to")
        nlp = spacy.blank("nb")
        nlp.vocab.vectors = table
        table.strings = nlp.vocab.strings
        nlp.to_disk(work / "vectors")
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


def train(part: str, work: Path) -> None:
    """Run spaCy's own training on one of the configs."""
    if (work / part / "model-best" / "meta.json").is_file():
        return
    paths = {"train": work / "train.spacy", "dev": work / "dev.spacy", "vectors": work / "vectors"}
    spacy_train(
        _HERE / f"{part}.cfg", work / part, overrides={f"paths.{name}": str(path) for name, path in paths.items()}
    )


if __name__ == "__main__":
    main()
