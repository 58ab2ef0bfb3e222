"""Secrets from the environment, else from the files of SECRET_FILES, else from `.env`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from core.settings import secret_files


class EnvironmentSecrets:
    """The Secrets port on the environment. An empty value counts as not there."""

    def __init__(self, environ: Mapping[str, str] | None = None, file: Path | None = Path(".env")) -> None:
        self._environ = os.environ if environ is None else environ
        kept = dotenv_values(file) if file is not None and file.is_file() else {}
        self._file = {**kept, **secret_files()}

    async def get(self, name: str) -> str | None:
        """The value of this name, None when there is none."""
        return self._environ.get(name) or self._file.get(name) or None

    def __repr__(self) -> str:
        return "EnvironmentSecrets(...)"
