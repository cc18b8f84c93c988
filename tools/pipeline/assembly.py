"""Puts the trained parts together and writes models/pipeline/."""

import json
import shutil
from pathlib import Path

import learner
import lemmas
import spacy
from spacy.language import Language

import textcoder.language.pipeline  # noqa: F401 (registers the components)
from textcoder.language.inflections import InflectionLemmatizer
from textcoder.language.tagging.tagger import Tagger

_NAME, _VERSION = "nn_textcoder", "2.0.0"
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
_CARD = "card.md"


def assemble(data: Path, tagger_folder: Path, out: Path) -> Language:
    """The whole pipeline, written to ``out`` when it is whole; a card that is there already stays."""
    learnt = spacy.load(tagger_folder).get_pipe("textcoder_tagger")
    assert isinstance(learnt, learner.LearningTagger)
    nlp = spacy.blank("nb")
    nlp.add_pipe("textcoder_variety")
    tagger = nlp.add_pipe("textcoder_tagger")
    assert isinstance(tagger, Tagger)
    tagger.network = learnt.finished()
    lemmatizer = nlp.add_pipe("textcoder_inflections")
    assert isinstance(lemmatizer, InflectionLemmatizer)
    lemmatizer.use(lemmas.learnt(data))
    nlp.meta.update(_ABOUT)
    made = out.with_name(out.name + ".new")
    shutil.rmtree(made, ignore_errors=True)
    nlp.to_disk(made)
    if (out / _CARD).is_file():
        shutil.copy(out / _CARD, made / _CARD)
    _trim(made)
    shutil.rmtree(out, ignore_errors=True)
    made.rename(out)
    return nlp


def _trim(out: Path) -> None:
    """Leave out what is not needed to read: scores, and the words it has met."""
    (out / "vocab" / "strings.json").write_text("[]\n", encoding="utf-8")
    path = out / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["performance"] = {}
    path.write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
