"""Which settings there are, by the code and by `.env.example`, and who of compose and chart sets them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from core.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
SECRET = re.compile(r"(TOKENS?|KEYS|SECRET|PASSWORD|DATABASE_URL|DIRECT_URL|KAFKA_USERNAME)$")
# The chart gives these to its pods itself.
CHARTS_OWN = {
    *("PORT", "HOST", "INTERNAL_HOST", "INTERNAL_PORT", "DATA_DIR", "SECRET_FILES"),
    *("DAPR_HTTP_ENDPOINT", "DAPR_GRPC_ENDPOINT", "APP_API_TOKEN", "DAPR_API_TOKEN"),
}
# For Dapr alone, which reads it from the same Secret.
DAPRS_OWN = {"STATE_DATABASE_URL"}
_READ = re.compile(r'environ(?:\.get\(|\[)f?"([A-Z][A-Z_]+|\w*\{name\}|SLACK_\{name\}|DISCORD_\{name\})"')
_VALUE = re.compile(r'\b(?:value|number|flag|switch|\w+_of|_\w+)\(\s*(?:environ, ?)?"([A-Z][A-Z_]{2,})"')


def documented() -> set[str]:
    """Every name of `.env.example`."""
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE))


def of_the_core() -> set[str]:
    """Every setting that the core reads."""
    return {name.upper() for name in Settings.model_fields}


def of_platforms() -> set[str]:
    """Every name that a platform's settings read, as far as it stands in their text."""
    found: set[str] = set()
    for path in (ROOT / "bot").glob("*/settings.py"):
        text = path.read_text("utf-8")
        prefix = f"{path.parent.name.upper()}_"
        found |= {name for name in _READ.findall(text) if "{" not in name}
        found |= {f"{prefix}{name}" for name in _VALUE.findall(text) if not name.startswith(prefix)}
        found |= set(re.findall(rf'"({prefix}[A-Z_]+)"', text))
    return found


def secret(names: set[str]) -> set[str]:
    """Those of them that are secrets of the chart."""
    return {name for name in names - CHARTS_OWN if SECRET.search(name)}


def compose() -> dict[str, Any]:
    """The compose file, with its anchors and merges resolved."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return read


def ours(service: dict[str, Any]) -> bool:
    """Whether the service is one of our own processes."""
    return "deploy/Dockerfile" in str(service.get("build", ""))
