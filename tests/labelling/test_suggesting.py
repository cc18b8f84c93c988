from textcoder.labelling.suggesting import spans


def test_words_are_found_whole_and_wherever_they_stand():
    text = "Tid, tiden og mer tid"

    assert [text[start:end] for start, end in spans(["tid"], text)] == ["Tid", "tid"]


def test_no_words_are_nowhere():
    assert spans([], "tid") == []
