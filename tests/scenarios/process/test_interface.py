"""F39: whatever a program sends to the interface, it is stored as it is or refused with a reason; nothing breaks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from fakechat.process import Program
from tests.scenarios.programs import up

PHASES = "examples,coverage,fuzzing"
# Streams do not end, and an export is no JSON document.
WITHOUT = "stream|export"
INJECTIONS = (
    "'; DROP TABLE tasks; --",
    '" OR 1=1 --',
    "') UNION SELECT salt FROM events --",
    "%' AND pg_sleep(3) IS NULL AND '%'='",
    "$$; SELECT pg_sleep(3); $$",
    "\\'; SELECT 1; --",
    "%(workspace)s %s %% {0} {title}",
    "${jndi:ldap://x/a} {{7*7}} <%= 7*7 %>",
    "1; COPY tasks TO PROGRAM 'id'",
    '{"$gt": ""}',
    "_%_",
    "0x27 CHAR(39) \u02bc\uff07",
)
INSIDES = ("psycopg", "sqlstate", "syntax error", "Traceback", "relation ", "pg_", "SELECT ", "line 1")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A todobot of this module's own."""
    program = up(tmp_path_factory.mktemp("interface"))
    program.start(ready="/health/ready")
    yield program
    program.stop()


@pytest.mark.timeout(300)
def test_what_is_described_is_what_is_answered_and_no_input_is_a_defect(running: Program, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("st")), "run", f"{running.url}/openapi.json"]
    command += ["--phases", PHASES, "--exclude-path-regex", WITHOUT, "--max-examples", "12", "--no-color"]
    # A repeated delete answers 404 and a tag of two words 422: both are right, and the document cannot say so.
    command += ["--exclude-checks", "use_after_free,positive_data_acceptance,unsupported_method"]
    command += ["--generation-deterministic", "--warnings", "off"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Tested: 0" not in done.stdout
    assert "Traceback" not in running.said()


def test_injections_are_kept_as_they_are_in_every_field(running: Program) -> None:
    with httpx.Client(base_url=running.url, timeout=20) as http:
        for number, text in enumerate(INJECTIONS):
            body = {"title": text, "description": text, "list": text, "conversation": "main"}
            made = http.post("/tasks", json=body, headers={"Idempotency-Key": text.encode().hex()})
            assert made.status_code == 201, made.text
            task = made.json()
            assert (task["title"], task["description"]) == (text, text)
            tagged = http.patch(f"/tasks/{task['number']}", json={"tags": [text]})
            assert tagged.status_code in (200, 422)
            reminded = http.post("/reminders", json={"text": text, "in": 3600 + number})
            assert (reminded.status_code, reminded.json()["text"]) == (201, text)
            said = http.post("/chat", json={"text": f'add "{text}"' if '"' not in text else f"add {text}"})
            assert said.status_code in (200, 201), said.text
            found = http.get("/tasks", params={"text": text}).json()["items"]
            assert text in {one["title"] for one in found}
            listed = http.get("/tasks", params={"list": text})
            assert [one["title"] for one in listed.json()["items"]] == [text]
        assert {one["title"] for one in http.get("/tasks", params={"limit": 200}).json()["items"]} >= set(INJECTIONS)


def test_injections_in_filters_paths_and_headers_find_nothing_and_show_nothing(running: Program) -> None:
    names = ("status", "priority", "tag", "due", "due_from", "due_to", "assigned", "given", "list", "text", "zone")
    with httpx.Client(base_url=running.url, timeout=20) as http:
        for name, text in product((*names, "limit", "after", "sort", "q", "order"), INJECTIONS):
            sane(http.get("/tasks", params={name: text}), text)
        for path, text in product(("/tasks/{}", "/reminders/{}", "/tasks/{}/complete"), INJECTIONS):
            address = path.format(httpx.QueryParams({"x": text})["x"].replace("/", "%2F"))
            method = "POST" if path.endswith("complete") else "GET"
            answer = http.request(method, httpx.URL(running.url).copy_with(raw_path=quoted(address)))
            sane(answer, text)
            assert answer.status_code >= 400
        for text in INJECTIONS:
            sane(http.get("/tasks", headers={"X-Todobot-Person": text.encode("ascii", "replace").decode()}), text)


def quoted(path: str) -> bytes:
    """The path with what a URL may not hold in percent signs."""
    return quote(path, safe="/%").encode()


def sane(answer: httpx.Response, sent: str) -> None:
    """Answered or refused; never broken, and with nothing of the inside beside what was sent."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        said = answer.json()["detail"].replace(sent, "").replace(sent[:40], "")
        assert not [inside for inside in INSIDES if inside in said], answer.text
