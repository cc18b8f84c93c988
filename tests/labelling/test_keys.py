from tests.builders import build_code, build_codeframe
from textcoder.labelling.keys import Act, assign_keys


def test_a_code_has_the_digit_of_its_number_and_its_own_key():
    keys = assign_keys(build_codeframe(build_code("time", 1, key="k"), build_code("other", 98, key="n")))

    assert keys.of_code("time") == ("1", "k")
    assert keys.of_code("other") == ("n",)


def test_codes_numbered_above_nine_have_the_digits_in_order():
    keys = assign_keys(build_codeframe(build_code("time", 101), build_code("money", 102)))

    assert (keys.of_code("time"), keys.of_code("money")) == (("1",), ("2",))


def test_a_key_that_everybody_relies_on_is_never_a_codes_own():
    keys = assign_keys(build_codeframe(build_code("time", 98, key="s"), build_code("money", 1)))

    assert keys.acts["s"] is Act.SKIP
    assert keys.refused == ("time",)
    assert keys.of_code("time") == ("t",)


def test_other_acts_give_way_to_a_codes_own_key():
    keys = assign_keys(build_codeframe(build_code("time", 1, key="n"), build_code("money", 2, key="e")))

    assert keys.codes["n"] == "time"
    assert keys.of_act(Act.ALIKE) == "g"
    assert keys.of_act(Act.SAVE) == "Enter/w"


def test_every_special_key_has_a_letter():
    keys = assign_keys(build_codeframe())
    by_act = {act: [key for key, one in keys.acts.items() if one is act] for act in Act}

    for act, of_act in by_act.items():
        assert act is Act.NONE or act is Act.SEARCH or any(key.isalpha() and len(key) == 1 for key in of_act), act


def test_no_two_things_have_one_key_however_many_codes_there_are():
    keys = assign_keys(build_codeframe(*(build_code(f"code-{n}", n) for n in range(1, 61))))

    assert keys.codes.keys().isdisjoint(keys.acts)
    assert keys.of_code("code-60") == ()
