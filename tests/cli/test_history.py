import json

import pytest

WHY = (
    "bedre på nynorsk-skrivende virksomheter i distriktskommunene og på dialekt, og viser langt færre til koderne "
    "enn den forrige modellen gjorde: se https://example.org/sak/2026/11/22/innovasjonsbarometeret-vurdering-av-modell"
)


@pytest.fixture
def promoted(home, model_folder):
    """A home in whose log stands one line more than training wrote, with a long reason."""
    line = {
        "at": "2026-11-22T09:30:00.000+00:00",
        "by": "kari nordmann",
        "action": "refused",
        "from": model_folder.name,
    }
    line |= {"to": "20261122-fead6520", "why": WHY, "gate": ["The F1 of code 'economy' is worse by .171."]}
    with (model_folder.parent / "promotions.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return home


def test_the_log_is_shown_whole_to_machines_the_latest_first(textcoder, promoted, model_folder):
    ended = textcoder("models", "history", "barriers", "--home", promoted, "--json")

    latest, first = json.loads(ended.out)
    assert latest == {
        "codeframe": "barriers",
        "at": "2026-11-22T09:30:00+00:00",
        "by": "kari nordmann",
        "action": "refused",
        "from": model_folder.name,
        "to": "20261122-fead6520",
        "why": WHY,
        "gate": ["The F1 of code 'economy' is worse by .171."],
    }
    assert (first["action"], first["from"], first["to"]) == ("promote", None, model_folder.name)


def test_for_people_it_is_a_table_that_fits_a_terminal(textcoder, promoted, model_folder):
    ended = textcoder("models", "history", "--home", promoted)

    lines = ended.out.splitlines()
    assert lines[0] == "barriers, the latest first"
    assert lines[2].split() == ["when", "what", "to", "from", "who"]
    (place,) = (place for place, line in enumerate(lines) if "refused" in line)
    assert lines[place].split()[2:] == ["refused", "20261122-fead6520", model_folder.name, "kari", "nordmann"]
    assert lines == [line.rstrip() for line in lines]
    assert [line for line in lines if len(line) > 80 and "https://" not in line] == []


def test_a_long_reason_stands_below_whole_and_broken_between_words(textcoder, promoted):
    lines = textcoder("models", "history", "--home", promoted).out.splitlines()

    (place,) = (place for place, line in enumerate(lines) if "refused" in line)
    below = lines[place + 1 : place + 5]
    assert " ".join(" ".join(below).split()) == WHY
    assert {len(line) - len(line.lstrip()) for line in below} == {lines[place].index("refused")}


def test_who_did_it_is_cut_where_it_is_long(textcoder, promoted, model_folder):
    path = model_folder.parent / "promotions.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("kari nordmann", "k" * 60), encoding="utf-8")

    lines = textcoder("models", "history", "--home", promoted).out.splitlines()

    assert any(line.endswith(f" {'k' * 13}…") and len(line) <= 80 for line in lines)


def test_a_codeframe_without_a_log_is_said_with_those_that_have_one(textcoder, home):
    ended = textcoder("models", "history", "unheard-of", "--home", home)

    assert (ended.code, ended.out) == (3, "")
    assert "There is: barriers." in ended.err


def test_where_nothing_was_promoted_yet_nothing_is_listed(textcoder, tmp_path):
    ended = textcoder("models", "history", "--home", tmp_path)

    assert (ended.code, ended.out) == (0, "")
    assert "Nothing was promoted yet" in ended.err


def test_no_line_can_reach_the_terminal_but_as_text(textcoder, promoted, model_folder):
    path = model_folder.parent / "promotions.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"kari nordmann"', '"k\\u001b[2Jx"'), encoding="utf-8")

    assert "\x1b" not in textcoder("models", "history", "--home", promoted).out
