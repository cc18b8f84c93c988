"""The application: everything put together, started and stopped in order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

import structlog
from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Lifespan

from service.access.keys import KeyRing
from service.access.limits import RateLimits
from service.compute.coding import Coder
from service.compute.models import ModelShelf
from service.describing import describe
from service.http.bodies import BodyLimits
from service.http.noting import Noting
from service.http.security_headers import SecurityHeaders
from service.jobs.office import JobOffice
from service.observing.logs import configure_logs
from service.observing.metrics import Metrics
from service.orphans import end_with_parent
from service.problems import add_handlers
from service.readiness import Readiness
from service.routes import answers, classify, codeframes, codings, health, jobs, models, training
from service.routes.docs import add_docs
from service.settings import ServiceSettings
from service.starting import check_can_start
from service.state import Held
from service.store_link import StoreLink
from textcoder import __version__
from textcoder.files.home import Home

ROUTERS: Final[tuple[APIRouter, ...]] = (
    classify.router,
    jobs.router,
    answers.router,
    codings.router,
    codeframes.router,
    models.router,
    training.router,
    health.router,
)
"""In the order of the manual."""
_log = structlog.get_logger(__name__)


def create_app(settings: ServiceSettings) -> FastAPI:
    """The application, not started yet.

    Args:
        settings: All that decides how it behaves.

    Raises:
        QueueAddressError: The address of the queue is of no kind that is known.
        QueuePackageError: The package for the queue is not installed.
        StoreFolderNotFoundError: The label store is to be a file, in a folder that is not there.
        JobsFolderError: Nothing can be written to the folder of jobs.
    """
    check_can_start(settings)
    held = _hold(settings)
    app = bare_app(docs=settings.docs, lifespan=_lifespan)
    app.state.held = held
    app.state.readiness = Readiness(held)
    # What is added last is passed first.
    app.add_middleware(BodyLimits, max_body_mb=settings.max_body_mb, max_upload_mb=settings.max_upload_mb)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-ID"],
            expose_headers=["Location", "Retry-After", "X-Request-ID", "X-Textcoder-Model", "X-Textcoder-Codeframe"],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Noting, metrics=held.metrics)
    return app


def bare_app(*, docs: bool = True, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The calls and their description, without anything behind them.

    Args:
        docs: Whether the description can be asked for.
        lifespan: What to do at the start and at the end.
    """
    app = FastAPI(
        title="textcoder",
        version=__version__,
        openapi_url="/openapi.json" if docs else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Spans and their errors might carry an answer to wherever a machine happens to send them.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=lifespan,
    )
    for router in ROUTERS:
        # Not included but taken over, as they need nothing added: an included router costs every call its time.
        app.router.routes.extend(router.routes)
    if docs:
        add_docs(app)
    add_handlers(app)
    describe(app)
    return app


def from_environment() -> FastAPI:
    """The application as the environment wants it, with its logs: what uvicorn calls in each process."""
    settings = ServiceSettings()
    configure_logs(settings.log_level)
    return create_app(settings)


def _hold(settings: ServiceSettings) -> Held:
    home = Home(settings.home)
    metrics = Metrics(settings.metrics_folder)
    every = settings.look_every_s
    store = StoreLink(settings.store_address, look_every_s=every, on_change=metrics.set_store_up)
    limits = RateLimits(settings.requests_per_minute, settings.failures_per_minute)
    shelf = ModelShelf(home, look_every_s=every, on_current=metrics.set_model)
    coder = Coder(shelf, store, settings, metrics)
    return Held(
        settings=settings,
        home=home,
        store=store,
        keys=KeyRing(store, limits, look_every_s=every),
        shelf=shelf,
        coder=coder,
        jobs=JobOffice(home, settings, coder, shelf, metrics),
        metrics=metrics,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start everything in the order in which one needs the other, and stop it the other way round."""
    held: Held = app.state.held
    readiness: Readiness = app.state.readiness
    async with AsyncExitStack() as stack:
        stack.callback(held.metrics.close)
        for part in (held.store, held.keys, held.shelf, held.coder, held.jobs):
            await to_thread.run_sync(part.start)
            stack.push_async_callback(partial(to_thread.run_sync, part.stop))
        readiness.stop_on_sigterm()
        end_with_parent()
        _log.info("started", url=held.settings.url, version=__version__, keys_required=held.settings.keys_required)
        yield
        readiness.is_stopping = True
        _log.info("stopping")
