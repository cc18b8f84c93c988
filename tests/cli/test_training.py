import csv
import importlib.util
import io
import json
import shutil
from pathlib import Path

import pytest

from textcoder.files.home import Home
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion


def train(textcoder, brought, home, *more, codings=None, profile="fast"):
    codings = codings or brought / "coded.csv"
    call = ("train", "--codeframe", brought / "frame.yaml", "--codings", codings, "--home", home)
    return textcoder(*call, "--profile", profile, *more)


def trained_folders(home: Path) -> list[Path]:
    return sorted((home / "models" / "trained").glob("[!.]*/*-*"))


@pytest.fixture(scope="module")
def of_brought(textcoder, brought, tmp_path_factory):
    """A home without surveys, and how training in it on what an analyst brought ended."""
    home = tmp_path_factory.mktemp("own")
    return home, train(textcoder, brought, home, "--json")


def test_a_codeframe_and_codings_from_outside_the_home_make_a_current_model_in_it(of_brought, textcoder):
    home, ended = of_brought
    (folder,) = trained_folders(home)

    assert ended.code == 0
    assert json.loads(ended.out)["model"] == f"barriers/{folder.name}"
    assert (folder.parent / "current").read_text() == f"{folder.name}\n"
    assert {path.name for path in folder.iterdir()} == {
        "model.joblib",
        "manifest.json",
        "evaluation.json",
        "card.md",
        "card.nb.md",
    }
    assert f"on 84 codings and made it current: {folder}" in ended.err


def test_training_leaves_the_codings_where_they_were(of_brought, brought):
    home, _ = of_brought

    assert {path.name for path in brought.iterdir()} == {"frame.yaml", "coded.csv"}
    assert {path.name for path in home.iterdir()} == {"models"}


def test_what_training_prints_is_measured_per_code_with_its_support(of_brought):
    _, ended = of_brought
    figures = json.loads(ended.out)["evaluation"]

    assert {code["code_id"]: code["support"] for code in figures["codes"]} == {
        "capacity": 48, "economy": 48, "dont_know": 6, "no_answer": 0,
    }  # fmt: skip
    assert figures["overall"]["answers"] == 84
    assert figures["overall"]["voices"] == 6
    assert figures["overall"]["macro_f1"]["value"] > 0.9


@pytest.fixture(scope="module")
def trained_apart(textcoder_apart, brought, tmp_path_factory) -> Path:
    """The same again in another process, where Python shuffles its sets otherwise."""
    home = tmp_path_factory.mktemp("apart")
    how = {"PYTHONHASHSEED": "12345"}
    call = ("train", "--codeframe", brought / "frame.yaml", "--codings", brought / "coded.csv")
    assert textcoder_apart(*call, "--profile", "fast", "--home", home, env=how).code == 0
    return home


def test_another_process_learns_to_predict_the_same_to_the_byte(
    textcoder, brought, trained_home, trained_apart, tmp_path
):
    rows = tmp_path / "rows.csv"
    rows.write_text("id,svar\n1,for lite tid nå\n2,penger og folk\n3,dyrt\n4,ildsjeler\n", encoding="utf-8")
    where = {tmp_path / "a.csv": trained_home, tmp_path / "b.csv": trained_apart}

    for out, home in where.items():
        call = ("classify", rows, "-o", out, "--codeframe", brought / "frame.yaml", "--home", home)
        assert textcoder(*call, "--id", "id", "--text", "svar", "--confidence").code == 0

    one, other = (out.read_bytes() for out in where)
    assert one == other


def test_another_process_gives_the_same_model_the_same_version(trained_home, trained_apart):
    (one,), (other,) = trained_folders(trained_home), trained_folders(trained_apart)

    assert one.name.split("-")[1] == other.name.split("-")[1]  # behind the date


def test_training_again_in_one_process_gives_the_same_version_and_another_seed_another(
    of_brought, textcoder, brought, tmp_path
):
    home = shutil.copytree(of_brought[0], tmp_path / "home")

    train(textcoder, brought, home, "--quiet")
    assert len(trained_folders(home)) == 1
    train(textcoder, brought, home, "--quiet", "--seed", 2)
    assert len(trained_folders(home)) == 2


