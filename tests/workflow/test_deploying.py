"""What the service is run with elsewhere: containers, the system, proxies. Looked at as far as it can be here."""

import fnmatch
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sqlalchemy import make_url

from service.settings import ENV_PREFIX, ServiceSettings
from textcoder.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = YAML(typ="safe").load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
UNIT = ROOT / "deploy" / "textcoder.service"
PAGES = [ROOT / "docs" / name for name in ("running.md", "service.md", "service-tour.md")]
SAID = [ROOT / "Dockerfile", ROOT / "compose.yaml", UNIT, *PAGES]
PORT = 8000


def instructions() -> list[tuple[str, str]]:
    """What the Dockerfile says, without comments and line breaks."""
    plain = "\n".join(line for line in DOCKERFILE.splitlines() if not line.lstrip().startswith("#"))
    lines = [line.strip() for line in plain.replace("\\\n", " ").splitlines() if line.strip()]
    return [(name, " ".join(rest.split())) for name, _, rest in (line.partition(" ") for line in lines)]


def said_by(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def ignored(path: str) -> bool:
    """Whether a path never reaches the builder: the last line that fits it decides."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    verdict = False
    for line in (line for line in lines if line and not line.startswith("#")):
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = path.split("/")
        places = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        if line.startswith("**/"):
            places += parts
        if any(fnmatch.fnmatchcase(place, pattern) for place in places):
            verdict = not line.startswith("!")
    return verdict


def test_all_that_is_copied_into_the_image_is_there_and_reaches_the_builder():
    copied = [word for rest in said_by("COPY") if not rest.startswith("--from") for word in rest.split()[:-1]]

    assert {"requirements.lock", "textcoder", "service", "labels"} <= set(copied)
    assert [one for one in copied if not (ROOT / one).exists() or ignored(one)] == []


@pytest.mark.parametrize(
    "path",
    ["deploy/secrets/store_address", "labels/store.sqlite", "models/trained/x/y/model.joblib", ".git/config", ".env"],
)
def test_what_is_nobodys_business_never_reaches_the_builder(path):
    assert ignored(path)


def test_the_image_runs_as_nobody_in_particular_and_from_two_stages():
    assert len(said_by("FROM")) == 2
    assert said_by("USER") == ["10001:10001"]
    assert [name for name, _ in instructions()].index("USER") > [name for name, _ in instructions()].index("RUN")


def test_the_image_says_whether_it_is_healthy_with_what_it_has():
    (check,) = said_by("HEALTHCHECK")

    assert f"127.0.0.1:{PORT}/health/live" in check
    assert "curl" not in DOCKERFILE
    assert '"python"' in check


def test_no_base_floats():
    images = [one["image"] for one in COMPOSE["services"].values() if "build" not in one]
    bases = re.findall(r"^ARG PYTHON=(\S+)", DOCKERFILE, re.MULTILINE) + [one.partition(":")[2] for one in images]

    assert len(bases) == 2
    assert all(re.match(r"\d", base) for base in bases)


def test_the_packages_are_those_of_the_lock_by_their_hashes():
    script = " ".join(said_by("RUN"))

    assert "--require-hashes --requirement requirements.lock" in script
    assert all("--no-index" in run for run in script.split("&&") if "pip install" in run)


def test_the_lock_has_all_that_the_image_installs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["postgresql"]
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))

    assert '".[postgresql]"' in " ".join(said_by("RUN"))
    names = {re.match(r"[a-z0-9._-]+", one)[0].replace(".", "-") for one in [*wanted, "hatchling"]}
    assert names - locked == set()


def test_what_the_image_runs_is_a_command_that_takes_these_options():
    (command,) = said_by("CMD")
    words = YAML(typ="safe").load(command)
    options = {option for one in cli.get_command(None, words[0]).params for option in one.opts}

    assert said_by("ENTRYPOINT") == ['["textcoder"]']
    assert {word for word in words if word.startswith("--")} <= options
    assert words[words.index("--port") + 1] == said_by("EXPOSE")[0] == str(PORT)


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_container_may_do_only_what_it_must(name):
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["healthcheck"]["test"]
    assert service.get("privileged") is None
    assert any(one.startswith("/tmp") for one in service["tmpfs"])


def test_the_service_is_reached_from_this_machine_and_the_database_from_nowhere():
    (published,) = COMPOSE["services"]["service"]["ports"]

    assert published == f"127.0.0.1:{PORT}:{PORT}"
    assert "ports" not in COMPOSE["services"]["database"]
    assert all(COMPOSE["networks"][one]["internal"] for one in COMPOSE["services"]["database"]["networks"])


def test_secrets_come_from_files_and_stand_nowhere():
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            assert "password" not in name.lower() or name.endswith("_FILE")
            assert "://" not in str(value)
        assert set(service["secrets"]) <= COMPOSE["secrets"].keys()
    assert all(one["file"].startswith("./deploy/secrets/") for one in COMPOSE["secrets"].values())


def test_every_volume_that_is_mounted_is_declared_and_written_where_the_image_says():
    mounts = [mount.split(":") for one in COMPOSE["services"].values() for mount in one["volumes"]]

    assert {source for source, *_ in mounts if not source.startswith("./")} == COMPOSE["volumes"].keys()
    assert {"/app/models/trained", "/var/lib/textcoder"} <= {mount[1] for mount in mounts}
    assert {"/app/models/trained", "/var/lib/textcoder"} == set(YAML(typ="safe").load(said_by("VOLUME")[0]))


def known_variables() -> set[str]:
    names = {f"{ENV_PREFIX}{name.upper()}" for name in ServiceSettings.model_fields}
    return names | {"TEXTCODER_HOME", "TEXTCODER_DB"}


@pytest.mark.parametrize("path", SAID, ids=lambda path: path.name)
def test_every_variable_that_is_named_is_one(path):
    named = set(re.findall(r"\bTEXTCODER_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))

    assert named <= known_variables() | {"TEXTCODER_SERVICE"}


def test_every_setting_is_told_of_with_its_default():
    told = dict(re.findall(r"^\| `([a-z_]+)` \| ([^|]*) \|", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE))
    fields = ServiceSettings.model_fields

    assert told.keys() == fields.keys()
    for name, default in ((name, one.default) for name, one in fields.items()):
        if isinstance(default, int | float) and not isinstance(default, bool):
            assert told[name].strip("` ").replace(",", "") == f"{default:g}", name


def test_the_address_of_the_store_is_made_as_the_page_says(tmp_path):
    block = re.search(r"```sh\n(mkdir -m 700 -p deploy/secrets.*?)```", PAGES[0].read_text(encoding="utf-8"), re.DOTALL)

    subprocess.run(["bash", "-euc", block[1]], cwd=tmp_path, check=True)

    made = tmp_path / "deploy" / "secrets"
    url = make_url((made / "store_address").read_text().strip())
    database = COMPOSE["services"]["database"]["environment"]
    assert (url.drivername, url.host) == ("postgresql", "database")
    assert (url.username, url.database) == (database["POSTGRES_USER"], database["POSTGRES_DB"])
    assert url.password == (made / "store_password").read_text().strip()
    assert made.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_unit_is_one_and_lets_the_service_do_little(tmp_path):
    command = Path(sys.executable).with_name("textcoder")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/textcoder/.venv/bin/textcoder", str(command)))

    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", unit],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (verified.returncode, verified.stderr) == (0, "")
    assert judged.returncode == 0, judged.stdout[-300:]


def test_whoever_stops_the_service_waits_longer_than_it_takes():
    from textcoder.cli.serving import _GRACE_S

    assert int(COMPOSE["services"]["service"]["stop_grace_period"].removesuffix("s")) > 2 * _GRACE_S
    assert int(re.search(r"TimeoutStopSec=(\d+)", UNIT.read_text(encoding="utf-8"))[1]) > 2 * _GRACE_S


def test_every_figure_that_is_watched_is_one_that_the_service_gives():
    from service.observing.metrics import Metrics

    given = set(re.findall(r"^# HELP (\S+)", Metrics().expose().decode(), re.MULTILINE))
    named = set(re.findall(r"\btextcoder_[a-z_]+", "".join(page.read_text(encoding="utf-8") for page in PAGES)))

    assert named
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in named} <= given
