"""What the page offers as an example is understood by the bot, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.nlu.languages import Languages

WORDS = Path(__file__).resolve().parents[2] / "bot" / "web" / "ui" / "src" / "words"
START = datetime(2026, 3, 4, 15, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
MEANT = {"chat_try_1": "create_task", "chat_try_2": "remind", "chat_try_3": "create_task", "chat_place": "help"}
MEANT |= {"reminders_empty_what": "remind", "recurring_empty_what": "remind"}
RECURRING = {"recurring_empty_what"}


def examples() -> list[tuple[str, str, str]]:
    """Language, name of the sentence, and the example in it: what stands in quotes, else all of it."""
    found = []
    for path in sorted(WORDS.glob("[a-z][a-z]/*.ts")):
        for name, text in re.findall(r'^  (\w+):\s+"(.*)",$', path.read_text("utf-8"), re.MULTILINE):
            if name in MEANT:
                quoted = re.search(r"[“„](.+?)[”“]", text)
                found.append((path.parent.name, name, quoted[1] if quoted else text))
    return found


def test_each_language_offers_each_example():
    assert sorted((language, name) for language, name, _ in examples()) == sorted(
        (language, name) for language in ("de", "en") for name in MEANT
    )


@pytest.mark.parametrize(("language", "name", "said"), examples())
def test_an_example_is_understood_in_its_own_language(language, name, said):
    reading = Languages().understand(said, START)
    assert reading.intent == MEANT[name]
    assert (reading.slots.when is not None and bool(reading.slots.when.rrule)) is (name in RECURRING)
    if name != "chat_place":
        assert Languages().spoken(said) == language
