"""Nothing is open by default: who is let in, from where, and who is not."""

from __future__ import annotations

from itertools import product

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from core.api.problems import Denied
from core.api.who import Rules
from core.settings import Settings

NEW = {"title": "x"}


async def status(http: httpx.AsyncClient, method: str = "POST", path: str = "/tasks", **more: object) -> int:
    answer = await http.request(
        method, path, **({"json": NEW} if method == "POST" and not more.get("content") else {}) | more
    )
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
    return answer.status_code


async def test_a_program_on_this_machine_is_the_local_person(door) -> None:
    http = door.client()
    assert await status(http) == 201
    for name in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST"):
        assert await status(http, headers={"Host": f"{name}:{door.port}"}) == 201


HOSTS = ["evil.example", "evil.example:{port}", "localhost", "localhost:1", "localhost.:{port}", "127.0.0.2:{port}",
             "localhost:{port}@evil.example", "", "[::1", "localhost:x", "localhost:²"]  # fmt: skip


async def test_another_host_is_turned_away_for_every_method(door) -> None:
    asked = (("GET", "/tasks"), ("POST", "/tasks"), ("GET", "/health"), ("GET", "/docs"))
    for host, (method, path) in product(HOSTS, asked):
        headers = {"Host": host.format(port=door.port).encode()}
        assert await status(door.client(), method, path, headers=headers) in (400, 421), host


HEADERS = [
        ({"Origin": "http://127.0.0.1:{port}"}, 201),
        ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "http://localhost:{port}"}, 403),  # Host says 127.0.0.1, so this is another origin
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:3000"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Origin": "http://127.0.0.1:{port}", "Content-Type": "text/plain"}, 415),
        ({"X-Forwarded-For": "203.0.113.9"}, 401),
        ({"Forwarded": "for=203.0.113.9"}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic YTpi"}, 401),
        ({"Authorization": "Bearer"}, 401),
        ({"X-Todobot-Person": "bob"}, 403),
        ({"X-Todobot-Platform": "terminal"}, 403),
    ]  # fmt: skip


async def test_on_this_machine_other_sites_can_do_nothing(door) -> None:
    http = door.client()
    for headers, expected in HEADERS:
        given = {name: value.format(port=door.port) for name, value in headers.items()}
        assert await status(http, headers=given) == expected, headers
    shown = (await http.get("/tasks")).json()["items"]
    assert len(shown) == sum(expected == 201 for _, expected in HEADERS)


async def test_other_sites_can_link_here_but_not_read_in_the_background(door) -> None:
    http = door.client()
    background = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert await status(http, "GET", "/tasks", headers=background) == 403
    assert await status(http, "GET", "/tasks", headers=background | {"Sec-Fetch-Mode": "navigate"}) == 200
    assert (
        "access-control-allow-origin" not in (await http.get("/tasks", headers={"Origin": "https://a.example"})).headers
    )


async def test_the_run_token_speaks_for_any_local_person_and_for_the_terminal(door) -> None:
    ann = door.person("ann")
    assert await status(ann) == 201
    assert await status(ann, headers={"X-Todobot-Platform": "terminal"}) == 201  # the same space by another door
    assert len((await ann.get("/tasks")).json()["items"]) == 2
    await ann.post("/chat", json={"text": "add one"}, headers={"X-Todobot-Platform": "terminal"})
    assert (await ann.get("/chat/history")).json()["items"] == []
    assert await status(ann, headers={"X-Todobot-Platform": "slack"}) == 422
    assert await status(ann, headers={"X-Todobot-Person": "a/b"}) == 422


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"public_url": "https://todo.example"}])
async def test_elsewhere_a_token_is_needed(open_door, settings: dict[str, str]) -> None:
    door = await open_door(api_tokens="ann:first-token, bob:second:token,ann:newer-token", **settings)
    nobody = door.client()
    for method, path in (("GET", "/tasks"), ("POST", "/tasks"), ("POST", "/chat"), ("GET", "/chat/stream"),
                         ("GET", "/health"), ("GET", "/metrics"), ("GET", "/docs"), ("GET", "/openapi.json"),
                         ("GET", "/nothing"), ("DELETE", "/tasks/1")):  # fmt: skip
        answer = await nobody.request(method, path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
    for path in ("/health/live", "/health/ready"):
        assert (await nobody.get(path)).status_code == 200
    ann, newer, bob = (
        door.client(Authorization=f"Bearer {one}") for one in ("first-token", "newer-token", "second:token")
    )
    assert await status(ann) == 201
    assert len((await newer.get("/tasks")).json()["items"]) == 1
    assert (await bob.get("/tasks")).json()["items"] == []
    assert await status(ann, headers={"X-Todobot-Person": "bob"}) == 403
    assert await status(ann, headers={"Host": "todo.example"}) == 201
    for wrong in ("first", "first-token2", "ann", "ann:first-token", "tökén"):
        assert await status(door.client(), headers={"Authorization": f"Bearer {wrong}".encode()}) == 401


async def test_a_header_twice_is_refused(door) -> None:
    http = door.client()
    answer = await http.get("/tasks", headers=[("Origin", "http://a"), ("Origin", "http://b")])
    assert answer.status_code == 400


async def test_routes_of_platforms_let_in_whom_they_want_and_cannot_open_ours(open_door) -> None:
    async def hook(_: Request) -> Response:
        return Response("heard")

    routes = [Route("/hook", hook, methods=["POST"]), Mount("/", app=Route("/{rest:path}", hook))]
    door = await open_door({"routes": routes}, host="0.0.0.0", api_tokens="ann:first-token")
    nobody = door.client()
    assert (await nobody.post("/hook", content=b"<xml>")).text == "heard"
    assert (await nobody.get("/page")).text == "heard"
    for method, path in (("GET", "/tasks"), ("PUT", "/tasks"), ("DELETE", "/tasks/1"), ("GET", "/chat/stream")):
        assert await status(nobody, method, path) == 401
    assert await status(door.client(Authorization="Bearer first-token")) == 201


def test_odd_headers_are_no_defect() -> None:
    rules = Rules(Settings(_env_file=None))
    for host in ("localhost:\xb2", "localhost:" + "9" * 6000, ":", "", "[::1]:"):
        scope = {"method": "GET", "scheme": "http", "server": ("127.0.0.1", 8080)}
        with pytest.raises(Denied):
            rules.caller(scope, {"host": host})
