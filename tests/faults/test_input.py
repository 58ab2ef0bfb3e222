"""F35: what nobody should send, through a chat platform and over HTTP: answered, kept whole, and nobody is pinged."""

from __future__ import annotations

import httpx
import pytest

from fakechat.process import Program, wait_until
from tests.faults.scene import Scene

ODD = {
    "2001 characters": "a" * 2_001,
    "3001 characters": "word " * 600 + "x",
    "20001 characters": "é" * 20_001,
    "51 lines": "\n".join(f"line {number}" for number in range(51)),
    "a mass mention": "@everyone lunch",
    "a mass mention of the other kind": "<!channel> <!here> <@&12345> @here lunch",
    "a person who is not here": "<@U99999> lunch",
    "markup": "*bold* _it_ ~no~ `code` ```\nblock\n``` <http://x|click> &amp; <script>alert(1)</script>",
    "right to left": "\u202eabc\u202c \u2066x\u2069 עברית",
    "invisible": "a\u200b\u200d\ufeffb",
    "NUL": "a\u0000b",
    "combining": "Z" + "\u0301" * 500,
    "emoji": "👩‍👩‍👧‍👦" * 60,
    "only signs": "?!… — ;;;",
    "a number": "12345678901234567890",
}
BODY_MB = 10


def typed(scene: Scene, text: str) -> list[dict]:
    """What the platform accepted from the bot in answer to a text."""
    before = len(scene.fake.log())
    sent = scene.fake.type(text)
    assert all(one["status"] == 200 for one in sent["tries"]), sent
    return wait_until(lambda: scene.fake.log()[before:], 15, f"an answer to {text[:40]!r}")


@pytest.fixture(scope="module")
def scene(stage):
    """One bot for all of it."""
    with stage() as scene:
        scene.bot()
        yield scene


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_each_oddity_is_answered_and_pings_nobody(scene, text):
    answers = typed(scene, f"add {text}") + typed(scene, f"remind me in 900 seconds to {text}")
    answers += typed(scene, text)
    assert all(set(one["pings"]) <= {"ann"} for one in answers), [one["pings"] for one in answers]
    refused = [one for one in scene.fake.tries() if one.get("result") not in (None, "accepted")]
    assert refused == []


def test_an_oddity_that_rings_is_posted_and_pings_only_whom_it_is_for(scene):
    for name in ("a mass mention", "a mass mention of the other kind", "markup", "right to left", "3001 characters"):
        text = ODD[name]
        asked = typed(scene, f'remind me in 2 seconds to "{text[:150]}"')
        assert asked
    rung = scene.fake.wait(5, timeout=20, marked=True)
    assert all(set(one["pings"]) <= {"ann"} for one in rung)


def test_a_long_text_is_kept_to_its_last_character(scene):
    title, rest = "plan " + "the trip " * 15, "\n".join(f"{number} " + "y" * 90 for number in range(90))
    typed(scene, f"add {title}\n{rest}")
    row = scene.rows("SELECT title, description FROM tasks ORDER BY number DESC LIMIT 1")[0]
    assert row["title"] == title.strip()
    assert row["description"] == rest


def test_a_body_of_ten_megabytes_is_refused_and_the_next_request_served(scene):
    bot: Program = scene.bots[0]
    refused = httpx.post(f"{bot.url}/chat", json={"text": "x" * (BODY_MB << 20)}, timeout=30)
    assert refused.status_code == 413
    assert httpx.post(f"{bot.url}/chat", json={"text": "help"}, timeout=30).status_code == 200
