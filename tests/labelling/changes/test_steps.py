import pytest
from hypothesis import given

from tests.builders import build_codeframe
from tests.labelling.changes.versions import versions
from textcoder.errors import FileProblemError
from textcoder.labelling.changes.errors import CodeframeChangeError
from textcoder.labelling.changes.steps import Step, read_steps, step_problems

OLD = build_codeframe("salary", "bonus", "work", "boss", "chief", "weather")
NEW = build_codeframe("pay", "load", "shifts", "work", "boss", "leader", version=2)


@pytest.fixture
def read(tmp_path):
    def run(content):
        path = tmp_path / "map.yaml"
        path.write_text(content, encoding="utf-8")
        return read_steps(path, OLD, NEW)

    return run


def test_each_line_is_a_step(read):
    steps = read("""\
codeframe: reasons
from: 1
to: 2
changes:
  - {merge: [salary, bonus], into: pay}
  - {split: work, into: [load, shifts, work]}
  - {rename: chief, to: leader}
  - {retire: weather}
""")

    assert steps == (
        Step("merge", ("salary", "bonus"), ("pay",)),
        Step("split", ("work",), ("load", "shifts", "work")),
        Step("rename", ("chief",), ("leader",)),
        Step("retire", ("weather",)),
    )
    assert step_problems(steps, OLD, NEW) == []


def test_nothing_needs_to_be_said(read):
    assert read("from: 1\n") == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("change: []\n", "the unknown key 'change'"),
        ("codeframe: other\n", "it is for codeframe: other, and here it is reasons"),
        ("from: 2\n", "it is for from: 2, and here it is 1"),
        ("to: 3\n", "it is for to: 3, and here it is 2"),
        ("changes: [merge]\n", "changes entry 1 should say one of merge, split, rename, retire"),
        ("changes: [{join: a, into: b}]\n", "changes entry 1 should say one of"),
        ("changes: [{merge: salary, split: work, into: pay}]\n", "changes entry 1 should say one of"),
        ("changes: [{retire: weather}, {merge: bonus}]\n", "entry 2 should have 'merge' and 'into' and nothing else"),
        ("changes: [{rename: chief, into: leader}]\n", "should have 'rename' and 'to'"),
        ("changes: [{retire: weather, into: boss}]\n", "should have 'retire' and nothing else"),
        ("changes: [{merge: [1, 2], into: pay}]\n", "by their ids, not by numbers"),
        ("changes: [{merge: ['1', bonus], into: pay}]\n", "by their ids, not by numbers"),
        ("changes: [{retire: []}]\n", "by their ids"),
        ("changes: [{retire: null}]\n", "by their ids"),
        ("changes: [{retire: {a: b}}]\n", "by their ids"),
    ],
)
def test_what_cannot_be_read_as_steps_is_named(read, content, problem):
    with pytest.raises(CodeframeChangeError, match="map") as caught:
        read(content)

    assert [one for one in caught.value.problems if problem in one]


@pytest.mark.parametrize("content", ["changes: {retire: weather}\n", "- retire: weather\n", "changes: [\n"])
def test_a_file_of_another_shape_is_refused(read, content):
    with pytest.raises(FileProblemError):
        read(content)


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([Step("merge", ("salary", "fee"), ("pay",))], "merge salary, fee into pay: version 1 has no fee"),
        ([Step("merge", ("salary", "bonus"), ("money",))], "version 2 has no money"),
        ([Step("merge", ("salary", "bonus"), ("pay", "load"))], "a merge ends in one code"),
        ([Step("merge", ("salary",), ("pay",))], "say rename"),
        ([Step("merge", ("boss",), ("boss",))], "a merge takes two codes at least"),
        ([Step("merge", ("salary", "boss"), ("pay",))], "version 2 still has boss; take it out there"),
        ([Step("split", ("salary",), ("pay",))], "a split goes from one code to two or more"),
        ([Step("split", ("salary",), ("pay", "pay"))], "a split goes from one code to two or more"),
        ([Step("split", ("salary", "bonus"), ("pay", "load"))], "a split goes from one code"),
        ([Step("split", ("work",), ("load", "shifts"))], "version 2 still has 'work'; name it among"),
        ([Step("rename", ("chief", "salary"), ("leader",))], "one code gets one id"),
        ([Step("rename", ("chief",), ("boss",))], "version 1 has 'boss' already; if the two become one, say merge"),
        ([Step("rename", ("boss",), ("leader",))], "version 2 still has boss"),
        ([Step("retire", ("boss",))], "version 2 still has boss"),
        ([Step("retire", ("weather",)), Step("rename", ("weather",), ("leader",))], "'weather' is told of 2 times"),
        (
            [Step("split", ("work",), ("work", "load")), Step("split", ("work",), ("work", "shifts"))],
            "'work' is told of 2 times",
        ),
        (
            [Step("rename", ("chief",), ("leader",)), Step("rename", ("weather",), ("leader",))],
            "several steps end in 'leader'; say one merge of them all",
        ),
    ],
)
def test_steps_that_cannot_be_taken_are_named(steps, problem):
    assert [one for one in step_problems(steps, OLD, NEW) if problem in one]


def test_a_code_that_stays_may_be_named_in_the_merge_into_it():
    steps = [Step("merge", ("boss", "chief"), ("boss",))]

    assert step_problems(steps, OLD, NEW) == []


@given(versions())
def test_steps_that_contradict_nothing_can_be_taken(pair):
    old, new, steps = pair

    assert step_problems(steps, old, new) == []
