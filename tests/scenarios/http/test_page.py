"""The built page as a browser gets it: its document everywhere, files that never change, and a strict policy."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import httpx
import pytest

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INDEX = '<meta name="csp-nonce" content="{{NONCE}}"><script nonce="{{NONCE}}" src="/assets/main-1a2b.js"></script>'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A page as Vite leaves it."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / ".vite").mkdir()
    (folder / ".vite" / "manifest.json").write_text("{}")
    (folder / "assets" / "main-1a2b.js").write_text("let a = 1;" * 500)
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
async def page(open_door, built: Path) -> httpx.AsyncClient:
    return (await open_door({"page": built})).client()


async def test_the_document_answers_at_every_address_of_the_page(page: httpx.AsyncClient) -> None:
    for path in ("/", "/tasks", "/tasks/12", "/reminders", "/deliveries", "/settings", "/sign-in"):
        answer = await page.get(path, headers=HTML)
        assert answer.status_code == 200, path
        assert "csp-nonce" in answer.text
        assert answer.headers["cache-control"] == "no-store"


async def test_the_interface_keeps_its_addresses(page: httpx.AsyncClient) -> None:
    assert (await page.get("/tasks")).json()["items"] == []
    assert (await page.get("/tasks", headers={"Accept": "application/json"})).json()["items"] == []
    for path in ("/docs", "/openapi.json", "/metrics", "/health", "/export.csv", "/chat/history"):
        assert "csp-nonce" not in (await page.get(path, headers=HTML)).text
    assert (await page.post("/tasks", json={"title": "x"}, headers=HTML)).status_code == 201


async def test_who_opens_an_address_that_there_is_not_is_told_by_the_page(page: httpx.AsyncClient) -> None:
    for path in ("/nothing", "/no/such/place", "/wp-login.php"):
        answer = await page.get(path, headers=HTML)
        assert answer.status_code == 404, path
        assert "csp-nonce" in answer.text
        assert "nonce-" in answer.headers["content-security-policy"]
        asked = await page.get(path)
        assert (asked.status_code, asked.json()["code"]) == (404, "not_found")
        assert (await page.post(path, json={}, headers=HTML)).json()["status"] == 404


async def test_every_response_has_a_nonce_of_its_own_and_no_inline_code(page: httpx.AsyncClient) -> None:
    seen = set()
    for _ in range(3):
        answer = await page.get("/", headers=HTML)
        policy = answer.headers["content-security-policy"]
        (word,) = set(re.findall(r"'nonce-([^']+)'", policy))
        assert answer.text.count(f'"{word}"') == 2
        assert "{{" not in answer.text
        assert f"style-src 'self' 'nonce-{word}'" in policy
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        seen.add(word)
    assert len(seen) == 3


async def test_files_with_hashed_names_are_kept_for_good(page: httpx.AsyncClient) -> None:
    answer = await page.get("/assets/main-1a2b.js")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"
    plain = await page.get("/assets/main-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text == "let a = 1;" * 500
    assert len(gzip.compress(plain.content)) < len(plain.content)
    assert (await page.get("/favicon.svg")).headers["cache-control"] == "no-cache"


async def test_no_other_file_is_served(page: httpx.AsyncClient) -> None:
    for path in ("/assets/../index.html", "/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e/%2e%2e/secret.txt",
                 "/assets/nothing.js", "/assets/", "/assets/..%5c..%5csecret.txt", "/.vite/manifest.json",
                 "/assets/%00", "/assets/" + "x" * 300, "/assets//etc/passwd", "/secret.txt"):  # fmt: skip
        answer = await page.get(path)
        assert answer.status_code == 404, path
        assert "secret" not in answer.text


async def test_another_name_of_this_machine_gets_no_page(page: httpx.AsyncClient) -> None:
    for path in ("/", "/assets/main-1a2b.js"):
        assert (await page.get(path, headers=HTML | {"Host": "evil.example"})).status_code == 421


async def test_the_page_is_there_before_a_sign_in_and_nothing_else(open_door, built: Path) -> None:
    door = await open_door({"page": built}, public_url="https://todo.example")
    nobody = door.client(Host="todo.example")
    answer = await nobody.get("/tasks", headers=HTML)
    assert "csp-nonce" in answer.text
    assert "max-age" in answer.headers["strict-transport-security"]
    assert (await nobody.get("/assets/main-1a2b.js")).status_code == 200
    assert (await nobody.get("/tasks")).status_code == 401
    assert (await nobody.get("/docs", headers=HTML)).status_code == 401


async def test_where_no_page_is_built_it_is_said_how(http: httpx.AsyncClient) -> None:
    answer = await http.get("/", headers=HTML)
    assert "make up" in answer.text
    assert "'unsafe" not in answer.headers["content-security-policy"]
    assert (await http.get("/tasks", headers=HTML)).json()["items"] == []


async def test_the_description_is_under_the_same_policy(http: httpx.AsyncClient) -> None:
    answer = await http.get("/docs")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "<style" not in answer.text
    assert (await http.get("/docs.css")).headers["content-type"].startswith("text/css")
