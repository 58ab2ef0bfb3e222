"""The published limits of a message: its text, embeds with their total, allowed mentions, nonce."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.platforms.discord import widgets
from tests.platforms.discord.forms import Form, Path
from tests.platforms.discord.refusals import Refused

CONTENT, EMBEDS, TOTAL, NONCE = 2000, 10, 6000, 25
EPHEMERAL, LOADING, SILENT, WIDGETS = 1 << 6, 1 << 7, 1 << 12, 1 << 15


def message(body: Mapping[str, Any], *, files: int = 0, partial: bool = False) -> None:
    """Refuses a body that Discord would refuse; `partial` is an edit, which may leave out what stays."""
    form = Form()
    form.text(("content",), body.get("content"), CONTENT)
    nonce = body.get("nonce")
    if nonce is not None and not isinstance(nonce, int):
        form.text(("nonce",), nonce, NONCE)
    if body.get("enforce_nonce") and nonce in (None, ""):
        form.wrong(("nonce",), "BASE_TYPE_REQUIRED", "This field is required")
    total = 0
    for number, embed in enumerate(form.items(("embeds",), body.get("embeds"), EMBEDS)):
        total += _embed(form, ("embeds", number), embed)
    if total > TOTAL:
        form.wrong(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TOTAL}")
    modern = bool(int(body.get("flags") or 0) & WIDGETS)
    if modern and (body.get("content") or body.get("embeds")):
        form.wrong(
            ("flags",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The legacy fields cannot be used"
        )
    widgets.rows(form, ("components",), body.get("components"), modern=modern)
    mentions(form, body.get("allowed_mentions"))
    form.judge()
    something = any(
        body.get(name) for name in ("content", "embeds", "components", "sticker_ids", "poll", "attachments")
    )
    if not something and not files and not partial:
        raise Refused(50006)


def _embed(form: Form, path: Path, embed: Any) -> int:
    if not isinstance(embed, dict):
        form.wrong(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return 0
    size = len(form.text((*path, "title"), embed.get("title"), 256))
    size += len(form.text((*path, "description"), embed.get("description"), 4096))
    form.link((*path, "url"), embed.get("url"))
    form.number((*path, "color"), embed.get("color"), 0, 0xFFFFFF)
    for number, field in enumerate(form.items((*path, "fields"), embed.get("fields"), 25)):
        place = (*path, "fields", number)
        size += len(form.text((*place, "name"), field.get("name"), 256, 1))
        size += len(form.text((*place, "value"), field.get("value"), 1024, 1))
    if footer := embed.get("footer"):
        size += len(form.text((*path, "footer", "text"), footer.get("text"), 2048))
    if author := embed.get("author"):
        size += len(form.text((*path, "author", "name"), author.get("name"), 256))
    for name in ("image", "thumbnail"):
        form.link((*path, name, "url"), (embed.get(name) or {}).get("url"))
    return size


def mentions(form: Form, allowed: Any) -> None:
    """allowed_mentions: kinds to parse, or lists; not both for the same kind."""
    if allowed is None:
        return
    path: Path = ("allowed_mentions",)
    if not isinstance(allowed, dict):
        form.wrong(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    parse = form.items((*path, "parse"), allowed.get("parse"), 3)
    for number, kind in enumerate(parse):
        if kind not in ("users", "roles", "everyone"):
            message = "Value must be one of {'roles', 'users', 'everyone'}."
            form.wrong((*path, "parse", number), "BASE_TYPE_CHOICES", message)
    for kind in ("users", "roles"):
        if form.ids((*path, kind), allowed.get(kind), 100) and kind in parse:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.wrong(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
