"""`todobot openapi`: prints the OpenAPI document, from which the page's types are made; opens nothing."""

from __future__ import annotations

import json

from core.api.app import create_app
from core.bootstrap import build
from core.settings import Settings


def command() -> None:
    """Print the document as JSON, always in the same order."""
    # Built like a running one, but from no environment, and never started.
    services = build(Settings(_env_file=None), "postgresql://localhost/none", {})
    print(json.dumps(create_app(services).openapi(), indent=2, sort_keys=True, ensure_ascii=False))
