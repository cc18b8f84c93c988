"""What the training of models/pipeline reads and learns, on a treebank of a few sentences."""

import importlib
import json
import random
import shutil
import sys
from pathlib import Path

import numpy as np
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
    for name in (
        "treebank",
        "lemmas",
        "haste",
        "vocabulary",
        "words",
        "learning_network",
        "learner",
        "assembly",
        "train",
    ):
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


def hurried(doc, level: float, rounds: int) -> list:
    from spacy.training import Example

    rewrite = importlib.import_module("haste").haste(level)
    random.seed(1)
    example = Example(doc.copy(), doc)
    return [read.reference for _ in range(rounds) for read in rewrite(spacy.blank("nb"), example)]


def test_texts_for_training_are_a_few_sentences_each(doc):
    assert {one.text.strip() for one in hurried(doc, 1e-9, 20)} == {
        "Kari Nordmann leder kommunene.",
        "Skolene venter.",
        "Kari Nordmann leder kommunene. Skolene venter.",
    }


def test_what_is_written_in_haste_keeps_its_names_and_sentences(doc):
    read = [one for one in hurried(doc, 1.0, 200) if len(list(one.sents)) == 2]

    assert {one.text.strip() for one in read} == {
        "kari nordmann leder kommunene. skolene venter.",
        "KARI NORDMANN LEDER KOMMUNENE. SKOLENE VENTER.",
        "Kari Nordmann leder kommunene Skolene venter",
        "kari nordmann leder kommunene skolene venter",
        "Leder kommunene. Skolene venter.",
    }
    named = [one for one in read if not one.text.startswith("Leder")]
    assert {entity.text.lower() for one in named for entity in one.ents} == {"kari nordmann"}


@pytest.mark.parametrize(
    ("relations", "pos"),
    [("ndtHead=2|ndtRel=INFV", "AUX"), ("ndtHead=2|ndtRel=DOBJ", "VERB"), ("ndtHead=1|ndtRel=INFV", "VERB")],
)
def test_an_auxiliary_is_what_governs_another_verb(tmp_path, relations, pos):
    treebank = importlib.import_module("treebank")
    path = tmp_path / "ndt_no_bokmaal_train.conllu"
    rows = [
        "1\tVi\tvi\tPRON\t_\t_\t2\tnsubj\t_\tndtHead=2|ndtRel=SUBJ",
        "2\tkan\tkunne\tAUX\t_\t_\t0\troot\t_\tndtHead=0|ndtRel=FINV",
        f"3\tskrive\tskrive\tVERB\t_\t_\t2\txcomp\t_\t{relations}",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")

    (sentence,) = treebank.sentences(path, "nb")
    assert [token.pos for token in sentence] == ["PRON", pos, "VERB"]


def test_the_word_pieces_that_are_used_are_kept_and_no_letter_is_lost(shipped):
    from tokenizers import Tokenizer

    whole = (shipped / "tokenizer.json").read_bytes()
    stored, kept = importlib.import_module("vocabulary").pruned(whole, {"kommune": 9.0, "tid": 5.0}, 500)
    before, after = Tokenizer.from_buffer(whole), Tokenizer.from_buffer(stored)

    assert after.get_vocab_size() == len(kept) < 500
    assert after.encode("kommune").tokens == before.encode("kommune").tokens
    assert "<unk>" not in after.encode("løypemeldinger på nåjd, háleštit").tokens
    assert [kept[one] for one in after.encode("tid").ids] == before.encode("tid").ids


@pytest.fixture
def trained(treebank_folder, tmp_path):
    """A pipeline that has learnt the few sentences by heart, as shipped, and what it scores."""
    pytest.importorskip("torch")
    for standard in ("bokmaal", "nynorsk"):
        shutil.copy(
            treebank_folder / f"no_{standard}-ud-train.conllu", treebank_folder / f"no_{standard}-ud-dev.conllu"
        )
    train, assembly = importlib.import_module("train"), importlib.import_module("assembly")
    words = "Kari Nordmann leder kommunene kommunane Skolene Skulane venter"
    counted = dict.fromkeys(words.split(), 1.0)  # else all words of Norwegian are
    (tmp_path / "words.json").write_text(json.dumps(counted), encoding="utf-8")
    train.prepare(treebank_folder, tmp_path)
    return assembly.assemble(treebank_folder, train.train(tmp_path, steps=40), tmp_path / "out")


def test_a_pipeline_is_trained_by_its_config_and_reads_what_it_has_learnt(trained, tmp_path):
    doc = spacy.load(tmp_path / "out")("Kari Nordmann leder kommunene. Skolene venter.")

    assert [token.pos_ for token in doc][:4] == ["PROPN", "PROPN", "VERB", "NOUN"]
    assert [entity.text for entity in doc.ents] == ["Kari Nordmann"]
    assert str(tmp_path) not in (tmp_path / "out" / "config.cfg").read_text(encoding="utf-8")


def test_what_is_shipped_scores_as_what_has_learnt(trained, tmp_path):
    texts = [["Kari", "Nordmann", "venter", "."], ["Skolene", "leder", "kommunene"]]
    learnt = spacy.load(tmp_path / "tagger-40-steps" / "model-best").get_pipe("textcoder_tagger")
    shipped = trained.get_pipe("textcoder_tagger")

    for before, after in zip(learnt.network.scores(texts), shipped.network.scores(texts), strict=True):
        assert np.corrcoef(after.ravel(), before.ravel())[0, 1] > 0.9  # what differs is rounding to 8 bits
