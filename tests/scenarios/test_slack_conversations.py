"""Plays the conversations of chat platforms in the fake Slack: events over HTTP, and over Socket Mode."""

from __future__ import annotations

import secrets

import psycopg
import pytest

from tests.conftest import dsn_of, other_database
from tests.scenarios.script import Step
from tests.scenarios.slackstage import InSlack, Town
from tests.scenarios.test_conversations import IN_CHAT, Player

# Both transports lead to the same handlers, so one conversation of each sort is enough for the second.
OVER_SOCKETS = ("in_a_channel", "privately", "on_a_platform")
# Who is not in a channel cannot refer to it there: Slack leaves the words as they are, and they are a tag.
PLAYABLE = [script for script in IN_CHAT if script.name != "channel_list"]
PLAYED = [(script, False) for script in PLAYABLE] + [
    (script, True) for script in PLAYABLE if script.name in OVER_SOCKETS
]


class Watching(Player):
    """Knows that in Slack the buttons of an only card stand in one row with those of the answer."""

    async def _expects(self, step: Step) -> None:
        if step.kind != "buttons" or step.value == "none":
            await super()._expects(step)
            return
        row = iter(self.heard.buttons)
        assert all(label in row for label in step.value), f"buttons: {self.heard.buttons}"


@pytest.fixture
def database(server_url, template):
    """A database of its own for each conversation, as its clock only goes forward."""
    name = f"slack_{secrets.token_hex(6)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield other_database(server_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _case(script, sockets):
    return pytest.param(script, sockets, id=f"{script.name}-{'sockets' if sockets else 'http'}")


@pytest.mark.parametrize(("script", "sockets"), [_case(*one) for one in PLAYED])
async def test_the_conversation_goes_as_written_in_slack(script, sockets, database, tmp_path):
    town = Town(tmp_path, database, script, sockets=sockets)
    try:
        town.start()
        await Watching(InSlack(town, script)).play(script)
    finally:
        town.end()
