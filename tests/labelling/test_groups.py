from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from textcoder.labelling.groups import Groups

CODERS = ("anna", "berit", "cato", "dina", "emil", "frida")


def pairs(groups) -> Counter[frozenset[str]]:
    return Counter(frozenset(pair) for group in groups for pair in combinations(group, 2))


@given(st.integers(2, 6), st.integers(0, 40))
def test_no_two_coders_meet_twice_before_all_others_have_met(number, times):
    coders = CODERS[:number]
    made = Groups(coders, 2)

    met = pairs(made.complete() for _ in range(times))

    often = [met[frozenset(pair)] for pair in combinations(coders, 2)]
    assert (sum(often), max(often) - min(often) <= 1) == (times, True)


@given(st.integers(2, 6), st.data())
def test_a_group_keeps_those_who_are_in_it_and_names_nobody_twice(number, data):
    coders = CODERS[:number]
    size = data.draw(st.integers(1, number))
    begun = data.draw(st.lists(st.sampled_from(coders), max_size=size, unique=True))

    group = Groups(coders, size).complete(begun)

    assert len(group) == len(set(group)) == size
    assert set(begun) <= set(group)
    assert list(group) == [one for one in coders if one in group]


def test_those_who_have_met_before_are_reckoned_with():
    groups = Groups(CODERS[:3], 2)
    groups.note(("anna", "berit"))

    assert {groups.complete(), groups.complete()} == {("anna", "cato"), ("berit", "cato")}


def test_alone_each_gets_equally_many():
    groups = Groups(CODERS[:3], 1)

    assert Counter(groups.complete() for _ in range(7)) == {("anna",): 3, ("berit",): 2, ("cato",): 2}
