"""What the application holds while it runs, and how a route gets it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from fastapi import Request

from textcoder.files.home import Home

if TYPE_CHECKING:
    from service.access.keys import KeyRing
    from service.compute.coding import Coder
    from service.compute.models import ModelShelf
    from service.jobs.office import JobOffice
    from service.observing.metrics import Metrics
    from service.settings import ServiceSettings
    from service.store_link import StoreLink


@dataclass(frozen=True, slots=True)
class Held:
    """Made once when the process starts; everything in it may be used by several threads."""

    settings: "ServiceSettings"
    home: Home
    store: "StoreLink"
    keys: "KeyRing"
    shelf: "ModelShelf"
    coder: "Coder"
    jobs: "JobOffice"
    metrics: "Metrics"


async def held(request: Request) -> Held:
    """What the application holds. Async, since what is plain would go through a thread for nothing."""
    return cast(Held, request.app.state.held)
