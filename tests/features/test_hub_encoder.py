import numpy as np
import pytest

from textcoder.errors import EncoderError

pytest.importorskip("sentence_transformers")
transformers = pytest.importorskip("transformers")

from textcoder.features.hub_encoder import HubEncoder  # noqa: E402 - only where the package is installed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A model that needs no hub: a small random BERT in a folder."""
    folder = tmp_path_factory.mktemp("hub") / "model"
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "for", "lite", "tid"]))
    config = transformers.BertConfig(
        vocab_size=8, hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24
    )
    transformers.BertModel(config).save_pretrained(folder)
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def test_vectors_have_length_1_and_come_in_order(folder):
    encoder = HubEncoder(str(folder))

    made = encoder.encode(["for lite tid", "tid"])

    assert made.vectors.shape == (2, encoder.facts.width)
    assert made.scores.shape == (2, 0)
    np.testing.assert_allclose(np.linalg.norm(made.vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(["tid"]).vectors[0], made.vectors[1], atol=1e-5)


def test_the_same_weights_have_the_same_hash(folder):
    assert HubEncoder(str(folder)).facts == HubEncoder(str(folder)).facts


def test_a_model_that_cannot_be_had_is_said(tmp_path):
    with pytest.raises(EncoderError, match="no model of this name"):
        HubEncoder(str(tmp_path / "nothing"))
