"""The fake platform keeps its own rules: limits, nonces, faults, signed events, and a log that outlives it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakechat.client import Fakechat


def post(fake: Fakechat, *, token: str = "", timeout: float = 5, **message: Any) -> httpx.Response:
    """One raw post as a bot makes it."""
    body = {"workspace": "acme", "channel": "general", "text": "hi"} | message
    headers = {"Authorization": f"Bearer {token or fake.token}"}
    return httpx.post(f"{fake.url}/api/post", json=body, headers=headers, timeout=timeout, trust_env=False)


def button(label: str = "Done", action: str = "1:done") -> dict[str, str]:
    """One button."""
    return {"label": label, "action": action}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "x" * 4_001}, "text_too_long"),
        ({"text": "  "}, "no_text"),
        ({"text": "a\x00b"}, "control_character"),
        ({"rows": [[button()] * 6]}, "too_many_buttons"),
        ({"rows": [[]]}, "too_many_buttons"),
        ({"rows": [[button()]] * 11}, "too_many_rows"),
        ({"rows": [[button(action="a" * 101)]]}, "bad_action"),
        ({"rows": [[button(action="täsk")]]}, "bad_action"),
        ({"rows": [[button(label="")]]}, "bad_label"),
        ({"cards": [{"text": "x"}] * 51}, "too_many_cards"),
        ({"cards": [{"text": "x" * 1_001}]}, "card_too_long"),
        ({"cards": [{"text": "x", "rows": [[button(action="")]]}]}, "bad_action"),
        ({"nonce": "n" * 26}, "bad_nonce"),
        ({"cards": "none"}, "invalid_form"),
    ],
)
def test_what_breaks_a_limit_is_answered_400_and_not_accepted(
    fakechat: Fakechat, message: dict[str, Any], code: str
) -> None:
    answer = post(fakechat, **message)
    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert fakechat.log() == []


def test_what_just_fits_is_accepted(fakechat: Fakechat) -> None:
    message: dict[str, Any] = {
        "text": "x" * 4_000,
        "cards": [{"text": "x" * 1_000}] * 50,
        "rows": [[button(action="a" * 100)] * 5] * 10,
    }
    assert post(fakechat, **message, nonce="n" * 25).status_code == 200


@pytest.mark.parametrize(
    ("place", "status", "code"),
    [
        ({"channel": "nowhere"}, 404, "channel_not_found"),
        ({"workspace": "initech"}, 404, "workspace_not_found"),
        ({"workspace": "globex", "channel": "secret"}, 404, "channel_not_found"),
        ({"channel": None, "dm": "dan"}, 404, "person_not_found"),
        ({"channel": None, "dm": "ben"}, 403, "cannot_message_person"),
        ({"channel": "random"}, 410, "channel_gone"),
        ({"channel": "secret"}, 403, "not_in_channel"),
        ({"token": "wrong"}, 401, "invalid_token"),
    ],
)
def test_places_that_take_nothing_are_permanent(
    fakechat: Fakechat, place: dict[str, Any], status: int, code: str
) -> None:
    fakechat.change(account="ben", blocked=True)
    fakechat.change(channel="random", archived=True)
    fakechat.change(channel="secret", account="bot", present=False)
    answer = post(fakechat, **place)
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_a_second_post_with_the_same_nonce_answers_the_first_message(fakechat: Fakechat) -> None:
    first, second = post(fakechat, nonce="n1").json(), post(fakechat, nonce="n1", text="again").json()
    assert (second["id"], second["duplicate"], first["duplicate"]) == (first["id"], True, False)
    assert post(fakechat, nonce="n1", channel="random").json()["duplicate"] is False, "a nonce is of one place"
    assert [entry["shown"] for entry in fakechat.log(channel="general")] == ["hi"]


def test_without_nonces_a_second_post_is_a_second_message(tmp_path: Path) -> None:
    fake = Fakechat(tmp_path, nonces=False)
    fake.start()
    try:
        assert post(fake, nonce="n1").json()["id"] != post(fake, nonce="n1").json()["id"]
        assert len(fake.log()) == 2
    finally:
        fake.kill()


def test_the_log_and_the_nonces_survive_kill_9(fakechat: Fakechat) -> None:
    first = post(fakechat, nonce="n1", marker="occ-1").json()
    fakechat.kill()
    with fakechat.path.open("ab") as log:
        log.write(b'{"half": ')
    assert [entry["marker"] for entry in fakechat.log()] == ["occ-1"]
    fakechat.start()
    assert post(fakechat, nonce="n1").json() == {**first, "duplicate": True}
    post(fakechat, nonce="n2")
    assert [json.loads(line)["seq"] for line in fakechat.path.read_text().splitlines()] == [1, 2]


def test_a_delayed_answer_comes_after_the_acceptance(fakechat: Fakechat) -> None:
    fakechat.fail("delay", seconds=30, times=1)
    with pytest.raises(httpx.ReadTimeout):
        post(fakechat, timeout=0.3)
    assert len(fakechat.log()) == 1
    assert post(fakechat).status_code == 200, "it struck once"


def test_a_drop_is_accepted_and_a_refusal_is_not(fakechat: Fakechat) -> None:
    for fault, accepted in (("drop", 1), ("refuse", 1)):
        fakechat.fail(fault, times=1)
        with pytest.raises(httpx.TransportError):
            post(fakechat)
        assert len(fakechat.log()) == accepted
    assert [one["result"] for one in fakechat.tries()] == ["accepted", "refuse"]


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_accepts_nothing(fakechat: Fakechat, status: int) -> None:
    fakechat.fail(str(status))
    assert post(fakechat).status_code == status
    fakechat.heal()
    assert post(fakechat).status_code == 200
    assert len(fakechat.log()) == 1


def test_the_rate_limit_is_one_channels_and_ends_by_itself(fakechat: Fakechat) -> None:
    fakechat.fail("rate", channel="general", seconds=1)
    assert post(fakechat).headers["Retry-After"] == "1"
    assert post(fakechat, channel="random").status_code == 200
    assert post(fakechat).status_code == 429, "too early once more"
    time.sleep(1.05)
    assert post(fakechat).status_code == 200


def test_a_fault_can_strike_occurrences_alone(fakechat: Fakechat) -> None:
    fakechat.fail("500", marked=True)
    assert (post(fakechat).status_code, post(fakechat, marker="occ-1").status_code) == (200, 500)


def test_who_is_pinged_is_what_the_text_names_and_the_post_allows(fakechat: Fakechat) -> None:
    text = "<@ann> <@ben> @everyone"
    post(fakechat, text=text)
    post(fakechat, text=text, allowed_mentions={"accounts": ["ben"]})
    post(fakechat, text=text, allowed_mentions={"everyone": True})
    post(fakechat, text="&lt;@ann&gt; &#64;everyone <t:0>")
    assert [entry["pings"] for entry in fakechat.log()] == [["ann", "ben", "everyone"], ["ben"], ["everyone"], []]
    assert fakechat.log()[-1]["shown"] == "<@ann> @everyone 1970-01-01 00:00:00 UTC"


def test_an_edit_changes_the_message_and_not_what_was_accepted(fakechat: Fakechat) -> None:
    message = post(fakechat, rows=[[button()]]).json()["id"]
    headers = {"Authorization": f"Bearer {fakechat.token}"}
    url = f"{fakechat.url}/api/messages/{message}"
    assert httpx.patch(url, json={"workspace": "acme", "text": "done"}, headers=headers).status_code == 200
    assert httpx.patch(url, json={"workspace": "globex", "text": "x"}, headers=headers).status_code == 404
    assert (fakechat.message(message)["shown"], fakechat.message(message)["buttons"]) == ("done", [])
    assert fakechat.log()[0]["shown"] == "hi"


def test_only_who_reads_a_message_can_click_it(fakechat: Fakechat) -> None:
    fakechat.webhook("http://127.0.0.1:9")
    secret = post(fakechat, channel="secret", rows=[[button()]]).json()["id"]
    theirs = post(fakechat, only_for="ann", rows=[[button()]]).json()["id"]
    for message in (secret, theirs):
        assert fakechat.click(message, "Done", retry=False)["tries"][0]["reason"] == "connection_failed"
        with pytest.raises(AssertionError, match="message_not_found"):
            fakechat.click(message, "Done", account="ben")
    with pytest.raises(AssertionError, match="no_such_button"):
        fakechat.click(secret, "Undo")


def test_events_are_sent_again_until_they_are_taken(fakechat: Fakechat) -> None:
    fakechat.webhook("http://127.0.0.1:9")  # nobody listens there
    event = fakechat.type("hi")["event_id"]
    time.sleep(3.5)
    assert [one["try"] for one in fakechat.deliveries(event)] == [0, 1, 2, 3]


def test_the_log_can_be_read_while_the_process_stands_still(fakechat: Fakechat) -> None:
    post(fakechat)
    fakechat.pause()
    try:
        assert len(fakechat.log()) == 1
    finally:
        fakechat.resume()
