"""Who is who and where is where: platforms' ids to persons, workspaces and addresses, made on first sight."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.columns import new_id
from core.messages import Address, Author

# The doors to a person's own space: one account there is the same person, whichever of them they come through.
OWN_SPACE = frozenset({"terminal", "web"})
LOCAL = "local"
SAME_EVERYWHERE = frozenset({"discord"})  # an account there is the same person in every workspace
KEPT_S = 3600.0  # another process may have erased them, or heard of another name
CACHE = 10_000
_NAMES = uuid.UUID("6f0e4dd0-6a0c-5f5c-9b43-2f6d6a1c7a01")  # any fixed one: it only keeps our derived ids apart


_ANYWHERE = " /* %(workspace)s: people belong to no tenant */"


@dataclass(frozen=True, slots=True)
class Known:
    """The rows behind an author at an address; ids never change once they are there."""

    workspace_id: UUID
    person_id: UUID
    address_id: UUID
    inbox_id: UUID


def inbox_of(workspace: UUID, person: UUID) -> UUID:
    """The id of a person's inbox in a workspace: derived, so that no look-up is needed."""
    return uuid.uuid5(_NAMES, f"inbox/{workspace}/{person}")


class Directory:
    """Finds and creates the rows; keeps the ids of the last 10,000 in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: OrderedDict[tuple[Address, str], tuple[Known, Author, float]] = OrderedDict()

    async def identify(self, address: Address, author: Author) -> Known:
        """The ids of workspace, person, address and inbox; made when this is their first message."""
        at = (address, author.account)
        kept = self._known.get(at)
        if kept is not None and time.monotonic() < kept[2] and _alike(kept[1], author):
            self._known.move_to_end(at)
            return kept[0]
        known = await self._db.run(Scope.system("directory"), lambda tx: _identify(tx, address, author))
        self._known[at] = known, author, time.monotonic() + KEPT_S
        if len(self._known) > CACHE:
            self._known.popitem(last=False)
        return known


def is_own(address: Address) -> bool:
    """Whether only one person is there."""
    place = address.origin
    return place.platform in OWN_SPACE or place.personal


def _alike(one: Author, other: Author) -> bool:
    return (one.name, one.admin) == (other.name, other.admin)


async def address_row(tx: Transaction, workspace: UUID, address: Address) -> UUID:
    """The id of an address in a workspace, made when it is new.

    A person's direct messages are one place, whether or not the platform has said what it calls the conversation.
    """
    own = address.platform in OWN_SPACE  # there `channel` tells a person's conversations apart
    found = await tx.write(
        "INSERT INTO addresses (id, workspace_id, platform, tenant, channel, thread, person, fence, last_ordinal,"
        " created_at) VALUES (%(id)s, %(workspace)s, %(platform)s, %(tenant)s, %(channel)s, %(thread)s, %(person)s,"
        " 0, 0, todobot_now())"
        " ON CONFLICT ON CONSTRAINT addresses_place DO UPDATE SET tenant = excluded.tenant, gone_until = NULL"
        " RETURNING id",
        id=new_id(),
        platform=address.platform,
        tenant=address.workspace,
        channel="" if address.direct and not own else address.channel,
        thread=address.thread,
        person=address.person,
        **({} if tx.scope.workspace else {"workspace": workspace}),
    )
    return UUID(str(found[0]["id"]))


async def _identify(tx: Transaction, address: Address, author: Author) -> Known:
    place = address.origin
    own = place.platform in OWN_SPACE
    platform, tenant = (LOCAL, "") if own else (place.platform, _tenant(place))
    external = author.account if own else place.workspace
    workspace = (
        await tx.write(
            "INSERT INTO workspaces (id, platform, external_id, name, last_number, created_at)"
            " VALUES (%(id)s, %(platform)s, %(external)s, %(name)s, 0, todobot_now())"
            " ON CONFLICT ON CONSTRAINT workspaces_platform DO UPDATE SET external_id = excluded.external_id"
            " RETURNING id",
            id=new_id(),
            platform=platform,
            external=external,
            name=author.name or external if is_own(address) else external,
        )
    )[0]["id"]
    person = await _person(tx, workspace, platform, tenant, author)
    await _member(tx, workspace, person, author, personal=is_own(address))
    inbox = inbox_of(workspace, person)
    return Known(workspace, person, await address_row(tx, workspace, address), inbox)


async def introduce(tx: Transaction, workspace: UUID, place: Address, account: str, name: str = "") -> UUID:
    """The person behind an account of this workspace that others name, who may never have spoken here."""
    author, place = Author(account, name), place.origin
    person = await _person(tx, workspace, place.platform, _tenant(place), author)
    await _member(tx, workspace, person, author, personal=False)
    return person


def _tenant(address: Address) -> str:
    """To whose accounts the ids belong."""
    return "" if address.platform in SAME_EVERYWHERE else address.workspace


async def _member(tx: Transaction, workspace: UUID, person: UUID, author: Author, *, personal: bool) -> None:
    """Known here, with an inbox. A name that is not told now stays what it was."""
    await tx.write(
        "INSERT INTO members (workspace_id, person_id, account, name, admin, personal, created_at)"
        " VALUES (%(workspace)s, %(person)s, %(account)s, %(name)s, %(admin)s, %(personal)s, todobot_now())"
        " ON CONFLICT (workspace_id, person_id) DO UPDATE SET"
        " name = CASE WHEN %(told)s THEN excluded.name ELSE members.name END,"
        " admin = CASE WHEN %(told)s THEN excluded.admin ELSE members.admin END",
        person=person,
        account=author.account,
        name=author.name or author.account,
        admin=author.admin or personal,
        personal=personal,
        told=bool(author.name),
        workspace=workspace,
    )
    await tx.write(
        "INSERT INTO lists (id, workspace_id, owner_id, name, created_at)"
        " VALUES (%(id)s, %(workspace)s, %(person)s, '', todobot_now()) ON CONFLICT DO NOTHING",
        id=inbox_of(workspace, person),
        person=person,
        workspace=workspace,
    )


async def _person(tx: Transaction, workspace: UUID, platform: str, tenant: str, author: Author) -> UUID:
    """The person behind the account; two first messages at once agree on one by the unique account."""
    found = await tx.one(
        "SELECT person_id FROM identities"
        " WHERE platform = %(platform)s AND tenant = %(tenant)s AND account = %(account)s"
        f"{_ANYWHERE}",
        workspace=workspace,
        platform=platform,
        tenant=tenant,
        account=author.account,
    )
    if found is not None:
        return UUID(str(found["person_id"]))
    person = new_id()
    await tx.write(
        "INSERT INTO persons (id, name, locale, zone_set, preferences, version, created_at)"
        f" VALUES (%(id)s, %(name)s, %(locale)s, false, '{{}}', 0, todobot_now()){_ANYWHERE}",
        workspace=workspace,
        id=person,
        name=author.name or author.account,
        locale=author.locale,
    )
    made = await tx.write(
        "INSERT INTO identities (id, person_id, platform, tenant, account, name, created_at)"
        " VALUES (%(id)s, %(person)s, %(platform)s, %(tenant)s, %(account)s, %(name)s, todobot_now())"
        " ON CONFLICT ON CONSTRAINT identities_account DO UPDATE SET account = excluded.account RETURNING person_id"
        f"{_ANYWHERE}",
        workspace=workspace,
        id=new_id(),
        person=person,
        platform=platform,
        tenant=tenant,
        account=author.account,
        name=author.name,
    )
    return UUID(str(made[0]["person_id"]))
