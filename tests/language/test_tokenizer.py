import spacy

from textcoder.language.tokenizer import RepairingTokenizer


def test_the_tokenizer_repairs_one_by_one_and_in_bulk():
    tokenizer = RepairingTokenizer(spacy.blank("nb").tokenizer)

    assert [token.text for token in tokenizer("FÃ¥ \u200bfolk")] == ["Få", "folk"]
    assert [doc.text for doc in tokenizer.pipe(["&oslash;l", "tid"])] == ["øl", "tid"]
