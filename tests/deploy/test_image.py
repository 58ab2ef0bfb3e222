"""The images: built from the checkout, small, without rights, and answering."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import httpx
import pytest

from tests.deploy.images import Images, builder
from tests.services.obtain import MissingError
from tests.services.running import free_ports
from tests.services.shared import owner
from tests.services.sidecar import answers

pytestmark = [pytest.mark.deploying, pytest.mark.timeout(1500)]
LARGEST = 350_000_000


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    """Whoever builds here; a machine without one says so, also in CI."""
    try:
        made = Images(builder(), tmp_path_factory.mktemp("images"), owner())
        made.build("api")
    except MissingError as error:
        pytest.skip(str(error))
    yield made
    made.end()


def test_the_container_answers_that_it_is_ready(images: Images):
    (port,) = free_ports(1)
    # Everything in one, so that it needs nothing: the database is in the image too.
    container = images.run(images.build("api"), "up", PORT=str(port), HOST="127.0.0.1")
    container.wait(answers(f"http://127.0.0.1:{port}/health/ready"), 240)
    made = httpx.post(f"http://127.0.0.1:{port}/tasks", json={"title": "in a container"}, timeout=60)
    assert made.status_code == 201, made.text
    page = httpx.get(f"http://127.0.0.1:{port}/", headers={"Accept": "text/html"}, timeout=60)
    assert page.status_code == 200
    assert "/assets/" in page.text, "the page is not in the image"
    if images.program == "buildah":  # it is the container's own process
        for place, writable in (("", False), ("tmp", True), ("data", True)):
            flags = os.statvfs(f"/proc/{container.pid}/root/{place}").f_flag
            assert bool(flags & os.ST_RDONLY) is not writable, f"/{place}"
    said = container.log.read_text()
    assert any(json.loads(line).get("event") for line in said.splitlines() if line.startswith("{")), said[-1000:]


def test_it_is_small(images: Images):
    assert images.size(images.build("api")) <= LARGEST


@pytest.mark.parametrize(("target", "word"), [("bot", "bot"), ("workers", "work")])
def test_each_target_runs_its_process_and_says_what_it_lacks(images: Images, target: str, word: str):
    image = images.build(target)
    assert "usage: todobot" in images.inside(image, "todobot", "--help")
    container = images.run(image, word)
    container.keeper.wait(240)
    assert "DATABASE_URL" in container.log.read_text()


def test_nothing_in_it_is_root_or_can_be_written_or_builds(images: Images):
    image = images.build("api")
    assert images.inside(image, "id", "-u") == "10001"
    look = "find /app /usr /etc /opt -xdev -writable ! -type l 2>/dev/null | head -5"
    assert images.inside(image, "sh", "-c", look) == ""
    assert images.inside(image, "sh", "-c", "command -v gcc make git uv pip pip3 wheel || true") == ""
    pip = "find / -xdev -type d '(' -name pip -o -name ensurepip ')' 2>/dev/null || true"
    assert images.inside(image, "sh", "-c", pip) == ""
    secrets = "find /app -name '.env' -o -name 'api_tokens' -o -name '.git' | head -5"
    assert images.inside(image, "sh", "-c", secrets) == ""
