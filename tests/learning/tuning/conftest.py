"""A tiny encoder to tune, and one thread, since handing such small numbers to others takes longer than to reckon."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from tests.tiny_encoder import tiny_weights, tiny_words, write_tiny_encoder
from textcoder.features.encoder_weights import EncoderWeights


@pytest.fixture(scope="package", autouse=True)
def _one_thread():
    if importlib.util.find_spec("torch") is None:
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def weights() -> EncoderWeights:
    return tiny_weights()


@pytest.fixture(scope="session")
def words() -> np.ndarray:
    """Shape (n_tokens, width)."""
    return tiny_words()


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Path:
    """Folder of the tiny encoder that is tuned."""
    return write_tiny_encoder(tmp_path_factory.mktemp("base") / "encoder")
