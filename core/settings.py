"""Every setting of the program, read once from the environment and `.env`, and handed down from there."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be configured; names are the environment's, in any case. `.env.example` documents each."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True)

    port: int = Field(default=8080, ge=0, le=65535)
    host: str = "127.0.0.1"
    public_url: str = ""
    data_dir: Path = Path(".data")
    database_url: str = ""  # empty: the embedded PostgreSQL in data_dir
    database_direct_url: str = ""  # for migrations, where database_url goes through a pooler
    database_pool: int = Field(default=10, ge=2, le=100)
    event_bus: str = "memory"
    scheduler: str = "local"
    bot_platforms: str = "terminal,web"
    api_tokens: str = ""  # "name:token,name:token" for those who are not the local person
    log_level: str = "info"
    log_format: str = ""  # "json" or "console"; empty: console on a terminal
    language: str = "en"
    busy_seconds: float = 60.0  # how long a loop scans every second after it was woken
    watchdog_seconds: float = 3600.0
    lease_seconds: float = 15.0
    call_timeout_seconds: float = 5.0
    grace_seconds: float = 25.0
    late_after_seconds: float = 60.0
    otel_exporter_otlp_endpoint: str = ""

    @property
    def platforms(self) -> tuple[str, ...]:
        """Names of the platforms to start."""
        return tuple(name.strip() for name in self.bot_platforms.split(",") if name.strip())

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach us, so that the local person is signed in."""
        return self.host in ("127.0.0.1", "::1", "localhost") and not self.public_url
