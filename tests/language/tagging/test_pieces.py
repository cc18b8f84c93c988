from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_encoder import MARKS, WORDS_KNOWN, tiny_tokenizer
from textcoder.language.tagging.pieces import LONGEST, Pieces

PIECES = Pieces(tiny_tokenizer().to_str().encode())
WORD = st.lists(st.sampled_from((*WORDS_KNOWN, "snurrepipperi")), min_size=1, max_size=20).map(" ".join)


def ids(*words: str) -> list[int]:
    return [len(MARKS) + WORDS_KNOWN.index(word) for word in words]


def test_a_text_stands_between_marks():
    (window,) = PIECES.windows(["vi", "mangler", "tid"])

    assert window.ids == (0, *ids("vi", "mangler", "tid"), 2)
    assert (window.words, window.places) == (range(3), (1, 2, 3))


def test_the_first_piece_speaks_for_the_word():
    (window,) = PIECES.windows(["lite penger", "tid"])

    assert window.places == (1, 3)


def test_a_word_of_no_pieces_is_unknown():
    (window,) = PIECES.windows([""])

    assert window.ids == (0, 3, 2)


def test_a_text_without_words_has_no_windows():
    assert list(PIECES.windows([])) == []


@given(st.lists(WORD, max_size=400))
def test_every_word_belongs_to_one_window_and_keeps_its_beginning(words):
    windows = list(PIECES.windows(words))

    assert [word for window in windows for word in window.words] == list(range(len(words)))
    for window in windows:
        assert len(window.ids) <= LONGEST
        for word, place in zip(window.words, window.places, strict=True):
            (alone,) = PIECES.windows([words[word]])
            assert window.ids[place] == alone.ids[1]


@given(st.integers(300, 900))
def test_no_word_is_read_without_its_neighbours(n_words):
    windows = list(PIECES.windows(["tid"] * n_words))

    assert len(windows) > 1
    assert all(min(window.places) > 20 for window in windows[1:])
    assert all(len(window.ids) - max(window.places) > 20 for window in windows[:-1])
