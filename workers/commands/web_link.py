"""`todobot web-link`: prints a link that lets the person of this machine into the page, once, for ten minutes."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from core.api.tokens import NAME
from core.api.who import local_account
from core.db.directory import Directory
from core.db.embedded import EmbeddedPostgres
from core.db.engine import Database
from core.db.uow import Scope
from core.db.visits import make_link
from core.errors import StartError
from core.messages import Address, Author
from core.settings import Settings
from workers.options import Data, settings_of

Person = Annotated[str, typer.Option(help="Whom to let in, by the name that API_TOKENS would give them.")]


def command(person: Person = "", data_dir: Data = None) -> None:
    """Print the link. Who can run this can read the database as well."""
    account = person or local_account()
    if not NAME.fullmatch(account):
        raise StartError("--person must be a name: letters, digits, blanks and . @ + -")
    settings = settings_of(data_dir=data_dir)
    if not settings.home:
        raise StartError("The page has no address that I know. Set PUBLIC_URL, or PORT.")
    print(f"{settings.home}/sign-in#token={asyncio.run(_token(settings, account))}")


async def _token(settings: Settings, account: str) -> str:
    server = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    db = Database(await server.start() if server is not None else settings.database_url)
    try:
        known = await Directory(db).identify(Address("web", account, "main", person=account), Author(account, account))
        scope = Scope.of(known.workspace_id)
        return await db.run(scope, lambda tx: make_link(tx, known.workspace_id, known.person_id))
    finally:
        await db.stop()
        if server is not None:
            await server.stop()
