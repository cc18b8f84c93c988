"""``textcoder serve``."""

import errno
import ipaddress
import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import with_db
from textcoder.errors import InputError, OutputError, RefusedError

if TYPE_CHECKING:
    from service.settings import ServiceSettings

_APP: Final = "service.app:from_environment"
_GRACE_S: Final = 20
"""Seconds that requests in flight have to finish."""
_BACKLOG: Final = 2048


class OpenToOthersError(RefusedError):
    """A service without keys where others can reach it."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"Without keys, everybody who reaches {host} could read and change everything. Serve with keys, or only "
            "for this machine: --host 127.0.0.1"
        )


class CannotListenError(InputError):
    """A host and port that cannot be had."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Cannot listen on {host} port {port}: {reason}. Choose another with --port or --host.")


class ServiceSettingsError(InputError):
    """Settings in the environment that cannot be used."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        said = "; ".join(f"{name}: {problem}" if name else problem for name, problem in problems)
        super().__init__(f"The settings of the service in the environment (TEXTCODER_SERVICE_…) are wrong: {said}.")


class DidNotStartError(OutputError):
    """The service ended before it began."""

    def __init__(self) -> None:
        super().__init__("The service did not start; the last lines of its log say why.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 for any that is free.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--no-keys", is_flag=True, help="Let everybody on this machine in. Only on a loopback address.")
@with_db
@common
def serve(edge: Edge, db: str | None, host: str, port: int, workers: int, no_keys: bool) -> None:
    """Code answers over HTTP, until stopped with Ctrl+C or SIGTERM.

    Requests in flight are finished first. All else is set in the environment, as TEXTCODER_SERVICE_… The calls are
    described at /docs.
    """
    # Imported here: FastAPI and what it runs on take seconds, and --help should not.
    from service.observing.logs import configure_logs
    from service.starting import check_can_start

    _into_environment(edge, db, no_keys)
    settings = _settings()
    if not settings.keys_required and not _is_loopback(host):
        raise OpenToOthersError(host)
    check_can_start(settings)
    _tell_what_is_missing(edge, settings)
    with _listening(host, port) as listener, _gathering_metrics(workers):
        shown = f"[{host}]" if ":" in host else host
        # Said in the log, in the line "started", once it is so: nothing but JSON comes from here on.
        os.environ["TEXTCODER_SERVICE_URL"] = f"http://{shown}:{listener.getsockname()[1]}"
        configure_logs(settings.log_level)
        _run(listener, host, workers)


def _into_environment(edge: Edge, db: str | None, no_keys: bool) -> None:
    """Say what was chosen where every process of the service reads it."""
    os.environ["TEXTCODER_HOME"] = str(edge.home().root)
    if db:
        os.environ["TEXTCODER_DB"] = db
    if no_keys:
        os.environ["TEXTCODER_SERVICE_KEYS_REQUIRED"] = "false"


def _settings() -> "ServiceSettings":
    from pydantic import ValidationError

    from service.settings import ServiceSettings

    try:
        return ServiceSettings()
    except ValidationError as err:
        problems = [
            (".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, "))
            for one in err.errors(include_input=False)
        ]
        raise ServiceSettingsError(problems) from None
    except OSError as err:
        raise ServiceSettingsError([("db_file", err.strerror or type(err).__name__)]) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tell_what_is_missing(edge: Edge, settings: "ServiceSettings") -> None:
    """Say what can be mended while the service runs; it is noticed within seconds."""
    from textcoder.labelling.store.errors import StoreUnavailableError
    from textcoder.labelling.store.opening import open_store

    if not any(settings.home.glob("models/trained/*/current")):
        edge.say("No model is trained yet: nothing can be classified. Train one with: textcoder train --codeframe …")
    if not settings.keys_required:
        edge.say("No keys are needed: everybody on this machine may do everything.")
        return
    try:
        with open_store(settings.store_address) as store:
            there_are_keys = any(key.revoked_at is None for key in store.keys.all())
    except StoreUnavailableError as err:
        edge.say(f"{err} Nobody is let in until it is back.")
        return
    if not there_are_keys:
        edge.say("No key has been made yet: nobody is let in. Make one with: textcoder keys create --role pipeline")


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens, opened here so that a port that is taken is one sentence and not a log."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as err:
        taken = err.errno == errno.EADDRINUSE
        reason = "something else listens there" if taken else err.strerror or type(err).__name__
        raise CannotListenError(host, port, reason) from err
    listener.set_inheritable(True)
    # Connections inherit it. asyncio sets it only where a socket names its protocol, which this one does not, and a
    # reply whose body waits for its head to be acknowledged takes 40 ms longer.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener:
        yield listener


@contextmanager
def _gathering_metrics(workers: int) -> Iterator[None]:
    """Where there are several processes, give them a folder to bring their figures together in."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="textcoder-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _run(listener: socket.socket, host: str, workers: int) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(
        _APP,
        factory=True,
        host=host,
        port=listener.getsockname()[1],
        workers=workers,
        backlog=_BACKLOG,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_worker_healthcheck=_GRACE_S,
    )
    server = uvicorn.Server(config)
    # Once it has stopped, uvicorn sends itself the signal that it was stopped by. That is a good end, and no crash.
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
            return
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return  # it has stopped as it should
    except SystemExit:
        pass  # uvicorn's way of saying that the application could not be made
    if not server.started:
        raise DidNotStartError
