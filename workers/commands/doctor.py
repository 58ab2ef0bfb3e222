"""`todobot doctor`: checks a platform's tokens, rights and addresses, and says what to do."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from core import log
from core.errors import StartError
from core.settings import Settings, environment
from workers.platforms import platform_named

Name = Annotated[str, typer.Argument(metavar="PLATFORM", help="slack")]


def command(platform: Name) -> None:
    """Look, change nothing, and say what is well and what is not; exits with 1 when something is not."""
    settings = Settings()
    log.configure(settings.log_level, settings.log_format)
    look = getattr(platform_named(platform), "doctor", None)  # a platform of somebody else's may not know of this
    findings = asyncio.run(look(environment(), settings.public_url.rstrip("/"))) if look is not None else []
    if not findings:
        raise StartError(f"The platform {platform} has nothing that could be checked.")
    for finding in findings:
        print(f"{'well ' if finding.well else 'NOT  '} {finding.text}")
        if finding.advice and not finding.well:
            print(f"      {finding.advice}")
    sys.exit(0 if all(finding.well for finding in findings) else 1)
