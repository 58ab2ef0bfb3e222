"""Collects what is wrong in a body the way Discord tells it: error 50035 with a tree of codes."""

from __future__ import annotations

import re
from typing import Any

from tests.platforms.discord.refusals import Refused

Path = tuple[str | int, ...]


class Form:
    """What was found wrong; `judge` refuses when it is anything."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def wrong(self, path: Path, code: str, message: str) -> None:
        """One fault at a place."""
        place = self.errors
        for step in path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def judge(self) -> None:
        """Refuses with everything that was found."""
        if self.errors:
            raise Refused(50035, errors=self.errors)

    def text(self, path: Path, value: Any, most: int, least: int = 0) -> str:
        """A string within its length; None counts as absent."""
        if value is None and not least:
            return ""
        if value is None:
            self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")
            return ""
        if not isinstance(value, str):
            self.wrong(path, "BASE_TYPE_BAD_STRING", "Could not interpret value as string.")
            return ""
        if least and not least <= len(value) <= most:
            code = "BASE_TYPE_REQUIRED" if not value else "BASE_TYPE_BAD_LENGTH"
            self.wrong(path, code, f"Must be between {least} and {most} in length.")
        elif len(value) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return value

    def number(self, path: Path, value: Any, least: int, most: int) -> None:
        """A whole number in its range; None counts as absent."""
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < least:
            self.wrong(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            self.wrong(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")

    def items(self, path: Path, value: Any, most: int, least: int = 0) -> list[Any]:
        """A list of so many; None counts as empty."""
        found = [] if value is None else value
        if not isinstance(found, list):
            self.wrong(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(found) <= most:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return found

    def link(self, path: Path, value: Any) -> None:
        """A URL that a client can open."""
        if value is not None and not re.match(r"(?:https?|attachment)://\S+$", str(value)):
            message = f"Scheme \"{str(value)[:20]}\" is not supported. Scheme must be one of ('http', 'https')."
            self.wrong(path, "URL_TYPE_INVALID_SCHEME", message)

    def ids(self, path: Path, value: Any, most: int) -> list[str]:
        """A list of snowflakes."""
        found = [str(one) for one in self.items(path, value, most)]
        for number, one in enumerate(found):
            if not re.fullmatch(r"\d{1,20}", one):
                self.wrong((*path, number), "NUMBER_TYPE_COERCE", f'Value "{one}" is not snowflake.')
        return found
