"""Makes the fakes importable and starts them for a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE / "fakechat" / "platform"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from fakechat.client import Fakechat  # noqa: E402  (the path above must be there first)


@pytest.fixture
def fakechat(tmp_path: Path) -> Iterator[Fakechat]:
    """The fake chat platform as a process, with nonces; ended after the test."""
    fake = Fakechat(tmp_path / "fakechat")
    fake.start()
    yield fake
    fake.kill()
