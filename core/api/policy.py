"""What a browser may do with a page of ours: nothing that the page did not bring along."""

from __future__ import annotations

import secrets

_REST = (
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)


def nonce() -> str:
    """A word for one response: what carries it was written by us."""
    return secrets.token_urlsafe(16)


def policy(word: str = "") -> dict[str, str]:
    """The headers of a page: scripts and styles come from files of ours, or carry this response's `word`."""
    ours = f"'self' 'nonce-{word}'" if word else "'self'"
    return {
        "Content-Security-Policy": f"default-src 'none'; script-src {ours}; style-src {ours}; {_REST}",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "X-Frame-Options": "DENY",
    }
