"""Learns how words are inflected: see textcoder.language.inflections."""

from collections import Counter, defaultdict
from pathlib import Path

import treebank

from textcoder.language.inflections import LONGEST_ENDING, Edit, Inflections, analysis

_NO_INFLECTION = frozenset({"PUNCT", "SYM"})
_SURE = 5
"""Letters of an ending that one word alone may show; a shorter one takes two words."""


def learnt(folder: Path) -> Inflections:
    """Rules and exceptions from the training parts."""
    seen: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for standard in treebank.STANDARDS:
        for sentence in treebank.sentences(treebank.entity_file(folder, standard, "train"), standard):
            for token in sentence:
                form = token.form if token.pos == "PROPN" else token.form.lower()
                for features in {token.morph, ""}:
                    seen[analysis(standard, token.pos, features)][form][token.lemma] += 1
    rules, exceptions = {}, {}
    for key, forms in sorted(seen.items()):
        lemmas = {form: found.most_common(1)[0][0] for form, found in sorted(forms.items())}
        rules[key] = {} if key.split()[1] in _NO_INFLECTION else _rules(lemmas)
        table = Inflections({key: rules[key]})
        standard, pos, features = [*key.split(), ""][:3]
        wrong = {form: lemma for form, lemma in lemmas.items() if table.lemma(form, standard, pos, features) != lemma}
        if wrong:
            exceptions[key] = wrong
    return Inflections(rules, exceptions)


def _rules(lemmas: dict[str, str]) -> dict[str, Edit]:
    """The edit that most words with an ending take, for each ending that says more than the next shorter one."""
    votes: defaultdict[str, Counter[Edit]] = defaultdict(Counter)
    for form, lemma in lemmas.items():
        for length in range(min(LONGEST_ENDING, len(form)) + 1):
            votes[form[len(form) - length :]][_edit(form, lemma)] += 1
    chosen: dict[str, Edit] = {}
    for ending in sorted(votes, key=len):
        if len(ending) < _SURE and votes[ending].total() < 2 and ending:
            continue
        edit = votes[ending].most_common(1)[0][0]
        inherited = next((chosen[ending[cut:]] for cut in range(1, len(ending) + 1) if ending[cut:] in chosen), None)
        if edit != inherited:
            chosen[ending] = edit
    return chosen


def _edit(form: str, lemma: str) -> Edit:
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]
