import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_coded, build_codeframe
from textcoder.codings import check_code_set
from textcoder.errors import CodeSetError, RepeatedCodingError
from textcoder.labelling.disagreements import list_disagreements, settlements

FRAME = build_codeframe("time", "money", "skill", "dont_know!", max_codes=2)


def given_by(answer_id: str, **codes: str):
    """Codings of an answer: ``kari="time money"``; ``-`` is none."""
    return [build_coded(answer_id, row.replace("-", "").split(), coder=coder) for coder, row in codes.items()]


def test_a_disagreement_says_what_is_agreed_and_what_in_dispute():
    (found,) = list_disagreements(given_by("a1", ola="time skill", kari="time money"))

    assert found.answer.id == "a1"
    assert list(found.codings.items()) == [("kari", {"time", "money"}), ("ola", {"time", "skill"})]
    assert (found.agreed, found.disputed) == ({"time"}, {"money", "skill"})
    assert found.distance == pytest.approx(1 - 1 / 3 * 1 / 3)


def test_the_most_in_dispute_comes_first():
    found = list_disagreements(
        [
            *given_by("a10", kari="time", ola="money"),  # nothing in common
            *given_by("a1", kari="time", ola="time"),  # agreed
            *given_by("a3", kari="time", ola="time money"),  # one holds the other
            *given_by("a9", kari="time", ola="money"),
            *given_by("a2", kari="time", ola="money skill"),  # nothing in common, more codes
            *given_by("a4", kari="-", ola="-"),
            *given_by("a5", kari="time"),
        ]
    )

    assert [one.answer.id for one in found] == ["a2", "a9", "a10", "a3"]


def test_of_three_coders_one_who_stands_alone_makes_less_of_a_dispute_than_three_who_differ():
    outvoted, apart = (
        given_by("a1", kari="time", ola="time", per="skill"),
        given_by("a2", kari="time", ola="money", per="skill"),
    )

    found = list_disagreements([*outvoted, *apart])

    assert [(one.answer.id, one.distance) for one in found] == [("a2", 1.0), ("a1", pytest.approx(2 / 3))]


def test_the_text_is_there_if_one_of_the_codings_brought_it():
    coded = [
        build_coded("a1", ["time"], coder="kari", text=""),
        build_coded("a1", [], coder="ola", text="for lite tid"),
    ]

    assert list_disagreements(coded)[0].answer.text == "for lite tid"


def test_two_codings_by_one_coder_are_no_disagreement_to_settle():
    with pytest.raises(RepeatedCodingError):
        list_disagreements(given_by("a1", kari="time") + given_by("a1", kari="money"))


def test_one_key_gives_a_b_or_the_union():
    (found,) = list_disagreements(given_by("a1", kari="time", ola="money"))

    assert [(one.coders, one.code_ids, one.refused) for one in settlements(found, FRAME)] == [
        (("kari",), {"time"}, None),
        (("ola",), {"money"}, None),
        (("kari", "ola"), {"time", "money"}, None),
    ]


@pytest.mark.parametrize(
    ("ola", "said"),
    [
        ("dont_know", "'dont_know' is exclusive and cannot stand beside time, money"),
        ("skill money", "3 codes given; codeframe 'reasons' takes at most 2"),
    ],
)
def test_a_union_that_no_answer_can_have_says_why(ola, said):
    (found,) = list_disagreements(given_by("a1", kari="time money", ola=ola))

    one, other, union = settlements(found, FRAME)

    assert (one.refused, other.refused) == (None, None)
    assert said in union.refused


def test_a_coders_own_codes_are_refused_where_the_codeframe_has_dropped_one():
    (found,) = list_disagreements(given_by("a1", kari="time", ola="pay"))

    assert [one.refused is None for one in settlements(found, FRAME)] == [True, False, False]


@given(st.lists(st.sets(st.sampled_from(FRAME.code_ids)), min_size=2, max_size=4))
def test_every_way_passes_the_one_check_or_says_why_not(sets):
    coded = [build_coded("a1", codes, coder=f"k{number}") for number, codes in enumerate(sets)]

    for disagreement in list_disagreements(coded):
        assert disagreement.disputed
        assert disagreement.distance > 0
        for way in settlements(disagreement, FRAME):
            assert disagreement.agreed <= way.code_ids <= disagreement.agreed | disagreement.disputed
            if way.refused is None:
                assert check_code_set(way.code_ids, FRAME) == way.code_ids
            else:
                with pytest.raises(CodeSetError):
                    check_code_set(way.code_ids, FRAME)
