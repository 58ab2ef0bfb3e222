"""Signing in to the page by a link: once, for ten minutes, kept as hashes; and for our own page alone."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import psycopg
import pytest

from core.messages import Address, Author, Incoming
from tests.scenarios.visitors import OURS, PUBLIC, Chat, link, said, signed_in


@pytest.fixture
async def public(open_door):
    """A server that others reach."""
    door = await open_door(public_url=PUBLIC, api_tokens="eve:eves-token")
    door.services.running["slack"] = Chat()
    return door


async def test_a_link_signs_in_once_and_its_person_sees_their_workspace(public) -> None:
    await said(public, "T1", "U1", "add buy milk")
    token = await link(public)
    nobody = public.client(**OURS)
    assert (await nobody.get("/tasks")).status_code == 401
    answer = await nobody.post("/session", json={"token": token})
    cookie = answer.headers["set-cookie"]
    for part in ("__Host-todobot=", "HttpOnly", "SameSite=lax", "Secure", "Path=/"):
        assert part.lower() in cookie.lower()
    assert "domain" not in cookie.lower()
    assert token not in cookie
    again = await nobody.post("/session", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (403, "link_spent")
    ann = await signed_in(public)
    assert [one["title"] for one in (await ann.get("/tasks")).json()["items"]] == ["buy milk"]
    me = (await ann.get("/me")).json()
    assert (me["platform"], me["account"], me["name"], me["signed_in"], me["local"]) == (
        "slack", "U1", "U1", True, False,
    )  # fmt: skip
    assert [one["platform"] for one in me["workspaces"]] == ["slack"]
    assert (await ann.post("/chat", json={"text": "add bread"})).json()["text"] == "Created #2: bread"
    assert (await ann.get("/chat/history")).json()["items"][-1]["text"] == "Created #2: bread"


async def test_two_at_once_spend_a_link_once(public) -> None:
    token = await link(public)
    asked = [public.client(**OURS).post("/session", json={"token": token}) for _ in range(6)]
    assert sorted(one.status_code for one in await asyncio.gather(*asked)) == [201, 403, 403, 403, 403, 403]


async def test_tokens_are_kept_as_hashes_and_end(public, database_url: str) -> None:
    ann, late = await signed_in(public), await link(public)
    session = ann.headers["Cookie"].partition("=")[2]
    dsn = database_url.replace("postgresql+psycopg:", "postgresql:", 1)
    with psycopg.connect(dsn, autocommit=True) as connection:
        kept = connection.execute("SELECT hash FROM web_links UNION SELECT hash FROM web_sessions").fetchall()
        assert len(kept) == 2
        assert not {(session,), (late,)} & set(kept)
        connection.execute("UPDATE web_links SET expires_at = now() - interval '1 second'")
        assert (await public.client(**OURS).post("/session", json={"token": late})).status_code == 403
        assert (await ann.get("/tasks")).status_code == 200
        connection.execute("UPDATE web_sessions SET expires_at = now() - interval '1 second'")
        assert (await ann.get("/tasks")).status_code == 401


async def test_a_cookie_changes_things_for_our_own_page_only(public) -> None:
    ann = await signed_in(public)
    body = {"title": "x"}
    for headers, expected in (
        ({}, 201), ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403),
        ({"Origin": "http://todo.example"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ):  # fmt: skip
        assert (await ann.post("/tasks", json=body, headers=headers)).status_code == expected, headers
    del ann.headers["Origin"]
    assert (await ann.post("/tasks", json=body)).status_code == 403
    assert (await ann.get("/tasks")).status_code == 200
    assert (await ann.get("/tasks", headers={"Sec-Fetch-Site": "same-site"})).status_code == 403
    nobody = public.client(Host="todo.example")
    for headers in ({}, {"Origin": "https://evil.example"}):
        assert (await nobody.post("/session", json={"token": "x"}, headers=headers)).status_code == 403


async def test_a_link_is_not_spent_by_who_fetches_it(public) -> None:
    token = await link(public)
    for method in ("GET", "HEAD"):
        await public.client(Host="todo.example").request(method, "/sign-in", params={"token": token})
    assert (await public.client(**OURS).post("/session", json={"token": token})).status_code == 201


async def test_signing_out_ends_the_session(public) -> None:
    ann = await signed_in(public)
    answer = await ann.delete("/session")
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert (await ann.get("/me")).status_code == 401


async def test_signing_out_ends_what_is_open(public) -> None:
    ann = await signed_in(public)
    async with asyncio.timeout(20), ann.stream("GET", "/live") as stream:
        heard = stream.aiter_bytes()
        assert b"event: hello" in await anext(heard)
        await ann.delete("/session")
        async for _ in heard:
            pass  # it ends
    assert (await ann.get("/live")).status_code == 401


async def test_who_has_left_the_workspace_sees_nothing_of_it(public) -> None:
    ann = await signed_in(public)
    public.services.running["slack"].left.add("T1/U1")
    assert (await ann.get("/tasks")).status_code == 404


async def test_on_ones_own_machine_the_link_leads_into_its_workspace(door) -> None:
    await said(door, "T1", "U1", "add in slack")
    origin = f"http://127.0.0.1:{door.port}"
    ann = await signed_in(door, Origin=origin)
    assert ann.headers["Cookie"].startswith("todobot=")
    assert [one["title"] for one in (await ann.get("/tasks")).json()["items"]] == ["in slack"]
    assert (await ann.get("/tasks", headers={"Host": "evil.example"})).status_code == 421
    await ann.delete("/session")
    assert (await ann.get("/me")).json()["local"]  # and back to who sits here


async def test_a_link_is_told_to_nobody_else(public) -> None:
    place = Address("slack", "T1", "C1")
    asked = Incoming(place, Author("U1", "Ann"), uuid4().hex, text="web", private=False)
    outcome = await public.services.assistant.handle(asked)
    assert outcome.reply.code == "web_private"
    assert "token" not in "".join(map(str, outcome.reply.parts))
