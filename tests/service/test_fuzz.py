"""Every call, with whatever its own description allows and with much that it does not.

A few examples of each in the suite; by hand several hundred, with ``TEXTCODER_FUZZ_EXAMPLES=500``.
"""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.app import bare_app, create_app
from service.problems import KEY_REUSED
from service.settings import ServiceSettings
from tests.service.conftest import wait_until
from textcoder.labelling.store.keys import Role
from textcoder.labelling.store.opening import open_store

FEW = 5
EXAMPLES = int(os.environ.get("TEXTCODER_FUZZ_EXAMPLES", FEW))
CODEFRAME, SURVEY, QUESTION = "barriers", "barriere-2025", "Q24"
_KNOWN = {"codeframe": CODEFRAME, "survey": SURVEY, "question": QUESTION}
"""What is put in for what was made up in half of all requests: else hardly one would get past being not found."""


@dataclass(frozen=True)
class Fuzzed:
    """A service that listens, and how to ask it."""

    address: str
    headers: dict[str, str]
    session: requests.Session


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, app_home: Path) -> Iterator[Fuzzed]:
    home = shutil.copytree(app_home, tmp_path_factory.mktemp("fuzzed") / "home")
    wanted = ServiceSettings(home=home, requests_per_minute=10**9, failures_per_minute=10**9, look_every_s=0.2)
    with open_store(wanted.store_address) as store:
        key = store.keys.create(Role.ADMIN, name="fuzz")
    app = create_app(wanted)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started and app.state.held.shelf.is_warm)
    port = server.servers[0].sockets[0].getsockname()[1]
    with requests.Session() as session:
        yield Fuzzed(f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {key}"}, session)
    server.should_exit = True
    thread.join()


def _as_described(mode: GenerationMode) -> dict[str, APIOperation[Any, Any, Any, Any]]:
    """The calls, for requests that keep to their description, or for those that do not."""
    described = bare_app().openapi()
    if mode is GenerationMode.NEGATIVE:
        # The key is always shown, so its absence must not be what is wrong; that has tests of its own.
        for calls in described["paths"].values():
            for call in calls.values():
                call.pop("security", None)
    schema = schemathesis.openapi.from_dict(described)
    if mode is GenerationMode.POSITIVE:
        schema.hook("map_body")(lambda _, body: _with_known(body))
        schema.hook("map_path_parameters")(lambda _, parameters: _with_known(parameters))
    return {one.ok().label: one.ok() for one in schema.get_all_operations()}


CALLS = {mode: _as_described(mode) for mode in GenerationMode}


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("call", CALLS[GenerationMode.POSITIVE])
def test_every_call_keeps_to_its_description(call: str, mode: GenerationMode, fuzzed: Fuzzed):
    operation = CALLS[mode][call]
    if mode is GenerationMode.NEGATIVE and not _takes_anything(operation):
        pytest.skip("it takes nothing that could be wrong")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES <= FEW,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        response = case.call(base_url=fuzzed.address, session=fuzzed.session, headers=fuzzed.headers)
        case.validate_response(
            response,
            headers=fuzzed.headers,
            excluded_checks=[positive_data_acceptance] if _no_schema_could_say(call, response) else [],
            transport_kwargs={"session": fuzzed.session},
        )

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("it takes any text")


def _no_schema_could_say(call: str, response: Any) -> bool:
    """Whether a request is refused for what its description cannot hold.

    That is a file that cannot be read or lacks the columns named beside it, and a name of a request that was given
    to another one before.
    """
    reused = response.status_code == KEY_REUSED.status and KEY_REUSED.slug in response.text
    return call == "POST /v1/jobs" or reused


def _takes_anything(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    return bool(operation.body or operation.query or operation.path_parameters or operation.headers)


def _with_known(made_up: Any) -> Any:
    if not isinstance(made_up, dict) or len(json.dumps(made_up, default=str)) % 2:
        return made_up
    return {
        name: _KNOWN[name] if name in _KNOWN and isinstance(value, str) and value else value
        for name, value in made_up.items()
    }
