"""Every setting of the program, read once from the environment and `.env`, and handed down from there."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

from core.errors import StartError


def environment(file: Path = Path(".env")) -> dict[str, str]:
    """Every variable of the environment, else of a secret file, else of `.env`: what platforms read settings from."""
    kept = dotenv_values(file) if file.is_file() else {}
    return {**{name: value for name, value in kept.items() if value is not None}, **secret_files(), **os.environ}


def secret_files() -> dict[str, str]:
    """What lies in the folder SECRET_FILES, as compose and Kubernetes mount it: a file for each variable.

    The file's name, in capitals, is the variable's; blanks and line ends around its content do not count.
    StartError names a file that this process may not read.
    """
    folder = os.environ.get("SECRET_FILES", "")
    try:
        files = [path for path in Path(folder).iterdir() if path.is_file()] if folder and Path(folder).is_dir() else []
        return {path.name.upper(): path.read_text("utf-8").strip() for path in files}
    except OSError as error:
        raise StartError(
            f"The secret {error.filename} cannot be read by user {os.geteuid()}, as whom todobot runs here: "
            f"{error.strerror}. Let that user read it: chown {os.geteuid()}, or chmod a+r in a folder of your own."
        ) from error


class Settings(BaseSettings):
    """What can be configured; names are the environment's, in any case. `.env.example` documents each."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True)

    secret_files: str = ""  # a folder with one file for each secret setting
    port: int = Field(default=8080, ge=0, le=65535)
    host: str = "127.0.0.1"
    public_url: str = ""
    data_dir: Path = Path(".data")
    database_url: str = ""  # empty: the embedded PostgreSQL in data_dir
    database_direct_url: str = ""  # for migrations, where database_url goes through a pooler
    database_pool: int = Field(default=10, ge=2, le=100)
    event_bus: str = ""  # memory, kafka or dapr; empty: kafka where brokers are named, else memory
    kafka_bootstrap_servers: str = ""
    kafka_prefix: str = ""  # before the names of topics and groups, on a cluster that others use too
    kafka_security_protocol: str = "PLAINTEXT"
    kafka_sasl_mechanism: str = "PLAIN"
    kafka_username: str = ""
    kafka_password: str = Field(default="", repr=False)
    scheduler: str = ""  # local or dapr; empty: dapr where a sidecar is named, else local
    sessions: str = "database"  # or dapr
    secrets: str = "env"  # or dapr
    dapr_http_endpoint: str = ""
    dapr_grpc_endpoint: str = ""
    dapr_api_token: str = Field(default="", repr=False)  # what we show the sidecar
    app_api_token: str = Field(default="", repr=False)  # what the sidecar shows us
    dapr_pubsub: str = "pubsub"  # names of Dapr components
    dapr_state_store: str = "statestore"
    dapr_secret_store: str = "secretstore"  # noqa: S105 (a component's name)
    dapr_secret_name: str = ""  # the one secret that holds all names as its keys; empty: each is a secret of its own
    internal_host: str = "127.0.0.1"
    internal_port: int = Field(default=8081, ge=0, le=65535)  # the sidecar's app port, never a public one
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
    keep_days: int = Field(default=30, ge=1)  # the data of a workspace that let us go
    otel_exporter_otlp_endpoint: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of `environment`; a file that is no setting of ours is a platform's."""
        folder = os.environ.get("SECRET_FILES", "")
        secret_files()  # says in a sentence which of them cannot be read
        files = SecretsSettingsSource(settings_cls, secrets_dir=folder if Path(folder).is_dir() and folder else None)
        return init_settings, env_settings, files, dotenv_settings

    @property
    def platforms(self) -> tuple[str, ...]:
        """Names of the platforms to start."""
        return tuple(name.strip() for name in self.bot_platforms.split(",") if name.strip())

    @property
    def bus(self) -> str:
        """The bus that follows from what is configured."""
        return self.event_bus or ("kafka" if self.kafka_bootstrap_servers else "memory")

    @property
    def alarm_clock(self) -> str:
        """The scheduler that follows from what is configured."""
        return self.scheduler or ("dapr" if self.dapr_grpc_endpoint else "local")

    @property
    def home(self) -> str:
        """Where people find the API, without a slash at its end; empty on a port that nobody has to know."""
        return self.public_url.rstrip("/") or (f"http://localhost:{self.port}" if self.port else "")

    @property
    def https(self) -> bool:
        """Whether people reach us encrypted."""
        return self.public_url.lower().startswith("https:")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach us, so that the local person is signed in."""
        return self.host in ("127.0.0.1", "::1", "localhost") and not self.public_url
