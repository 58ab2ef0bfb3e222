"""An app with a real sidecar beside it, for the contracts that Dapr keeps."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.settings import Settings
from tests.services import obtain
from tests.services.running import free_ports
from tests.services.shared import owner, refuse
from tests.services.sidecar import Sidecar
from workers.internal import Internal

DEPLOYED = Path(__file__).parents[2] / "deploy" / "dapr"
TOKEN = "canary-app-token"


def deployed(folder: Path, *names: str) -> Path:
    """A folder with these very files of deploy/dapr, for one sidecar."""
    folder.mkdir()
    for name in names:
        (folder / Path(name).name).symlink_to(DEPLOYED / name)
    return folder


@asynccontextmanager
async def beside(
    folder: Path,
    routes: Sequence[object] = (),
    *,
    scheduler: str = "",
    components: Path | None = None,
    environ: Mapping[str, str] | None = None,
    **settings: str,
) -> AsyncIterator[Settings]:
    """The settings of an app that answers with these routes, with its own app id; its sidecar is healthy."""
    folder.mkdir(exist_ok=True)
    (port,) = free_ports(1)
    internal = Internal(Settings(_env_file=None, internal_port=port, grace_seconds=2), routes)
    try:
        sidecar = Sidecar(
            folder,
            owner(),
            f"app-{secrets.token_hex(4)}",
            port,
            components or folder,
            scheduler,
            config=DEPLOYED / "config.yaml",
            environ={"APP_API_TOKEN": TOKEN} | dict(environ or {}),
        )
    except obtain.MissingError as error:
        refuse(str(error))
        pytest.skip()
    try:
        await internal.start()
        await asyncio.to_thread(sidecar.start)
        names = {name.lower(): value for name, value in sidecar.settings.items()}
        yield Settings(_env_file=None, internal_port=port, app_api_token=TOKEN, **names, **settings)
    finally:
        await asyncio.to_thread(sidecar.stop)
        await internal.stop()
