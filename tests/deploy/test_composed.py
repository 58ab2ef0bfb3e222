"""What docker-compose.yml describes comes up in its order, answers, rings by Dapr, and goes down in order."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml

from fakechat.process import wait_until
from tests.conftest import dsn_of, other_database
from tests.deploy import guides
from tests.deploy.chart import CI, ROOT, parts, render
from tests.deploy.composed import Composed
from tests.services.obtain import MissingError
from tests.services.shared import owner, refuse

pytestmark = [pytest.mark.deploying, pytest.mark.timeout(900)]
FILES = ROOT / "deploy" / "env" / "secrets"


@pytest.fixture
def database(server_url: str) -> Iterator[str]:
    """An empty one."""
    name = f"composed_{secrets.token_hex(4)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield dsn_of(other_database(server_url, name))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def composed(bus: str, tmp_path: Path, database: str) -> Iterator[Composed]:
    """All of it, up; with Dapr as the bus also what the chart adds for tools that list subscriptions."""
    files = {path.name: path.read_text().strip() for path in FILES.iterdir()} | {"database_url": database}
    # An address that others may use too, as in a container: only who has a token is let in.
    environ = {"EVENT_BUS": bus, "PUBLIC_URL": "http://todo.example.com"}
    more = {"subscriptions.yaml": yaml.safe_dump_all(subscriptions())} if bus == "dapr" else {}
    try:
        made = Composed(tmp_path, owner(), files, environ, more)
        made.start()
    except MissingError as error:
        refuse(str(error))
        return
    yield made
    made.end()


def subscriptions() -> list[dict[str, Any]]:
    """Those that the chart makes with `dapr.subscriptions`."""
    (values,) = (path for path in CI if path.name.startswith("dapr"))
    found = [part for part in parts(render(values)) if part["kind"] == "Subscription"]
    assert found
    for one in found:  # compose has one app for all roles of the workers
        one["scopes"] = ["todobot-workers"]
    return found


@pytest.mark.parametrize("bus", ["kafka", "dapr"])
def test_all_of_it_comes_up_rings_and_goes(bus: str, composed: Composed, database: str):
    token = composed.secrets["api_tokens"].partition(":")[2]
    url = f"http://127.0.0.1:{composed.port('api', 8080)}"
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False) as me:
        assert me.get("/", headers={"Accept": "text/html"}).status_code == 200
        assert httpx.get(f"{url}/tasks", timeout=60, trust_env=False).status_code == 401
        said = me.post("/chat", json={"text": "remind me to look in 8 seconds"})
        assert said.is_success, said.text
        sent = wait_until(lambda: me.get("/deliveries?state=sent").json()["items"], 240, "the reminder", every=0.5)
        assert len(sent) == 1, sent
        assert counted(composed, token, "job_callbacks", "rung") == 1, "it was not Dapr that rang"
        assert me.get("/health").json()["up"] is True
    _signed_in_by_the_guides_command(composed, url)
    if bus == "dapr":
        _each_record_once(composed, token, database)
    for name, service in composed.running.items():
        if name not in ("migrate", "topics"):
            assert service.keeper.poll() is None, (name, service.log.read_text(errors="replace")[-2000:])
    assert [name for name in composed.running if (composed.folder / name / "data").exists()] == ["kafka"]
    codes = composed.end()
    assert codes == dict.fromkeys(("api", "bot", "workers", "migrate", "topics"), 0)


def _signed_in_by_the_guides_command(composed: Composed, url: str) -> None:
    """A browser comes in by a link that is printed in the container; a token would not help it."""
    (typed,) = re.findall(r"docker compose exec api (todobot web-link[^`#\n]*)", guides.GUIDE.read_text("utf-8"))
    link = composed.inside("api", *typed.split())
    public, _, token = link.partition("/sign-in#token=")
    assert public == composed.environ["PUBLIC_URL"]
    with httpx.Client(base_url=url, headers={"Origin": public}, timeout=60, trust_env=False) as browser:
        assert browser.post("/session", json={"token": token}).status_code == 201
        assert browser.get("/me").json()["signed_in"] is True
        # The holder of the token and who sits before the browser are one.
        assert len(browser.get("/deliveries?state=sent").json()["items"]) == 1, "whose reminder was it?"


def _each_record_once(composed: Composed, token: str, database: str) -> None:
    """Subscribed to by the program and by resources too, and yet delivered once: the program's word counts."""
    asked = f"http://127.0.0.1:{composed.port('workers-daprd', 3500)}/v1.0/metadata"
    known = httpx.get(asked, timeout=60, trust_env=False).json()["subscriptions"]
    declared = {(one["spec"]["pubsubname"], one["spec"]["topic"]) for one in subscriptions()}
    named = [(one["pubsubname"], one["topic"]) for one in known]
    assert declared <= set(named), "the chart's list is not the program's"
    assert len(named) == len(set(named))
    assert {one["type"] for one in known} == {"PROGRAMMATIC"}, known
    with psycopg.connect(database, autocommit=True) as connection:
        wait_until(lambda: connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,), 120, "rest", every=0.5)
        found = connection.execute("SELECT count(*) FROM events WHERE type LIKE 'reminder-%'").fetchone()
    assert found is not None
    wait_until(lambda: counted(composed, token, "consumed", "schedule") >= found[0], 120, "all facts", every=0.5)
    assert counted(composed, token, "consumed", "schedule") < 2 * found[0]


def counted(composed: Composed, token: str, name: str, label: str) -> float:
    """A counter of the workers."""
    url = f"http://127.0.0.1:{composed.port('workers', 8080)}/metrics"
    answer = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False)
    found = re.search(rf'^todobot_{name}_total{{\w+="{label}"}} (\S+)$', answer.text, re.MULTILINE)
    return float(found[1]) if found else 0.0
