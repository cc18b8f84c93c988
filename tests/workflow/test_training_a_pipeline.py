"""What the training of models/pipeline reads and learns, on a treebank of a few sentences."""

import importlib
import random
import sys
from pathlib import Path

import pytest
import spacy

TOOLS = Path(__file__).parents[2] / "tools" / "pipeline"
BOKMAAL = """\
# sent_id = 1
1\tKari\tKari\tPROPN\t_\tGender=Fem\t0\troot\t_\tname=B-PER
2\tNordmann\tNordmann\tPROPN\t_\t_\t1\tflat\t_\tname=I-PER
3\tleder\tlede\tVERB\t_\tTense=Pres\t1\tdep\t_\tname=O
4\tkommunene\tkommune\tNOUN\t_\tDefinite=Def|Number=Plur\t3\tobj\t_\tname=O|SpaceAfter=No
5\t.\t$.\tPUNCT\t_\t_\t3\tpunct\t_\tname=O

# sent_id = 2
1\tSkolene\tskole\tNOUN\t_\tDefinite=Def|Number=Plur\t0\troot\t_\tname=O
2\tventer\tvente\tVERB\t_\tTense=Pres\t1\tdep\t_\tname=O|SpaceAfter=No
3\t.\t$.\tPUNCT\t_\t_\t2\tpunct\t_\tname=O
"""
NYNORSK = BOKMAAL.replace("kommunene", "kommunane").replace("Skolene", "Skulane").replace("skole", "skule")


@pytest.fixture(autouse=True)
def tools(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    yield
    for name in ("treebank", "lemmas", "haste"):
        sys.modules.pop(name, None)


@pytest.fixture
def treebank_folder(tmp_path):
    (tmp_path / "no_bokmaal-ud-train.conllu").write_text(BOKMAAL, encoding="utf-8")
    (tmp_path / "no_nynorsk-ud-train.conllu").write_text(NYNORSK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def doc(treebank_folder):
    treebank = importlib.import_module("treebank")
    path = treebank.entity_file(treebank_folder, "nb", "train")
    (found,) = treebank.documents(spacy.blank("nb").vocab, treebank.sentences(path, "nb"))
    return found


def test_words_names_and_sentences_are_read(doc):
    assert doc.text.strip() == "Kari Nordmann leder kommunene. Skolene venter."
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Kari Nordmann", "PER")]
    assert [sentence.text.strip() for sentence in doc.sents] == ["Kari Nordmann leder kommunene.", "Skolene venter."]


def test_a_file_that_is_missing_is_named(treebank_folder):
    treebank = importlib.import_module("treebank")

    with pytest.raises(SystemExit, match=r"no_bokmaal-ud-dev\.conllu"):
        treebank.entity_file(treebank_folder, "nb", "dev")


def test_inflection_is_learnt_in_both_standards(treebank_folder):
    table = importlib.import_module("lemmas").learnt(treebank_folder)

    assert table.lemma("gatene", "nb", "NOUN", "Definite=Def|Number=Plur") == "gate"
    assert table.lemma("gatane", "nn", "NOUN", "Definite=Def|Number=Plur") == "gate"


def test_what_is_written_in_haste_keeps_its_names_and_sentences(doc):
    from spacy.training import Example

    nlp = spacy.blank("nb")
    hurried = importlib.import_module("haste").haste(1.0)
    random.seed(1)
    read = [next(hurried(nlp, Example(nlp.make_doc(doc.text), doc))).reference for _ in range(60)]

    assert {one.text.strip() for one in read} == {
        "kari nordmann leder kommunene. skolene venter.",
        "KARI NORDMANN LEDER KOMMUNENE. SKOLENE VENTER.",
        "Kari Nordmann leder kommunene Skolene venter",
        "kari nordmann leder kommunene skolene venter",
    }
    assert {entity.text.lower() for one in read for entity in one.ents} == {"kari nordmann"}
    assert {len(list(one.sents)) for one in read} == {2}
