import pytest

from textcoder.language.strings import Strings, lower_hashes


def test_a_hash_is_looked_up_once_and_kept(nlp):
    strings = Strings(nlp.vocab.strings)
    hashes = lower_hashes(nlp("Få FOLK, få tid"))

    assert [strings[form] for form in hashes] == ["få", "folk", ",", "få", "tid"]
    assert len(strings) == 4


def test_a_hash_of_nothing_that_was_read_is_an_error(nlp):
    with pytest.raises(KeyError):
        Strings(nlp.vocab.strings)[2**63 + 12345]


def test_an_empty_text_has_no_hashes(nlp):
    assert lower_hashes(nlp("")) == []
