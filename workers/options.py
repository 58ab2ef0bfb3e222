"""Settings for one run: the environment and `.env`, and what was typed after the command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from core.errors import StartError
from core.settings import Settings

Port = Annotated[int | None, typer.Option(help="Where to listen; PORT says the same, 8080 is the default.")]
Data = Annotated[Path | None, typer.Option(help="Where everything is kept; DATA_DIR says the same.")]


def settings_of(port: int | None = None, data_dir: Path | None = None) -> Settings:
    """The settings with these two changed where they were given. StartError names what cannot be read."""
    given = {"port": port, "data_dir": data_dir}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "a setting"
        raise StartError(f"{name} cannot be {first.get('input')!r}: {first['msg']}. See .env.example.") from error
