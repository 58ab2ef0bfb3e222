"""Export names the address that is really ours, not the one that most people have."""

from __future__ import annotations

import pytest

from core.bootstrap import build
from core.replies.book import plain
from core.settings import Settings
from tests.unit.assistant.conftest import incoming


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"port": 9000}, "http://localhost:9000/export.csv"),
        ({"public_url": "https://todo.example.com/"}, "https://todo.example.com/export.csv"),
        ({"port": 0}, "from the address that it names"),
    ],
)
async def test_export_names_the_address_that_is_ours(database_url, settings, words):
    built = build(Settings(_env_file=None, **settings), database_url, {})
    try:
        outcome = await built.assistant.handle(incoming("export"))
    finally:
        await built.db.stop()
    assert words in "".join(map(plain, outcome.reply.parts))
