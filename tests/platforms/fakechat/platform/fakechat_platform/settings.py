"""What the fake chat platform's door needs to know, from the surroundings' environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import StartError


@dataclass(frozen=True, slots=True)
class Settings:
    """FAKECHAT_URL, FAKECHAT_TOKEN, FAKECHAT_SECRET, FAKECHAT_NONCES (1 or 0), FAKECHAT_TIMEOUT (seconds)."""

    url: str
    token: str
    secret: str
    nonces: bool = True
    timeout: float = 5.0

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Settings:
        """Read them; StartError names what is missing."""
        missing = [name for name in ("FAKECHAT_URL", "FAKECHAT_TOKEN", "FAKECHAT_SECRET") if not environ.get(name)]
        if missing:
            raise StartError(f"The platform fakechat needs {', '.join(missing)}.")
        return cls(
            url=environ["FAKECHAT_URL"].rstrip("/"),
            token=environ["FAKECHAT_TOKEN"],
            secret=environ["FAKECHAT_SECRET"],
            nonces=environ.get("FAKECHAT_NONCES", "1") != "0",
            timeout=float(environ.get("FAKECHAT_TIMEOUT", "5")),
        )
