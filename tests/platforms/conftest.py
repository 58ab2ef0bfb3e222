"""Starts the fakes for a test and ends them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakechat.client import Fakechat


@pytest.fixture
def fakechat(tmp_path: Path) -> Iterator[Fakechat]:
    """The fake chat platform as a process, with nonces; ended after the test."""
    fake = Fakechat(tmp_path / "fakechat")
    fake.start()
    yield fake
    fake.kill()
