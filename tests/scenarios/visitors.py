"""People of a chat platform who come to the page by a sign-in link."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx

from core.errors import PermanentError
from core.messages import Address, Author, Incoming
from core.ports import Running

PUBLIC = "https://todo.example"
OURS = {"Host": "todo.example", "Origin": PUBLIC}


class Chat(Running):
    """A chat platform whose people can leave."""

    def __init__(self) -> None:
        self.left: set[str] = set()

    async def channels_of(self, workspace: str, account: str) -> frozenset[str]:
        if f"{workspace}/{account}" in self.left:
            raise PermanentError("left")
        return frozenset()


async def said(door, workspace: str, account: str, text: str):
    place = Address("slack", workspace, "D1", person=account)
    return await door.services.assistant.handle(Incoming(place, Author(account, account), uuid4().hex, text=text))


async def link(door, workspace: str = "T1", account: str = "U1") -> str:
    """The token that `/todo web` answers with."""
    outcome = await said(door, workspace, account, "web")
    (token,) = re.findall(r"/sign-in#token=([\w-]{40,})", "".join(map(str, outcome.reply.parts)))
    assert outcome.reply.private
    return token


async def signed_in(door, workspace: str = "T1", account: str = "U1", **headers: str) -> httpx.AsyncClient:
    client = door.client(**(headers or OURS))
    answer = await client.post("/session", json={"token": await link(door, workspace, account)})
    assert answer.status_code == 201, answer.text
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    client.headers["Cookie"] = f"{name}={value}"  # the test's address is http, where a Secure cookie is not sent
    return client
