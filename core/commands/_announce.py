"""What is done to a channel's list where the channel does not see it is told there, once."""

from __future__ import annotations

from dataclasses import replace

from core.commands._base import Context
from core.commands._lists import is_channel
from core.commands._places import channel_of
from core.db.directory import address_row, is_own
from core.db.notices import ADDED, Notice, tell
from core.domain import Task


async def announce(context: Context, task: Task, list_name: str | None) -> None:
    """Tell the channel of a task that has come to its list, unless it was asked for there, before everybody's eyes."""
    if not list_name or not is_channel(list_name) or is_own(context.address):
        return
    channel = channel_of(context, list_name)
    if not context.private and context.address.channel == channel:
        return
    there = replace(context.address, channel=channel, thread="", person="")
    address = await address_row(context.tx, context.workspace, there)
    name = context.who.name or context.who.account
    await tell(
        context.tx,
        Notice(context.workspace, address, context.who.id, task.id, task.title, f"{ADDED}{name}"),
    )
