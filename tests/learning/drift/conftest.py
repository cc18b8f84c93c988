"""Waves that are made up in a line."""

import numpy as np
import pytest

from textcoder.learning.drift.wave import Wave


@pytest.fixture(scope="session")
def build_wave():
    def build(codes, *, voices=None, referred=None, confidence=None, texts=None):
        """A wave of so many answers, by as many people unless ``voices`` says otherwise."""
        codes = np.asarray(codes, dtype=bool)
        n = len(codes)
        return Wave(
            ids=tuple(f"a{number}" for number in range(n)),
            voices=np.arange(n) if voices is None else np.asarray(voices),
            codes=codes,
            referred=np.zeros(n, dtype=bool) if referred is None else np.asarray(referred, dtype=bool),
            confidence=np.full(n, np.nan) if confidence is None else np.asarray(confidence, dtype=float),
            recalled=np.zeros(n, dtype=bool),
            learnt=np.zeros(n, dtype=bool),
            texts=texts,
        )

    return build
