"""The application on a home of its own, for calls that change something."""

from collections.abc import Iterator

import pytest

from service.settings import ServiceSettings
from tests.service.conftest import Running, running


@pytest.fixture
def own_service(own_home) -> Iterator[Running]:
    """The application, to do with as one likes."""
    with running(ServiceSettings(home=own_home, look_every_s=0.05, max_records=50, max_text_chars=200)) as started:
        yield started
