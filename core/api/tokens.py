"""Bearer tokens: who holds which, compared so that the time taken tells nothing."""

from __future__ import annotations

import hashlib
import hmac
import re

from core.errors import StartError

NAME = re.compile(r"[^\W_][\w .@+-]{0,63}")


class Tokens:
    """The holders of the tokens of API_TOKENS, and the one of the local run token."""

    def __init__(self, listed: str, run_token: str = "") -> None:
        self._digests = [(name, _digest(token)) for name, token in _parsed(listed)]
        self._run = _digest(run_token) if run_token else None

    def holder(self, token: str) -> str | None:
        """The name of who holds this token; None when nobody does."""
        given, found = _digest(token), None
        for name, digest in self._digests:  # all of them, whichever fits
            if hmac.compare_digest(digest, given):
                found = name
        return found

    def is_run_token(self, token: str) -> bool:
        """Whether this is the token that the running program keeps in its own folder."""
        return self._run is not None and hmac.compare_digest(self._run, _digest(token))


def _parsed(listed: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for place, entry in enumerate((one for one in listed.split(",") if one.strip()), start=1):
        name, colon, token = (part.strip() for part in entry.partition(":"))
        if not (colon and token and NAME.fullmatch(name)):
            raise StartError(f"API_TOKENS: entry {place} is not of the form name:token. Write: ann:a-long-random-text")
        pairs.append((name, token))
    return pairs


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
