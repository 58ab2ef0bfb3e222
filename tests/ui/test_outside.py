"""Journeys in which something happens outside of the page: a server ends and comes again, Slack, links to sign in."""

from __future__ import annotations

import subprocess

import psycopg
import pytest

from fakechat.process import free_port, todobot
from tests.conftest import dsn_of
from tests.platforms.slack.client import FakeSlack
from tests.scenarios.programs import TODOBOT, environment, up
from tests.ui.conftest import journey

pytestmark = [pytest.mark.timeout(900), pytest.mark.usefixtures("built")]


def test_an_open_page_outlives_its_server(tmp_path):
    """It is killed with something due, and started on the same folder: nothing is missed, and nobody reloads."""
    program = up(tmp_path)
    program.start(ready="/health/ready")
    try:
        start = {"start": lambda: program.start(ready="/health/ready")}
        journey(program.url, "outside/restart", {"kill": program.kill, "stop": program.stop} | start)
    finally:
        program.stop()


def test_people_sign_in_by_a_link(tmp_path, database_url):
    port = free_port()
    public = f"http://localhost:{port}"
    environ = {"DATABASE_URL": database_url, "DATABASE_DIRECT_URL": "", "PUBLIC_URL": public, "PORT": str(port)}
    program = todobot(tmp_path, environ=environ, port=port)
    program.start(ready="/health/ready")

    def link() -> str:
        done = subprocess.run(
            [TODOBOT, "web-link", "--person", "ann"],
            env=environment(environ | {"DATA_DIR": str(tmp_path / "data")}), capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def pass_time() -> None:
        with psycopg.connect(dsn_of(database_url), autocommit=True) as connection:
            connection.execute("UPDATE web_links SET expires_at = now() - interval '1 second'")

    try:
        journey(public, "outside/sign-in", {"link": link, "ten_minutes": pass_time})
    finally:
        program.stop()


def test_what_is_done_in_slack_shows_on_an_open_page(tmp_path, database_url):
    fake = FakeSlack(tmp_path / "slack", burst=1000)
    port = free_port()
    public = f"http://localhost:{port}"
    environ = fake.for_bot(platforms="slack,web") | {"DATABASE_URL": database_url, "PUBLIC_URL": public}
    program = todobot(tmp_path, environ=environ, port=port)

    def link() -> str:
        fake.slash("/todo", "web", account="ann")
        shown = fake.wait(text="sign-in#token=", timeout=30)[-1]["shown"]
        return next(word.strip("<>()|") for word in shown.replace("|", " ").split() if "sign-in#token=" in word)

    def add(text: str) -> None:
        fake.type(f"add {text}", account="ann")
        fake.wait_to_see(text, account="ann")

    try:
        fake.start()
        program.start(ready="/health/ready")
        fake.webhook(program.url)
        click = {"click": lambda label: fake.click(label, account="ann")["answer"]["status"]}
        see = {"see": lambda text: bool(fake.wait_to_see(text, account="ann"))}
        journey(public, "outside/slack", {"link": link, "add": add} | click | see)
    finally:
        program.stop()
        fake.kill()
