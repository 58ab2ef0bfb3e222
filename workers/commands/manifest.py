"""`todobot manifest`: writes what makes the bot's account on a platform, to be pasted there."""

from __future__ import annotations

from typing import Annotated

import typer

from core.errors import StartError
from core.settings import environment
from workers.platforms import platform_named

Name = Annotated[str, typer.Argument(metavar="PLATFORM", help="slack")]
Socket = Annotated[bool, typer.Option("--socket", help="Events come through Socket Mode: no address is needed.")]
Url = Annotated[
    str, typer.Option("--url", metavar="URL", help="Where the platform reaches us: https://todo.example.com")
]
OAuth = Annotated[bool, typer.Option("--oauth", help="Other workspaces install it too: OAuth, with token rotation.")]


def command(platform: Name, socket: Socket = False, url: Url = "", oauth: OAuth = False) -> None:
    """Print the manifest. It is made from the settings: SLACK_COMMANDS names the slash commands."""
    found = platform_named(platform)
    write = getattr(found, "manifest", None)  # a platform of somebody else's may not know of this
    if write is None:
        raise StartError(f"The platform {platform} needs no manifest.")
    print(write(environment(), socket=socket, url=url, oauth=oauth), end="")
