"""Puts the trained parts together and writes models/pipeline/."""

import json
import shutil
from pathlib import Path

import auxiliaries
import lemmas
import numpy as np
import spacy
from spacy.language import Language
from spacy.vectors import Vectors
from thinc.api import Model

import textcoder.language.pipeline  # noqa: F401 (registers the components)
from textcoder.language.auxiliaries import AuxiliaryTagger
from textcoder.language.inflections import InflectionLemmatizer

_NAME, _VERSION = "nn_textcoder", "1.0.0"
_ABOUT = {
    "name": _NAME,
    "version": _VERSION,
    "description": "Norwegian, Bokmål and Nynorsk: morphology, lemmas, sentences and names.",
    "author": "textcoder",
    "license": "Apache-2.0",
    "sources": [
        {"name": "Norwegian Dependency Treebank", "license": "CC0 (annotation)"},
        {"name": "NorNE", "license": "CC0 (annotation)"},
        {"name": "multilingual-e5-small", "license": "MIT"},
    ],
}
_WIDTH = 80
"""Numbers of a word's vector that are kept."""


def assemble(data: Path, work: Path, out: Path) -> Language:
    """The whole pipeline, written to ``out``."""
    nlp = spacy.load(work / "grammar" / "model-best")
    names = spacy.load(work / "names" / "model-best")
    nlp.add_pipe("textcoder_variety", first=True)
    tagger = nlp.add_pipe("textcoder_auxiliaries", after="senter")
    assert isinstance(tagger, AuxiliaryTagger)
    tagger.table = auxiliaries.learnt(data)
    lemmatizer = nlp.add_pipe("textcoder_inflections", after="textcoder_auxiliaries")
    assert isinstance(lemmatizer, InflectionLemmatizer)
    lemmatizer.use(lemmas.learnt(data))
    nlp.add_pipe("ner", source=names)
    _narrow(nlp)
    nlp.meta.update(_ABOUT)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])  # where the training files lay is nobody's business
    card = (out / "card.md").read_text(encoding="utf-8") if (out / "card.md").is_file() else None
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    if card:
        (out / "card.md").write_text(card, encoding="utf-8")
    _trim(out)
    return nlp


def _narrow(nlp: Language) -> None:
    """Cut the vectors to the directions in which the networks look most: what each sees changes by very little."""
    table = nlp.vocab.vectors
    seen = [
        node
        for component in ("tok2vec", "ner")
        for node in nlp.get_pipe(component).model.walk()  # type: ignore[attr-defined]
        if node.name == "static_vectors"
    ]
    looks: list[np.ndarray] = [node.get_param("W") for node in seen]
    left, strength, right = np.linalg.svd(table.data @ np.concatenate(looks).T, full_matrices=False)
    nlp.vocab.vectors = Vectors(
        strings=nlp.vocab.strings,
        mode="floret",
        data=np.ascontiguousarray(left[:, :_WIDTH] * strength[:_WIDTH], dtype=np.float32),
        minn=table.minn,
        maxn=table.maxn,
        hash_count=table.hash_count,
    )
    ends = np.cumsum([len(look) for look in looks])[:-1]
    for node, look in zip(seen, np.split(right[:_WIDTH].T, ends), strict=True):
        _replace(node, np.ascontiguousarray(look, dtype=np.float32))


def _replace(node: Model, look: np.ndarray) -> None:
    for taken in node.param_names:
        node.set_param(taken, None)  # else thinc keeps to the width there was
    node.set_dim("nM", _WIDTH, force=True)
    node.set_param("W", look)


def _trim(out: Path) -> None:
    """Leave out what is not needed to read: the training's own figures, and the words it has met."""
    (out / "vocab" / "strings.json").write_text("[]\n", encoding="utf-8")
    path = out / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["performance"] = {}
    path.write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
