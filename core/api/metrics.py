"""What is counted, in the text format of Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from core.telemetry import REGISTRY

router = APIRouter(tags=["health"])


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}})
async def metrics() -> Response:
    """From memory; asking for it touches no database."""
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})
