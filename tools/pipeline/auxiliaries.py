"""Learns to tell auxiliary verbs from full verbs: see textcoder.language.auxiliaries."""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import treebank
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from textcoder.language.auxiliaries import AUX, VERB, Auxiliaries, Word, features

_VERBS = {"være": "være", "vere": "være", "bli": "bli", "verte": "bli", "ville": "ville", "vilje": "ville"}
_VERBS |= {verb: verb for verb in ("ha", "få", "kunne", "skulle", "måtte", "burde")}
_VERBS |= dict.fromkeys(("tørre", "tore"), "tørre")
"""The auxiliaries of Norwegian in Universal Dependencies, by lemma; one name for both written standards."""
_SEEN = 2
"""How often a form must have been an auxiliary to be in doubt."""
_KEPT = 6_000
"""Weights that are kept, the strongest: more do no better on dev."""
_STRENGTH = 0.5

_Sentence = tuple[list[Word], dict[int, tuple[str, bool]]]
"""The words, and for each verb that may be an auxiliary its place, its name and whether it is one."""


def learnt(folder: Path) -> Auxiliaries:
    """Forms and weights from the training parts. Neighbours have their true tags: predicted ones teach no more."""
    sentences = [
        sentence
        for standard in treebank.STANDARDS
        for sentence in _sentences(treebank.entity_file(folder, standard, "train"), standard)
    ]
    verbs = _forms(sentences)
    seen, auxiliary = [], []
    for words, found in sentences:
        for place, (verb, is_auxiliary) in found.items():
            if words[place].form in verbs:
                seen.append(dict.fromkeys(features(words, place, verb), 1))
                auxiliary.append(is_auxiliary)
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=_STRENGTH, max_iter=300).fit(vectorizer.fit_transform(seen), auxiliary)
    names, weights = vectorizer.get_feature_names_out(), np.rint(100 * model.coef_[0]).astype(int)
    kept = np.sort(np.argsort(-np.abs(weights), kind="stable")[:_KEPT])
    bias = round(100 * float(model.intercept_[0]))
    return Auxiliaries(verbs, {str(names[at]): int(weights[at]) for at in kept}, bias)


def _forms(sentences: list[_Sentence]) -> dict[str, str]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for words, found in sentences:
        for place, (verb, is_auxiliary) in found.items():
            counts[words[place].form][verb] += is_auxiliary
    return {form: seen.most_common(1)[0][0] for form, seen in sorted(counts.items()) if seen.total() >= _SEEN}


def _sentences(path: Path, standard: str) -> Iterator[_Sentence]:
    for tokens, said in zip(treebank.sentences(path, standard), _governed(path), strict=True):
        found = {
            place: (_VERBS[token.lemma], _is_auxiliary(token, said[place]))
            for place, token in enumerate(tokens)
            if token.pos in {AUX, VERB} and token.lemma in _VERBS
        }
        yield [Word(token.form.lower(), token.pos, token.morph) for token in tokens], found


def _is_auxiliary(token: treebank.Token, governed: frozenset[str] | None) -> bool:
    """By the definition, where the file has the treebank's own relations; its tags there are partly guessed.

    An auxiliary governs another verb, or is *være* with a predicative. Dev's official tags follow that to the letter.
    """
    if governed is None:
        return token.pos == AUX
    return "INFV" in governed or (_VERBS[token.lemma] == "være" and "SPRED" in governed)


def _governed(path: Path) -> Iterator[list[frozenset[str] | None]]:
    """For each word of each sentence the treebank's own relations of what it governs; None where they are not given."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        rows: list[list[str]] = []
        for line in (*lines, ""):
            columns = line.rstrip("\n").split("\t")
            if columns[0].isdigit():
                rows.append(columns)
            elif rows and not line.strip():
                yield _relations(rows)
                rows = []


def _relations(rows: list[list[str]]) -> list[frozenset[str] | None]:
    facts = [dict(part.split("=", 1) for part in row[-1].split("|") if "=" in part) for row in rows]
    if not all("ndtHead" in fact for fact in facts):
        return [None] * len(rows)
    below: defaultdict[str, set[str]] = defaultdict(set)
    for fact in facts:
        below[fact["ndtHead"]].add(fact["ndtRel"])
    return [frozenset(below[row[0]]) for row in rows]
