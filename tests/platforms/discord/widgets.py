"""The published limits of components: rows, buttons, selects, the newer layout, and the parts of a modal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.platforms.discord.forms import Form, Path

ROW, BUTTON, SELECT, INPUT, USERS, ROLES, MENTIONABLES, CHANNELS = range(1, 9)
SECTION, WORDS, THUMBNAIL, GALLERY, FILE, RULE = range(9, 15)
CONTAINER, LABEL, UPLOAD, RADIOS, CHECKS, CHECK = 17, 18, 19, 21, 22, 23
SELECTS = (SELECT, USERS, ROLES, MENTIONABLES, CHANNELS)
LINK, PREMIUM = 5, 6
TOP = {ROW, SECTION, WORDS, GALLERY, FILE, RULE, CONTAINER}
MOST = 40


def rows(form: Form, path: Path, components: Any, *, modern: bool = False) -> None:
    """What stands below a message: five rows, or with the newer layout 40 components in all."""
    found = form.items(path, components, MOST if modern else 5)
    seen: set[str] = set()
    for number, one in enumerate(found):
        if not isinstance(one, dict) or (one.get("type") not in TOP if modern else one.get("type") != ROW):
            allowed = tuple(sorted(TOP)) if modern else (1,)
            form.wrong((*path, number, "type"), "UNION_TYPE_CHOICES", f"Value of field must be one of {allowed}.")
        elif one["type"] == ROW:
            _row(form, (*path, number), one, seen)
        else:
            _modern(form, (*path, number), one, seen)
    if modern and len(list(flat(found))) > MOST:
        form.wrong(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"The total number of components exceeds {MOST}")
    if modern and sum(len(str(one.get("content", ""))) for one in flat(found) if one.get("type") == WORDS) > 4000:
        form.wrong(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total displayable text exceeds 4000")


def flat(components: Any) -> Iterator[dict[str, Any]]:
    """Every component, nested ones too."""
    for one in components or []:
        yield one
        yield from flat(one.get("components"))
        for name in ("component", "accessory"):
            yield from flat([one[name]] if isinstance(one.get(name), dict) else [])


def _row(form: Form, path: Path, row: dict[str, Any], seen: set[str]) -> None:
    found = form.items((*path, "components"), row.get("components"), 5, 1)
    for number, one in enumerate(found):
        place = (*path, "components", number)
        if one.get("type") == BUTTON:
            button(form, place, one, seen)
        elif one.get("type") in SELECTS:
            select(form, place, one, seen)
            if len(found) > 1:
                form.wrong(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
        else:
            form.wrong((*place, "type"), "UNION_TYPE_CHOICES", "Value of field must be one of (2, 3, 5, 6, 7, 8).")


def _modern(form: Form, path: Path, one: dict[str, Any], seen: set[str]) -> None:
    if one["type"] == WORDS:
        form.text((*path, "content"), one.get("content"), 4000, 1)
    elif one["type"] == SECTION:
        for number, inner in enumerate(form.items((*path, "components"), one.get("components"), 3, 1)):
            form.text((*path, "components", number, "content"), inner.get("content"), 4000, 1)
        beside = one.get("accessory") or {}
        if beside.get("type") == BUTTON:
            button(form, (*path, "accessory"), beside, seen)
    elif one["type"] == CONTAINER:
        for number, inner in enumerate(form.items((*path, "components"), one.get("components"), MOST)):
            step = _row if inner.get("type") == ROW else _modern
            step(form, (*path, "components", number), inner, seen)


def name(form: Form, path: Path, one: dict[str, Any], seen: set[str]) -> None:
    """A custom_id: 1 to 100 characters, and no second time in the message."""
    given = form.text((*path, "custom_id"), one.get("custom_id"), 100, 1)
    if given in seen:
        form.wrong((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    seen.add(given)


def button(form: Form, path: Path, one: dict[str, Any], seen: set[str]) -> None:
    """With a custom_id, or a link."""
    form.number((*path, "style"), one.get("style"), 1, 6)
    form.text((*path, "label"), one.get("label"), 80)
    if one.get("style") == LINK:
        form.text((*path, "url"), one.get("url"), 512, 1)
        form.link((*path, "url"), one.get("url"))
    elif one.get("style") != PREMIUM:
        name(form, path, one, seen)
    if not one.get("label") and not one.get("emoji") and one.get("style") != PREMIUM:
        form.wrong((*path, "label"), "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required")


def select(form: Form, path: Path, one: dict[str, Any], seen: set[str]) -> None:
    """A list with 1 to 25 options, or one that Discord fills."""
    name(form, path, one, seen)
    form.text((*path, "placeholder"), one.get("placeholder"), 150)
    form.number((*path, "min_values"), one.get("min_values"), 0, 25)
    form.number((*path, "max_values"), one.get("max_values"), 1, 25)
    if one["type"] == SELECT:
        options(form, (*path, "options"), one.get("options"), 25)
        most = one.get("max_values")
        if isinstance(most, int) and most > len(one.get("options") or ()):
            form.wrong((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES_EXCEEDED", "More than there are options")


def options(form: Form, path: Path, value: Any, most: int) -> None:
    """Labels, values (each once) and descriptions."""
    seen: set[Any] = set()
    for number, one in enumerate(form.items(path, value, most, 1)):
        place = (*path, number)
        form.text((*place, "label"), one.get("label"), 100, 1)
        form.text((*place, "value"), one.get("value"), 100, 1)
        form.text((*place, "description"), one.get("description"), 100)
        if one.get("value") in seen:
            message = "The specified option value is already used"
            form.wrong((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(one.get("value"))


def modal(data: Any) -> None:
    """The data of an interaction answer of type 9."""
    form, seen = Form(), set[str]()
    form.text(("title",), data.get("title"), 45, 1)
    form.text(("custom_id",), data.get("custom_id"), 100, 1)
    for number, one in enumerate(form.items(("components",), data.get("components"), 5, 1)):
        path: Path = ("components", number)
        if one.get("type") == ROW:
            inner = form.items((*path, "components"), one.get("components"), 1, 1)
            for place, field in enumerate(inner):
                _input(form, (*path, "components", place), field, seen, labelled=True)
        elif one.get("type") == LABEL:
            form.text((*path, "label"), one.get("label"), 45, 1)
            form.text((*path, "description"), one.get("description"), 100)
            _field(form, (*path, "component"), one.get("component") or {}, seen)
        elif one.get("type") != WORDS:
            form.wrong((*path, "type"), "UNION_TYPE_CHOICES", "Value of field must be one of (1, 10, 18).")
    form.judge()


def _field(form: Form, path: Path, field: dict[str, Any], seen: set[str]) -> None:
    kind = field.get("type")
    if kind == INPUT:
        _input(form, path, field, seen, labelled=False)
    elif kind in SELECTS:
        select(form, path, field, seen)
    elif kind in (RADIOS, CHECKS):
        name(form, path, field, seen)
        options(form, (*path, "options"), field.get("options"), 10)
    elif kind in (UPLOAD, CHECK):
        name(form, path, field, seen)
    else:
        message = "Value of field must be one of (3, 4, 5, 6, 7, 8, 19, 21, 22, 23)."
        form.wrong((*path, "type"), "UNION_TYPE_CHOICES", message)


def _input(form: Form, path: Path, field: dict[str, Any], seen: set[str], *, labelled: bool) -> None:
    if field.get("type") != INPUT:
        form.wrong((*path, "type"), "UNION_TYPE_CHOICES", "Value of field must be one of (4,).")
        return
    name(form, path, field, seen)
    form.number((*path, "style"), field.get("style"), 1, 2)
    if field.get("style") is None:
        form.wrong((*path, "style"), "BASE_TYPE_REQUIRED", "This field is required")
    form.text((*path, "label"), field.get("label"), 45, 1 if labelled else 0)
    form.number((*path, "min_length"), field.get("min_length"), 0, 4000)
    form.number((*path, "max_length"), field.get("max_length"), 1, 4000)
    most = field.get("max_length")
    form.text((*path, "value"), field.get("value"), most if isinstance(most, int) else 4000)
    form.text((*path, "placeholder"), field.get("placeholder"), 100)
