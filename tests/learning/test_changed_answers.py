from tests.learning.test_comparing import build_judged
from textcoder.learning.changed_answers import Change, changed_answers, moves

TIME, MONEY, SKILL = ("time",), ("money",), ("skill",)


def pair(number, human, before, after, sure_before=0.9, sure_after=0.9, **fields):
    return (
        build_judged(number, human, before, sure_before, **fields),
        build_judged(number, human, after, sure_after, **fields),
    )


def changed(*pairs, is_judged=True):
    return changed_answers([one for one, _ in pairs], [other for _, other in pairs], is_judged=is_judged)


def test_answers_that_are_coded_alike_are_not_listed():
    assert changed(pair(1, TIME, TIME, TIME), pair(2, TIME, MONEY, MONEY)) == ()


def test_what_was_right_and_becomes_wrong_comes_first_and_what_is_mended_last():
    found = changed(pair(1, TIME, MONEY, TIME), pair(2, TIME, MONEY, SKILL), pair(3, TIME, TIME, MONEY))

    assert [(one.id, one.change) for one in found] == [
        ("a3", Change.WORSE),
        ("a2", Change.STILL_WRONG),
        ("a1", Change.BETTER),
    ]
    assert (found[0].human, found[0].before, found[0].after) == (TIME, TIME, MONEY)


def test_the_surer_the_model_after_is_of_its_error_the_earlier_it_comes():
    unsure, sure = pair(1, TIME, TIME, MONEY, sure_after=0.4), pair(2, TIME, TIME, MONEY, sure_after=0.8)
    settled = pair(3, TIME, TIME, MONEY, sure_after=None)

    assert [one.id for one in changed(unsure, sure, settled)] == ["a3", "a2", "a1"]


def test_the_surer_the_model_before_was_of_what_is_mended_the_earlier_it_comes():
    unsure, sure = pair(1, TIME, MONEY, TIME, sure_before=0.4), pair(2, TIME, MONEY, TIME, sure_before=0.8)

    assert [one.id for one in changed(unsure, sure)] == ["a2", "a1"]


def test_without_human_codes_an_answer_has_only_moved():
    (one,) = changed(pair(1, (), TIME, MONEY), is_judged=False)

    assert (one.change, one.human) == (Change.MOVED, None)


def test_an_answer_with_the_same_codings_by_two_coders_is_listed_once():
    assert len(changed(pair(1, TIME, TIME, MONEY), pair(1, TIME, TIME, MONEY))) == 1
    assert len(changed(pair(1, TIME, TIME, MONEY), pair(1, MONEY, TIME, MONEY))) == 2


def test_a_change_that_is_referred_would_be_seen_by_somebody():
    (referred,) = changed(pair(1, TIME, TIME, MONEY, status="referred"))
    (coded,) = changed(pair(1, TIME, TIME, MONEY))

    assert (referred.is_unseen, coded.is_unseen) == (False, True)


def test_moves_say_which_code_gives_way_to_which_and_whether_that_is_good():
    found = moves(
        changed(
            pair(1, TIME, TIME, MONEY),
            pair(2, MONEY, TIME, MONEY),
            pair(3, TIME, TIME, MONEY),
            pair(4, TIME, TIME, ("time", "skill")),
            pair(5, TIME, ("time", "money"), TIME),
        )
    )

    assert [(one.lost, one.gained, one.answers, one.by_change) for one in found] == [
        ("time", "money", 3, {Change.WORSE: 2, Change.BETTER: 1}),
        (None, "skill", 1, {Change.WORSE: 1}),
        ("money", None, 1, {Change.BETTER: 1}),
    ]


def test_an_answer_that_loses_two_codes_for_one_is_counted_under_both():
    found = moves(changed(pair(1, SKILL, ("time", "money"), SKILL)))

    assert [(one.lost, one.gained) for one in found] == [("money", "skill"), ("time", "skill")]