def with_row(brought: Path, folder: Path, **changes: str) -> Path:
    """The codings, the third of them (row 4) changed."""
    path = folder / "changed.csv"
    with (brought / "coded.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[2] |= changes
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"codes": "leadership"}, "row 4: code 'leadership' is not in codeframe 'barriers'"),
        ({"codes": "7"}, "row 4: code '7' is not in codeframe"),
        ({"codes": "8;1"}, "row 4: code 'dont_know' is exclusive and cannot stand beside capacity"),
        ({"id": " "}, "row 4: the id is blank"),
        ({"id": "000"}, "row 4: the id '000' is coded by the same coder in row 2 too"),
    ],
)
def test_codings_that_do_not_fit_are_named_by_row_and_nothing_is_trained(
    textcoder, brought, tmp_path, telltale, changes, said
):
    codings = with_row(brought, tmp_path, text=f"{telltale} for lite tid", **changes)

    ended = train(textcoder, brought, tmp_path, codings=codings)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "Mend the file and run again" in ended.err
    assert telltale not in ended.err
    assert not (tmp_path / "models").exists()


def test_a_row_that_has_slipped_a_column_does_not_show_what_somebody_wrote(textcoder, brought, tmp_path, telltale):
    codings = with_row(brought, tmp_path, text="Vi har for lite tid", codes=f" og {telltale} er for dyr", voice="1")

    ended = train(textcoder, brought, tmp_path, codings=codings)

    assert ended.code == 2
    assert "row 4" in ended.err
    assert telltale not in ended.err


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("id,text\n1,a\n", 2, "has no column 'codes'. It has: id, text."),
        ("id,text,codes\n", 2, "has no rows"),
        ("", 2, "the file is empty"),
        ("id,text,codes\n" + "".join(f"{n},tid,1\n" for n in range(19)), 2, "at least 20 by 4"),
        ("id,text,codes,voice\n" + "".join(f"{n},tid,1,kari\n" for n in range(30)), 2, "30 codings by 1 voice"),
    ],
)
def test_codings_one_cannot_learn_from_are_refused_with_what_is_missing(
    textcoder, brought, tmp_path, content, code, said
):
    (tmp_path / "c.csv").write_text(content)

    ended = train(textcoder, brought, tmp_path, codings=tmp_path / "c.csv")

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert not (tmp_path / "models").exists()


def test_a_codeframe_without_codings_beside_it_asks_for_them(textcoder, brought, tmp_path):
    ended = textcoder("train", "--codeframe", brought / "frame.yaml", "--home", tmp_path)

    assert ended.code == 2
    assert "--codings FILE" in ended.err


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--seed", "-1"], 2, "-1 is not in the range"),
        (["--max-error", "0"], 2, "not in the range"),
        (["--pipeline", "nb_core_news_xx"], 3, "'nb_core_news_xx' is not installed"),
    ],
)
def test_options_that_cannot_be_are_refused_before_anything_is_trained(textcoder, brought, tmp_path, more, code, said):
    ended = train(textcoder, brought, tmp_path, *more)

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert not (tmp_path / "models").exists()


def test_one_file_named_twice_is_not_learnt_from_twice(textcoder, brought, tmp_path):
    ended = train(textcoder, brought, tmp_path, "--codings", brought / "coded.csv", "--json", "--quiet")

    assert ended.code == 2 or json.loads(ended.out)["evaluation"]["overall"]["answers"] == 84


def put_coded(home: Path, *coded: tuple[str, str, str]) -> Path:
    """Have a coder decide on answers (id, text, code) in the home's label store."""
    path = home / "labels" / "store.sqlite"
    with open_store(f"sqlite:///{path}") as store:
        frame = Home(home).codeframe("barriers")
        store.codeframes.add(frame)
        store.surveys.put("wave", {})
        store.surveys.put_question(StoredQuestion("wave", "Q24", frame.id, frame.version, {}))
        answers = [IncomingAnswer(answer_id, text) for answer_id, text, _ in coded]
        store.answers.upsert("wave", "Q24", answers)
        for answer, (_, _, code) in zip(store.answers.of("wave", "Q24"), coded, strict=True):
            store.codings.add(NewCoding(answer.key, [code], "human:kari"))
    return path


def learn(textcoder, home, *more):
    return textcoder("train", "--codeframe", "barriers", "--profile", "fast", "--home", home, *more)


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


CODED_IN_STORE = [
    ("w1", "lang reisevei", "capacity"),
    ("w2", "dyr husleie", "economy"),
    ("000", "for lite tid", "economy"),
]


