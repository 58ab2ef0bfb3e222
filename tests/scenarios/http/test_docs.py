"""The interface describes itself, offline."""

from __future__ import annotations

import httpx


async def test_the_page_names_every_operation_and_loads_nothing_from_elsewhere(door, http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    page = await http.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page.text
    assert "<script" not in page.text
    assert "src=" not in page.text
    assert page.text.count("http") == page.text.count(f"http://127.0.0.1:{door.port}")


async def test_the_interface_is_what_was_promised(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    operations = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert operations >= {
        "POST /chat", "GET /chat/history", "GET /chat/stream",
        "GET /tasks", "POST /tasks", "GET /tasks/{id}", "PUT /tasks/{id}", "PATCH /tasks/{id}", "DELETE /tasks/{id}",
        "POST /tasks/{id}/complete", "POST /tasks/{id}/reopen",
        "GET /reminders", "POST /reminders", "GET /reminders/{id}", "DELETE /reminders/{id}",
        "GET /health", "GET /health/live", "GET /health/ready", "GET /metrics",
    }  # fmt: skip
    assert document["components"]["schemas"]["TaskIn"]["examples"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


async def test_the_examples_of_the_page_are_accepted(http: httpx.AsyncClient) -> None:
    schemas = (await http.get("/openapi.json")).json()["components"]["schemas"]
    for example in schemas["TaskIn"]["examples"]:
        assert (await http.post("/tasks", json=example)).status_code == 201
    for example in schemas["Say"]["examples"]:
        assert (await http.post("/chat", json=example)).json()["kind"] in ("answer", "question")
