"""Permissions as Discord computes them: of a guild, and of a channel with its overwrites."""

from __future__ import annotations

BITS = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
}
ALL = (1 << 50) - 1
TEXTS = ("view_channel", "send_messages", "send_messages_in_threads", "embed_links", "attach_files")
TEXTS += ("read_message_history", "add_reactions")


def bits(*names: str) -> int:
    """The sum of some permissions by name."""
    total = 0
    for name in names:
        total |= BITS[name]
    return total


EVERYONE = bits(*TEXTS, "use_application_commands", "create_public_threads")
BOT = bits(*TEXTS, "mention_everyone", "use_application_commands")
ADMIN = bits("manage_guild", "mention_everyone", "manage_messages", "manage_channels", "manage_roles")
IN_DM = EVERYONE | BITS["mention_everyone"]


def overwritten(base: int, everyone: str, roles: set[str], person: str, overwrites: list[dict[str, str]]) -> int:
    """What is left of a guild's permissions in a channel: @everyone first, then roles together, then the member."""
    if base & BITS["administrator"]:
        return ALL
    by_id = {one["id"]: one for one in overwrites}
    if everyone in by_id:
        base = base & ~int(by_id[everyone]["deny"]) | int(by_id[everyone]["allow"])
    theirs = [by_id[one] for one in roles if one in by_id]
    deny = allow = 0
    for one in theirs:
        deny, allow = deny | int(one["deny"]), allow | int(one["allow"])
    base = base & ~deny | allow
    if person in by_id:
        base = base & ~int(by_id[person]["deny"]) | int(by_id[person]["allow"])
    return base if base & BITS["view_channel"] else 0