def test_what_people_have_coded_is_learnt_from_besides_the_codings_beside_the_codeframe(textcoder, home):
    put_coded(home, *CODED_IN_STORE)

    ended = learn(textcoder, home, "--store", "--no-promote", "--json")

    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert told["codings"] == 84 + 2
    assert told["news"]["all"] == {
        "name": "all", "before": 84, "now": 86, "added": 3, "withdrawn": 1, "changed": 0,
    }  # fmt: skip
    assert "1 coding in files gave way" in ended.err
    assert "New since barriers/" in ended.err


def test_only_a_survey_or_a_question_of_the_store_can_be_asked_for(textcoder, home, brought):
    db = put_coded(home, *CODED_IN_STORE)
    call = ("--store", "--survey", "wave", "--question", "Q24", "--db", f"sqlite:///{db}", "--no-promote", "--json")

    ended = learn(textcoder, home, *call, "--codings", brought / "coded.csv")

    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["codings"] == 86


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--survey", "wave"], 2, "go with --store"),
        (["--db", "sqlite:///x"], 2, "go with --store"),
        (["--store", "--survey", "none"], 3, "no survey 'none'"),
        (["--store", "--question", "Q9"], 3, "no question 'Q9'"),
        (["--store", "--db", "sqlite:///nowhere/x.db"], 3, "nowhere"),
    ],
)
def test_a_store_that_has_not_what_was_asked_for_is_said_to(textcoder, home, more, code, said):
    put_coded(home, *CODED_IN_STORE)

    ended = learn(textcoder, home, *more)

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert len(trained_folders(home)) == 1


def test_a_store_in_which_nothing_is_coded_with_the_codeframe_is_not_done_without(textcoder, home):
    put_coded(home)

    ended = learn(textcoder, home, "--store")

    assert ended.code == 2
    assert "People have coded nothing with version 1 of codeframe 'barriers'" in ended.err
    assert "leave --store out" in ended.err


def test_a_model_that_is_to_wait_is_in_the_registry_and_not_current(textcoder, home):
    before = (home / "models" / "trained" / "barriers" / "current").read_text()

    ended = learn(textcoder, home, "--seed", 2, "--no-promote", "--json")

    told = json.loads(ended.out)
    assert (told["current"], told["refused"]) == (False, None)
    assert f"It waits to be promoted: textcoder models promote {told['model']}" in ended.err
    assert (home / "models" / "trained" / "barriers" / "current").read_text() == before
    assert textcoder("models", "promote", told["model"], "--home", home).code == 0


def test_a_model_that_the_gate_refuses_ends_with_4_and_why_and_is_kept(textcoder, home):
    """Every coding about economy becomes one about capacity: the same answers are measured as before, and worse."""
    frame = ["--codeframe", "barriers", "--home", home]
    beside = home / "labels" / "barriere-2025" / "codings.csv"
    rows = list(csv.reader(io.StringIO(beside.read_text("utf-8"))))
    more = [[f"x{number}", f"Her i avdelingen {text}", codes, f"x-{voice}"] for number, text, codes, voice in rows[1:]]
    write_rows(beside, rows + more)
    assert textcoder("models", "freeze", *frame, "--share", "0.45").code == 0
    good = json.loads(learn(textcoder, home, "--json").out)
    assert good["left_out_for_test"] > 50
    spoilt = [
        [number, text, "capacity" if codes == "2" else codes, voice] for number, text, codes, voice in rows + more
    ]
    write_rows(beside, spoilt)

    ended = learn(textcoder, home, "--json")

    told = json.loads(ended.out)
    assert ended.code == 4
    assert "'economy'" in ended.err
    assert told["refused"] in ended.err
    assert (told["current"], told["left_out_for_test"]) == (False, good["left_out_for_test"])
    assert Path(told["folder"]).is_dir()
    assert (home / "models" / "trained" / "barriers" / "current").read_text().strip() in good["model"]


@pytest.fixture(scope="module")
def accurate(textcoder, brought, tmp_path_factory):
    """A home whose model was trained with the shipped encoder, and how its training ended."""
    home = tmp_path_factory.mktemp("accurate")
    call = ("train", "--codeframe", brought / "frame.yaml", "--codings", brought / "coded.csv", "--home", home)
    return home, textcoder(*call, "--json")


