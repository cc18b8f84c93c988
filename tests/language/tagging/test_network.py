from pathlib import Path

import numpy as np
import pytest

from textcoder.language.tagging.labels import Labels
from textcoder.language.tagging.network import FILES, OnnxNetwork, read_labels, stored_labels

FOLDER = Path(__file__).parents[3] / "models" / "pipeline" / "textcoder_tagger"
TEXTS = (
    ["Kari", "mangler", "tid", "."],
    ["penger"],
    [],
    ["Kommunane", "har", "ikkje", "folk", "nok", "i", "Ål", "."] * 40,
)


@pytest.fixture(scope="module")
def network() -> OnnxNetwork:
    return OnnxNetwork({name: (FOLDER / name).read_bytes() for name in FILES})


def test_every_word_has_a_score_for_every_label(network):
    assert [scores.shape for scores in network.scores(TEXTS)] == [(len(text), network.labels.size) for text in TEXTS]


def test_a_text_is_read_alike_alone_and_in_company(network):
    for text, scores in zip(TEXTS, network.scores(TEXTS), strict=True):
        np.testing.assert_allclose(network.scores([text])[0], scores, atol=1e-3)


def test_labels_are_the_same_when_read_again():
    labels = Labels(("PER",), ("NOUN|", "X|"))

    assert read_labels(stored_labels(labels)) == labels
