"""What is up is told from memory, and what is counted can be read."""

from __future__ import annotations

import httpx


async def test_health_has_a_sentence_for_each_part(open_door) -> None:
    parts = {"relay": (True, "The relay runs."), "bus": (False, "The bus is down.")}
    door = await open_door({"health": lambda: parts})
    answer = await door.client().get("/health")
    assert answer.status_code == 503
    assert answer.json() == {
        "up": False,
        "parts": {
            "database": {"up": True, "says": "The database answers."},
            "relay": {"up": True, "says": "The relay runs."},
            "bus": {"up": False, "says": "The bus is down."},
        },
    }
    parts["bus"] = (True, "The bus runs.")
    assert (await door.client().get("/health")).status_code == 200


async def test_ready_waits_until_everything_is_started_and_live_does_not(open_door) -> None:
    started = []
    door = await open_door({"ready": lambda: bool(started)})
    http = door.client()
    assert (await http.get("/health/live")).status_code == 200
    answer = await http.get("/health/ready")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    started.append(True)
    assert (await http.get("/health/ready")).status_code == 200


async def test_probes_and_metrics_ask_the_database_nothing(door, monkeypatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a query")

    monkeypatch.setattr(door.services.db, "run", never)
    monkeypatch.setattr(door.services.db, "transaction", never)
    for path in ("/health", "/health/live", "/health/ready", "/metrics"):
        assert (await door.client().get(path)).status_code == 200


async def test_commands_are_counted(http: httpx.AsyncClient) -> None:
    await http.post("/tasks", json={"title": "x"})
    answer = await http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'todobot_commands_total{command="create_task",result="ok"}' in answer.text
