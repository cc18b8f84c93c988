"""The peers: what somebody would build in an afternoon from well-known packages, each with its usual settings.

Not a command. A peer learns from texts and a matrix of codes and gives every new text a margin for every code: 0 and
above means that the code is given (a probability of 0.5 and above), and where none is, the highest one is given.

fastText is used where ``import fasttext`` works: ``pip install fasttext-numpy2-wheel``, which runs with numpy 2 on
Python 3.11. (fasttext-wheel fails there when its Python layer hands numpy the probabilities, which is not done here.)
"""

import importlib.util
import random
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from lab import REPOSITORY, Bools, Floats
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.encoder import OnnxEncoder
from textcoder.features.encoders import plain_folder

Peer = Callable[[Sequence[str], Bools, Sequence[str]], Floats]
"""From texts, their codes (n_texts, n_codes) and new texts to margins (n_new, n_codes)."""

NEIGHBOURS = 15
_EPOCHS_SPACY, _BATCH_SPACY = 10, 32
_SEED = 1


def svm(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """TF-IDF of words and characters, one linear SVM for each code."""
    rows, new_rows = _tfidf(texts, new)
    return _one_by_one(
        codes, len(new), lambda y: LinearSVC(random_state=_SEED).fit(rows, y).decision_function(new_rows)
    )


def naive_bayes(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """The same features, complement naive Bayes: over all codes where each text has one, else one for each code."""
    rows, new_rows = _tfidf(texts, new)
    if (codes.sum(axis=1) == 1).all():
        fitted = ComplementNB(alpha=0.1).fit(rows, codes.argmax(axis=1))
        margins = np.full((len(new), codes.shape[1]), -1.0)
        margins[:, fitted.classes_] = fitted.predict_proba(new_rows) - 0.5
        return margins
    return _one_by_one(codes, len(new), lambda y: _margin(ComplementNB(alpha=0.1).fit(rows, y).predict_proba(new_rows)))


def fasttext(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """FastText's own classifier with one-vs-all loss, word bigrams and characters 2-5."""
    import fasttext as package  # optional

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "codings.txt"
        lines = [
            " ".join([*(f"__label__{code}" for code in np.flatnonzero(row)), _line(text)])
            for text, row in zip(texts, codes, strict=True)
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        model = package.train_supervised(
            str(file), loss="ova", epoch=50, lr=1.0, wordNgrams=2, minn=2, maxn=5, dim=100, bucket=200_000,
            thread=1, seed=_SEED, verbose=0,
        )  # fmt: skip
    margins = np.full((len(new), codes.shape[1]), -1.0)
    for row, text in enumerate(new):
        # Below the Python layer, which in some builds asks numpy for what numpy 2 refuses.
        for probability, label in model.f.predict(_line(text) + "\n", -1, 0.0, "strict"):
            margins[row, int(label.removeprefix("__label__"))] = probability - 0.5
    return margins


def _line(text: str) -> str:
    return " ".join(text.lower().split())


def spacy_bow(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """The multi-label text classifier of spaCy, bag of words."""
    import spacy
    from spacy.training import Example

    random.seed(_SEED)
    spacy.util.fix_random_seed(_SEED)
    nlp = spacy.blank("nb")
    model = {
        "@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": False, "ngram_size": 2, "no_output_layer": False,
        "length": 262144,
    }  # fmt: skip
    classifier = nlp.add_pipe("textcat_multilabel", config={"model": model})
    names = [str(code) for code in range(codes.shape[1])]
    for name in names:
        classifier.add_label(name)
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": dict(zip(names, row.astype(float).tolist(), strict=True))})
        for text, row in zip(texts, codes, strict=True)
    ]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(_EPOCHS_SPACY):
        random.shuffle(examples)
        for start in range(0, len(examples), _BATCH_SPACY):
            nlp.update(examples[start : start + _BATCH_SPACY], sgd=optimizer)
    return np.array([[doc.cats[name] for name in names] for doc in nlp.pipe(new)]) - 0.5


def neighbours(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """Share of the nearest coded texts that have the code, by cosine of the plain encoder's vectors."""
    index = NearestNeighbors(n_neighbors=min(NEIGHBOURS, len(texts)), metric="cosine").fit(_vectors(texts))
    return np.asarray(codes[index.kneighbors(_vectors(new), return_distance=False)].mean(axis=1) - 0.5)


def encoder_regression(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """Logistic regression for each code on the plain encoder's vectors, standardised."""
    rows, new_rows = _vectors(texts), _vectors(new)
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9

    def margins(y: Bools) -> Floats:
        fitted = LogisticRegression(C=0.01, max_iter=1000).fit((rows - centre) / spread, y)
        return np.asarray(fitted.decision_function((new_rows - centre) / spread))

    return _one_by_one(codes, len(new), margins)


PEERS: dict[str, Peer] = {
    "TF-IDF words + characters, SVM": svm,
    "TF-IDF words + characters, complement NB": naive_bayes,
    "fastText, one-vs-all": fasttext,
    "spaCy textcat_multilabel, bag of words": spacy_bow,
    f"encoder, {NEIGHBOURS} nearest neighbours": neighbours,
    "encoder, logistic regression": encoder_regression,
}


def missing(name: str) -> str | None:
    """What to install for a peer, where it cannot run here."""
    if PEERS.get(name) is fasttext and importlib.util.find_spec("fasttext") is None:
        return f"not installed: {name} (pip install fasttext-numpy2-wheel)"
    return None


def decide(margins: Floats, *, one_code: bool = False) -> Bools:
    """Which codes are given: at least one; ``one_code``: exactly one."""
    best = margins == margins.max(axis=1, keepdims=True)
    # A tie gives one code, the first.
    best &= best.cumsum(axis=1) == 1
    if one_code:
        return np.asarray(best)
    given = margins >= 0
    return np.asarray(np.where(given.any(axis=1, keepdims=True), given, best))


def _one_by_one(codes: Bools, n_new: int, margins: Callable[[Bools], Floats]) -> Floats:
    """A column for each code; a code that no text or every text has needs no learning."""
    columns = []
    for y in codes.T:
        same = np.full(n_new, 1.0 if y.all() else -1.0)
        columns.append(same if y.all() or not y.any() else margins(y))
    return np.column_stack(columns)


def _margin(probabilities: Floats) -> Floats:
    return np.asarray(probabilities[:, 1] - 0.5)


def _tfidf(texts: Sequence[str], new: Sequence[str]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    both = make_union(words, characters)
    return both.fit_transform(texts).tocsr(), both.transform(new).tocsr()


def _vectors(texts: Sequence[str]) -> Floats:
    return np.asarray(_plain_encoder().encode(texts).vectors, dtype=np.float64)


@cache
def _plain_encoder() -> EmbeddingCache:
    return EmbeddingCache(OnnxEncoder(plain_folder(REPOSITORY / "models")))
