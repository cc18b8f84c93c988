"""``python -m service.openapi`` prints the description of the service, as docs/openapi.json holds it."""

import json
import sys

from service.app import bare_app


def openapi_text() -> str:
    """The description as JSON, laid out so that changes show in a diff."""
    return json.dumps(bare_app().openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_text())
