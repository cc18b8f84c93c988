"""The words that decide which word pieces are kept: the treebank's, the dictionaries', and the most used ones."""

from collections import Counter
from pathlib import Path

import treebank

_COMMON = 150_000
_MILLION = 1e6
_RARE = 0.05
"""What a word counts that is in a dictionary alone."""


def counted(folder: Path) -> dict[str, float]:
    """Words with how often they are met.

    A common word that no dictionary has is mostly a name, and is written with a capital.
    """
    import wordfreq
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    bokmaal, nynorsk = (DefaultDictionaryFactory().get_dictionary(standard) for standard in treebank.STANDARDS)
    counts: Counter[str] = Counter()
    for standard in treebank.STANDARDS:
        for sentence in treebank.sentences(treebank.entity_file(folder, standard, "train"), standard):
            counts.update(token.form for token in sentence)
    found: dict[str, float] = dict(counts)
    for word in wordfreq.top_n_list("nb", _COMMON):
        known = word in bokmaal or word in nynorsk
        if any(map(str.isalpha, word)):
            found.setdefault(word if known else word.title(), wordfreq.word_frequency(word, "nb") * _MILLION / 2)
    for word in nynorsk:
        if word.isalpha() and word not in bokmaal:
            found.setdefault(word, 0.0)
    return {word: count + _RARE for word, count in found.items()}
