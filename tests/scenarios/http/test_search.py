"""GET /tasks in every order, page by page, and by words, also misspelt ones."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

TITLES = ("buy groceries", "groceries", "groceries for Ann", "renew passport", "call the groceries shop")


async def made(http: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await http.post("/tasks", json={"title": "buy milk"} | fields)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def titles(http: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = await http.get("/tasks", params=params)
    assert answer.status_code == 200, answer.text
    return [task["title"] for task in answer.json()["items"]]


async def test_the_whole_title_comes_first_then_its_beginning_then_its_words_then_others(
    http: httpx.AsyncClient,
) -> None:
    for title in TITLES:
        await made(http, title=title)
    await made(http, title="shopping", description="groceries and more")
    await made(http, title="pick up", tags=["groceries"])
    assert await titles(http, q="groceries") == [
        "groceries", "groceries for Ann", "call the groceries shop", "buy groceries", "pick up", "shopping",
    ]  # fmt: skip
    assert await titles(http, q="GROC the shop") == ["call the groceries shop"]
    assert await titles(http, q="gorceries ann") == ["groceries for Ann"]
    assert await titles(http, q="pasport") == ["renew passport"]
    assert await titles(http, q="nothing of it") == []
    assert await titles(http, q="'; :* & !") == []


async def test_what_has_the_words_comes_before_what_is_spelt_like_them(http: httpx.AsyncClient) -> None:
    await made(http, title="write the report")
    await made(http, title="reporting line")
    await made(http, title="repost the offer")
    assert await titles(http, q="report") == ["reporting line", "write the report", "repost the offer"]


async def test_filters_bind_a_search_too(http: httpx.AsyncClient) -> None:
    await made(http, title="plan a", priority=1, due="2030-01-01")
    await made(http, title="plan b", tags=["work"])
    await http.post("/tasks/2/complete")
    assert await titles(http, q="plan") == ["plan a"]
    assert await titles(http, q="plan", status="done") == ["plan b"]
    assert await titles(http, q="plan", status="all", tag="work") == ["plan b"]
    assert await titles(http, q="plan", status="all", priority=1) == ["plan a"]
    assert await titles(http, q="plan", status="all", due_from="2029-01-01") == ["plan a"]


async def test_tasks_are_sorted_as_asked(http: httpx.AsyncClient) -> None:
    await made(http, title="a", due="2030-01-02", priority=2)
    await made(http, title="b", priority=1)
    await made(http, title="c", due="2030-01-01T09:00", priority=3, zone="Europe/Berlin")
    await http.patch("/tasks/1", json={"description": "changed"})
    assert await titles(http) == ["c", "b", "a"]
    assert await titles(http, sort="due") == ["c", "a", "b"]
    assert await titles(http, sort="-due") == ["b", "a", "c"]
    assert await titles(http, sort="priority") == ["b", "a", "c"]
    assert await titles(http, sort="-priority") == ["c", "a", "b"]
    assert await titles(http, sort="created") == await titles(http, sort="number") == ["a", "b", "c"]
    assert await titles(http, sort="-created") == await titles(http, sort="-number") == ["c", "b", "a"]
    assert await titles(http, sort="-updated") == ["a", "c", "b"]


PAGED = [{}, {"sort": "due"}, {"sort": "-updated"}, {"sort": "-priority"}, {"q": "task"}, {"q": "task", "sort": "due"}]


@pytest.mark.parametrize("asked", PAGED, ids=str)
async def test_what_comes_meanwhile_moves_nothing(http: httpx.AsyncClient, asked: dict[str, str]) -> None:
    for number in range(7):
        due = {"due": f"2030-01-0{1 + number % 3}"} if number % 2 else {}
        await made(http, title=f"task {number}", priority=1 + number % 4, **due)
    whole = [task["number"] for task in (await http.get("/tasks", params=asked)).json()["items"]]
    seen: list[int] = []
    after: dict[str, str] = {}
    while True:
        page = (await http.get("/tasks", params={"limit": 2} | asked | after)).json()
        seen += [task["number"] for task in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
        await made(http, title=f"task between {len(seen)}", priority=2)
    assert [number for number in seen if number <= 7] == whole
    assert len(seen) == len(set(seen))


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


BAD = [
    "x", "5", "%%%", "=", cursor("number-", "x"), cursor("number-"), cursor("number-", "1", "2"), cursor("number-", 1),
    cursor("number+", "1"), cursor("number-", "99999999999"), cursor("number-", "²"), cursor("number-", "--1"),
    cursor(), cursor([]), "bnVsbA", cursor("due+", "1"),
]  # fmt: skip


@pytest.mark.parametrize("after", BAD)
async def test_a_cursor_of_another_list_is_refused(http: httpx.AsyncClient, after: str) -> None:
    await made(http)
    answer = await http.get("/tasks", params={"after": after})
    assert answer.status_code == 422, answer.text
    assert "next" in answer.json()["detail"]


async def test_a_cursor_belongs_to_its_sort_and_its_words(http: httpx.AsyncClient) -> None:
    for _ in range(3):
        await made(http)
    after = (await http.get("/tasks", params={"sort": "due", "limit": 1})).json()["next"]
    assert (await http.get("/tasks", params={"sort": "due", "after": after})).status_code == 200
    for other in ({"sort": "-due"}, {"sort": "number"}, {}, {"q": "milk"}, {"q": "milk", "sort": "due"}):
        assert (await http.get("/tasks", params=other | {"after": after})).status_code == 422
    bad = cursor("due+", "infinity", "2030-01-01T09:00:00", "1", "1")
    assert (await http.get("/tasks", params={"sort": "due", "after": bad})).status_code == 422
