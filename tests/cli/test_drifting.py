import json
import random
import shutil

import pytest

USUAL = ("for lite tid", "travle dager", "stramt budsjett", "alt er for dyrt", "mangler bemanning", "dårlig økonomi")
NEW = "HEMMELIGHET dronene flyr"


def write_wave(path, *, dear=0.5, new=0, number=120, seed=1):
    """A wave of short answers, of which so many are about money and as many more about a new thing."""
    rng = random.Random(seed)
    rows = ["respid;svar"]
    for place in range(number):
        about = USUAL[2:6:3] if rng.random() < dear else USUAL[:2]
        rows.append(f"{place:03};Her er det {rng.choice(about)} {rng.choice(('nå', 'i år', 'igjen'))}")
    rows += [f"n{place};{NEW} over oss {place}" for place in range(new)]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


@pytest.fixture
def call(textcoder, trained_home):
    def run(file, *more, home=trained_home):
        columns = ("--codeframe", "barriers", "--id", "respid", "--text", "svar")
        return textcoder("drift", file, *columns, "--home", home, *more)

    return run


def test_people_get_tables_and_at_last_a_verdict(call, tmp_path):
    ended = call(write_wave(tmp_path / "w.csv", dear=0.9))

    assert ended.code == 0, ended.err
    lines = ended.out.splitlines()
    assert lines[0].startswith("svar: 120 answers by 120 people now; then 84 by 6 that")
    capacity = next(line for line in lines if line.strip().startswith("capacity"))
    assert capacity.count("%") == 3
    assert "referred" in ended.out
    assert "words new to it" in ended.out
    assert ended.out.rstrip().endswith(".")


def test_no_line_is_wider_than_a_terminal_but_those_of_wide_tables(call, tmp_path):
    lines = call(write_wave(tmp_path / "w.csv", new=12), "--before", write_wave(tmp_path / "b.csv")).out.splitlines()

    assert max(len(line.rstrip()) for line in lines) <= 100
    assert sum(len(line.rstrip()) > 80 for line in lines) <= 8


def test_machines_get_it_all_as_json(call, tmp_path):
    found = json.loads(call(write_wave(tmp_path / "w.csv"), "--json").out)

    assert [code["code_id"] for code in found["drift"]["codes"]] == ["capacity", "economy", "dont_know", "no_answer"]
    assert found["drift"]["codes"][0]["share"]["low"] < found["drift"]["codes"][0]["share"]["value"]
    assert found["verdict"]
    assert found["texts"] == {}
    assert found["drift"]["split"] is None


def test_from_an_earlier_wave_it_is_said_who_changed(call, tmp_path):
    before, now = write_wave(tmp_path / "b.csv", dear=0.2), write_wave(tmp_path / "w.csv", dear=0.8, seed=2)

    ended = call(now, "--before", before, "--json")
    shares = {one["name"]: one for one in json.loads(ended.out)["drift"]["split"]["shares"]}

    assert shares["economy"]["people"]["low"] > 0.3
    assert shares["economy"]["coder"]["value"] == 0
    assert "people say other things" in call(now, "--before", before).out


def test_a_new_theme_is_found_and_no_answer_is_shown_unless_asked_for(call, tmp_path, telltale):
    wave = write_wave(tmp_path / "w.csv", new=15)

    silent, open_ = call(wave), call(wave, "--texts")
    theme = json.loads(call(wave, "--json").out)["drift"]["themes"][0]

    assert "drone" in "".join(theme["words"])
    assert theme["answers"] == 15
    assert set(theme["typical"]) <= {f"n{place}" for place in range(15)}
    assert telltale not in silent.out + silent.err
    assert telltale in open_.out


def test_words_of_fewer_than_three_people_are_shown_to_nobody(call, tmp_path):
    wave = write_wave(tmp_path / "w.csv", new=15)
    with wave.open("a", encoding="utf-8") as file:
        file.write("x1;dronene flyr og Zebulon Kvakksalver\nx2;dronene flyr, sier Zebulon\n")

    shown = call(wave).out + call(wave, "--json").out

    assert "zebulon" not in shown.lower()
    assert "kvakksalver" not in shown.lower()


def test_texts_are_shown_redacted(call, tmp_path):
    wave = write_wave(tmp_path / "w.csv", new=0)
    with wave.open("a", encoding="utf-8") as file:
        file.writelines(f"n{place};dronene flyr, ring 22 33 44 {place:02}\n" for place in range(12))

    shown = call(wave, "--texts").out

    assert "[TELEFON]" in shown
    assert "22 33 44" not in shown


def test_a_page_is_written(call, tmp_path):
    page = tmp_path / "drift.html"

    ended = call(write_wave(tmp_path / "w.csv", new=12), "--out", page, "--before", write_wave(tmp_path / "b.csv"))

    assert f"Written: {page}" in ended.err
    assert page.read_text("utf-8").rstrip().endswith("</html>")


def test_without_the_answers_it_learnt_from_all_else_is_compared(call, home, tmp_path):
    shutil.rmtree(home / "models" / "trained" / "barriers" / "snapshots")

    ended = call(write_wave(tmp_path / "w.csv", new=12), "--json", home=home)
    found = json.loads(ended.out)["drift"]

    assert ended.code == 0
    assert "are not kept with it" in ended.err
    assert (found["unseen"], found["new_words"]) == (None, None)
    assert found["codes"][0]["share"]["before"] is not None
    assert found["themes"][0]["share"]["before"] is None


def test_rows_without_an_id_of_their_own_are_passed_over_aloud(call, tmp_path):
    wave = write_wave(tmp_path / "w.csv")
    with wave.open("a", encoding="utf-8") as file:
        file.write("000;tid\n;penger\n")

    assert "stands in another row too: 3" in call(wave).err


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--model-before", "v1"), 2, "it goes with --before"),
        (("--out", "page.pdf"), 2, "ends in .html"),
        (("--model", "nosuch"), 3, "nosuch"),
        (("--other", "nosuch"), 2, "is not in codeframe 'barriers'"),
        (("--voice", "nosuch"), 2, "has no column 'nosuch'"),
        (("--smallest", "2"), 2, "--smallest"),
    ],
)
def test_bad_wishes_are_said_in_a_sentence(call, tmp_path, more, code, said):
    ended = call(write_wave(tmp_path / "w.csv"), *more)

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_the_model_that_coded_the_earlier_wave_must_be_there(call, tmp_path):
    wave = write_wave(tmp_path / "w.csv")

    ended = call(wave, "--before", wave, "--model-before", "nosuch")

    assert (ended.code, ended.out) == (3, "")
