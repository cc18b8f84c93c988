from textcoder.language.lexicon import FILE, FIRST, FORM, NOUN, Lexicon, shipped_lexicon

BIGGEST = 1_000_000


def test_the_shipped_lexicon_knows_words_of_both_standards():
    lexicon = shipped_lexicon()

    assert all(map(lexicon.knows, ["økonomi", "ikke", "ikkje", "kommunane", "kommunene", "tenester", "tjenester"]))
    assert not lexicon.knows("komptanse")


def test_it_says_what_a_word_can_be_in_a_compound():
    assert set(shipped_lexicon()["kompetanse"].roles) == {FIRST, FORM, NOUN}
    assert not shipped_lexicon()["ikke"].roles


def test_words_added_are_known_and_those_there_count_more():
    lexicon = Lexicon({}).with_words({"kåmmune": 2}).with_words({"kåmmune": 1})

    assert lexicon.knows("kåmmune")
    assert lexicon["kåmmune"].count == 3


def test_the_file_is_in_order_and_not_large():
    words = [line.split("\t")[0] for line in FILE.read_text(encoding="utf-8").splitlines()]

    assert words == sorted(set(words))
    assert FILE.stat().st_size < BIGGEST
