import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.training import Example

from textcoder.language.tagging.errors import TaggerFilesError
from textcoder.language.tagging.labels import Labels
from textcoder.language.tagging.tagger import Tagger, create_tagger

NLP = spacy.blank("nb")
FOLDER = Path(__file__).parents[3] / "models" / "pipeline" / "textcoder_tagger"
SAID = {"Kari": ("B-PER", "PROPN|Gender=Fem"), "Berg": ("I-PER", "PROPN|"), "leder": ("O", "VERB|Tense=Pres")}
LABELS = Labels(("PER",), ("NOUN|", "PROPN|", "PROPN|Gender=Fem", "VERB|Tense=Pres"))


class ByHeart:
    """Knows a few words; what is not known is a noun. After a full stop a sentence begins."""

    labels = LABELS

    def scores(self, texts: Sequence[Sequence[str]]) -> list[np.ndarray]:
        return [self._of(words) for words in texts]

    def _of(self, words: Sequence[str]) -> np.ndarray:
        found = np.zeros((len(words), LABELS.size), dtype=np.float32)
        for place, word in enumerate(words):
            part, analysis = SAID.get(word, ("O", "NOUN|"))
            found[place, LABELS.name_parts.index(part)] = 5
            found[place, len(LABELS.name_parts) + LABELS.analyses.index(analysis)] = 5
            found[place, -1] = 5 if place and words[place - 1] == "." else -5
        return found


@pytest.fixture
def tagger() -> Tagger:
    return Tagger(ByHeart())


def test_all_is_set_at_once(tagger):
    doc = tagger(NLP("Kari Berg leder skolen. Kari leder."))

    assert [token.pos_ for token in doc] == ["PROPN", "PROPN", "VERB", "NOUN", "NOUN", "PROPN", "VERB", "NOUN"]
    assert [str(token.morph) for token in doc][:3] == ["Gender=Fem", "", "Tense=Pres"]
    assert [sentence.text for sentence in doc.sents] == ["Kari Berg leder skolen.", "Kari leder."]
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Kari Berg", "PER"), ("Kari", "PER")]


def test_white_space_is_no_word(tagger):
    doc = tagger(NLP("  Kari \n Berg leder.\n\nKari"))

    assert {token.pos_ for token in doc if token.is_space} == {"SPACE"}
    assert [entity.text for entity in doc.ents] == ["Kari \n Berg", "Kari"]
    assert [sentence.text.strip() for sentence in doc.sents] == ["Kari \n Berg leder.", "Kari"]


def test_white_space_before_the_first_word_makes_no_sentence_of_its_own(tagger):
    assert [sentence.text for sentence in tagger(NLP("  Kari leder.")).sents] == ["  Kari leder."]


def test_a_folder_that_is_not_whole_is_refused(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "tagger")
    (tmp_path / "tagger" / "layers.onnx").unlink()

    with pytest.raises(TaggerFilesError, match=r"has no .*layers\.onnx"):
        Tagger().from_disk(tmp_path / "tagger")


def test_what_is_written_is_read_again(tmp_path):
    whole = Tagger().from_disk(FOLDER)
    whole.to_disk(tmp_path)

    for again in (Tagger().from_disk(tmp_path), Tagger().from_bytes(whole.to_bytes())):
        assert [entity.text for entity in again(NLP("Spør Kari Nordmann i Bergen.")).ents] == [
            "Kari Nordmann",
            "Bergen",
        ]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_text_without_words_is_let_be(tagger, text):
    assert not tagger(NLP(text)).ents


def test_without_a_network_nothing_is_set():
    assert not create_tagger(NLP, "textcoder_tagger")(NLP("Kari leder")).has_annotation("POS")


def test_texts_come_in_order_and_as_they_are_asked_for(tagger):
    asked = []

    def texts():
        for number in range(10):
            asked.append(number)
            yield NLP(f"Kari leder {number}")

    read = tagger.pipe(texts(), batch_size=3)

    assert next(read).text == "Kari leder 0"
    assert len(asked) == 3
    assert [doc.text[-1] for doc in read] == list("123456789")


def test_it_is_scored_by_all_that_it_sets(tagger):
    reference = Doc(
        NLP.vocab, ["Kari", "leder", "."], pos=["PROPN", "VERB", "X"], morphs=["Gender=Fem", "Tense=Pres", ""],
        ents=["B-PER", "O", "O"], sent_starts=[True, False, False],
    )  # fmt: skip
    scores = tagger.score([Example(tagger(Doc(NLP.vocab, ["Kari", "leder", "."])), reference)])

    assert scores["pos_acc"] == pytest.approx(2 / 3)
    assert (scores["morph_acc"], scores["ents_f"], scores["sents_f"]) == (1.0, 1.0, 1.0)


@given(st.text(max_size=40))
def test_any_text_is_read(text):
    doc = NLP(text)

    assert Tagger(ByHeart())(doc).text == text
