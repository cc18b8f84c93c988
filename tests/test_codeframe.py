from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_code, build_codeframe
from textcoder.codeframe import Code, Net, in_language
from textcoder.errors import CodeframeError, UnknownCodeError


def build_net(*codes: str, net_id: str = "resources") -> Net:
    return Net(net_id, {"nb": net_id}, codes)


def two(**second) -> tuple[Code, Code]:
    return build_code("time", 1, key="t"), build_code(**{"code_id": "money", "number": 2, **second})


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"id": "Årsaker"}, "the id 'Årsaker' is not a lower-case ASCII name"),
        ({"id": ""}, "the id '' is not"),
        ({"id": "reasons\n"}, "is not a lower-case ASCII name"),
        ({"codes": ()}, "it has no codes"),
        ({"codes": two(code_id="økonomi")}, "code id 'økonomi' is not a lower-case ASCII name"),
        ({"codes": two(code_id="1")}, "code id '1' is not a lower-case ASCII name"),
        ({"codes": two(code_id="time")}, "code id 'time' is used 2 times"),
        ({"codes": two(number=1)}, "code number 1 is used 2 times"),
        ({"codes": two(number=-1)}, "code 'money' has a negative number"),
        ({"codes": two(key="t")}, "key 't' is used 2 times"),
        ({"codes": two(key="F1")}, "the key 'F1' is not one character"),
        (
            {"codes": (build_code("dont_know", 1), build_code("unsure", 2, role="dont_know"))},
            "role 'dont_know' is used 2",
        ),
        ({"nets": (build_net("time", "space"),)}, "net 'resources' names unknown codes: space"),
        ({"nets": (build_net("time", net_id="money"),)}, "net 'money' has the id of a code"),
        ({"nets": (build_net(),)}, "net 'resources' is empty"),
        ({"nets": (build_net("time"), build_net("money"))}, "net id 'resources' is used 2 times"),
        ({"nets": (build_net("time", net_id="Ressurser og sånt"),)}, "net id 'Ressurser og sånt' is not a lower-case"),
        ({"nets": (build_net("time", "money", "time"),)}, "net 'resources': code 'time' is used 2 times"),
        ({"max_codes": 0}, "max_codes is 0; it must be at least 1"),
        ({"min_codes": 2}, "min_codes is 2; it can be 0 or 1"),
        ({"min_codes": -1}, "min_codes is -1; it can be 0 or 1"),
    ],
)
def test_a_codeframe_that_breaks_a_rule_says_which(broken, says):
    with pytest.raises(CodeframeError) as caught:
        build_codeframe(**{"codes": two(), **broken})

    assert [problem for problem in caught.value.problems if says in problem]


def test_all_broken_rules_are_named_at_once():
    with pytest.raises(CodeframeError) as caught:
        build_codeframe("time", "time", id="X", max_codes=0, nets=(build_net("space"),))

    assert len(caught.value.problems) == 4


def test_a_net_may_share_codes_with_another():
    frame = build_codeframe(nets=(build_net("time", "money"), build_net("money", net_id="costs")))

    assert [net.codes for net in frame.nets] == [("time", "money"), ("money",)]


def test_a_code_is_found_by_id_and_by_number():
    frame = build_codeframe("time", build_code("other", 98))

    assert frame.code("other") == frame.code("98") == frame.codes[1]


@pytest.mark.parametrize("name", ["tid", "3", "Time", "01"])
def test_a_code_that_is_not_there_is_an_error_with_its_name(name):
    with pytest.raises(UnknownCodeError, match=f"'{name}'") as caught:
        build_codeframe("time", "money").code(name)

    assert (caught.value.code, caught.value.codeframe_id) == (name, "reasons")


@pytest.mark.parametrize("text", ["", "for lite tid til alt", "lønna!"])
def test_what_looks_like_an_answer_is_not_repeated_where_a_code_was_to_be(text):
    with pytest.raises(UnknownCodeError, match="a text that looks like no code"):
        build_codeframe("time").code(text)


def test_codes_called_dont_know_and_no_answer_have_their_role_by_name():
    frame = build_codeframe("time", "dont_know!", "no_answer!")

    assert frame.with_role("dont_know").id == "dont_know"
    assert frame.with_role("no_answer").id == "no_answer"
    assert frame.codes[0].role is None


def test_any_code_can_be_given_a_role():
    frame = build_codeframe("time", build_code("vet_ikke!", 99, role="dont_know"))

    assert frame.with_role("dont_know").number == 99
    assert frame.with_role("no_answer") is None


def test_codes_are_put_in_codeframe_order_and_strangers_left_out():
    assert build_codeframe("skill", "time", "money").in_order({"money", "skill", "x"}) == ("skill", "money")


@pytest.mark.parametrize(
    ("texts", "language", "text"),
    [
        ({"nb": "Tid", "nn": "Tid!"}, "nn", "Tid!"),
        ({"nb": "Tid", "nn": ""}, "nn", "Tid"),
        ({"en": "Time"}, "nn", "Time"),
        ({}, "nb", ""),
    ],
)
def test_a_text_is_given_in_the_language_asked_for_or_the_next_best(texts, language, text):
    assert in_language(texts, language) == text


CHANGES_OF_RULES = {
    "id": "others", "max_codes": 2, "min_codes": 1,
    "codes": tuple(build_codeframe("money", "time", "skill", "dont_know!", "no_answer!").codes),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES_OF_RULES)
def test_a_change_of_rules_makes_another_codeframe_for_codings(change):
    frame = build_codeframe()
    changed = replace(frame, **{change: CHANGES_OF_RULES[change]})

    assert changed.coding_hash != frame.coding_hash
    assert changed.hash != frame.hash


def test_a_code_made_exclusive_renumbered_or_given_a_role_makes_another_codeframe_for_codings():
    frame = build_codeframe("time", "money")

    assert build_codeframe("time", "money!").coding_hash != frame.coding_hash
    assert build_codeframe("time", build_code("money", 20)).coding_hash != frame.coding_hash
    assert build_codeframe("time", build_code("money", 2, role="no_answer")).coding_hash != frame.coding_hash


@given(st.sampled_from(["label", "definition"]), st.dictionaries(st.sampled_from(["nb", "nn"]), st.text(), min_size=1))
def test_other_words_change_the_hash_but_not_which_codings_fit(field, texts):
    frame = build_codeframe("time", "money")
    reworded = replace(frame, codes=(replace(frame.codes[0], **{field: texts}), frame.codes[1]))

    assert reworded.coding_hash == frame.coding_hash
    assert (reworded.hash == frame.hash) == (reworded == frame)


def test_the_order_of_languages_is_no_change():
    one, other = ({"nb": "Tid", "en": "Time"}, {"en": "Time", "nb": "Tid"})

    assert build_codeframe(build_code("time", label=one)).hash == build_codeframe(build_code("time", label=other)).hash