def test_by_default_the_sentence_encoder_is_used_and_the_manifest_says_which(accurate, textcoder, encoder):
    home, ended = accurate
    manifest = json.loads(textcoder("models", "show", "barriers", "--home", home, "--json").out)

    assert ended.code == 0, ended.err
    assert manifest["settings"]["profile"] == "accurate"
    assert manifest["encoder"] == {
        "name": encoder.facts.name, "hash": encoder.facts.hash, "tuned_for": [], "from_hub": False,
    }  # fmt: skip
    assert f"sentence encoder `{encoder.facts.name}`" in textcoder("models", "show", "barriers", "--home", home).out


def test_what_the_encoder_made_is_kept_beside_the_models_and_is_no_model(accurate, textcoder, encoder):
    home, _ = accurate

    assert (home / "models" / "trained" / ".cache" / f"embeddings-{encoder.facts.hash[:16]}.npz").is_file()
    assert len(json.loads(textcoder("models", "list", "--home", home, "--json").out)) == 1


def test_a_fast_model_says_that_it_has_no_encoder(of_brought, textcoder):
    home, _ = of_brought
    manifest = json.loads(textcoder("models", "show", "barriers", "--home", home, "--json").out)

    assert manifest["settings"]["profile"] == "fast"
    assert manifest["encoder"] is None
    assert "encoder" not in textcoder("models", "show", "barriers", "--home", home).out


def classify(textcoder, brought, home, folder):
    (folder / "rows.csv").write_text("id,svar\n1,for lite tid\n2,vi rekker det ikke\n", encoding="utf-8")
    call = ("classify", folder / "rows.csv", "-o", folder / "coded.csv", "--codeframe", brought / "frame.yaml")
    return textcoder(*call, "--home", home, "--id", "id", "--text", "svar", "--max-error", 1)


def test_a_model_codes_with_the_encoder_it_was_trained_with(accurate, textcoder, brought, tmp_path):
    ended = classify(textcoder, brought, accurate[0], tmp_path)

    assert ended.code == 0, ended.err
    assert len((tmp_path / "coded.csv").read_text(encoding="utf-8").splitlines()) == 3


def test_a_model_of_another_encoder_is_refused(accurate, textcoder, brought, tmp_path):
    home = shutil.copytree(accurate[0], tmp_path / "home")
    (folder,) = trained_folders(home)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["encoder"]["hash"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    ended = classify(textcoder, brought, home, tmp_path)

    assert (ended.code, ended.out) == (4, "")
    assert "another one than the model was trained with" in ended.err
    assert not (tmp_path / "coded.csv").exists()


@pytest.mark.parametrize("more", [["--profile", "fast"], ["--encoder", "plain"], ["--encoder", "some/model"]])
def test_tuning_an_encoder_that_will_not_be_used_is_wrong_usage(textcoder, brought, tmp_path, more):
    ended = train(textcoder, brought, tmp_path, "--tune-encoder", *more, profile="accurate")

    assert (ended.code, ended.out) == (2, "")
    assert "--tune-encoder: it goes with --profile accurate and --encoder shipped" in ended.err
    assert not (tmp_path / "models").exists()


@pytest.fixture
def without(monkeypatch):
    """Make packages seem not to be installed."""
    found = importlib.util.find_spec

    def hide(*packages: str) -> None:
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name, *more: None if name in packages else found(name, *more)
        )

    return hide


@pytest.mark.parametrize("package", ["torch", "onnx"])
def test_tuning_without_what_can_says_in_one_sentence_what_to_install(textcoder, brought, tmp_path, without, package):
    without(package)

    ended = train(textcoder, brought, tmp_path, "--tune-encoder", profile="accurate")

    assert (ended.code, ended.out) == (3, "")
    assert len(ended.err.splitlines()) == 1
    assert 'python -m pip install "textcoder[tune]"' in ended.err
    assert not (tmp_path / "models").exists()


def test_an_encoder_from_a_hub_without_the_package_says_what_to_install(textcoder, brought, tmp_path, without):
    without("sentence_transformers")

    ended = train(textcoder, brought, tmp_path, "--encoder", "NbAiLab/nb-sbert-base", profile="accurate")

    assert (ended.code, ended.out) == (3, "")
    assert 'python -m pip install "textcoder[sentence-transformers]"' in ended.err
    assert not (tmp_path / "models").exists()
