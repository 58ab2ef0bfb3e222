"""What is at a published limit the fake Discord takes; what is one past it, it refuses with Discord's own codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.platforms.discord.client import FakeDiscord


@pytest.fixture(scope="module")
def fake(tmp_path_factory) -> Iterator[FakeDiscord]:
    made = FakeDiscord(tmp_path_factory.mktemp("discord"), burst=100_000)
    made.start()
    made.settings(per_second=100_000)
    yield made
    made.kill()


def api(fake: FakeDiscord, method: str, path: str, body: Any = None) -> httpx.Response:
    headers = {"Authorization": f"Bot {fake.token}"}
    return httpx.request(method, fake.api + path, json=body, headers=headers, trust_env=False, timeout=30)


def post(fake: FakeDiscord, place: str = "general", **body: Any) -> httpx.Response:
    return api(fake, "POST", f"/channels/{fake.id('channel', 'acme', place)}/messages", body)


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": f"b{number}", **more}


def select(options: int = 1, **more: Any) -> dict[str, Any]:
    found = [{"label": f"o{n}", "value": str(n)} for n in range(options)]
    return {"type": 3, "custom_id": "s", "options": found, **more}


def fields(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"name": "n", "value": "v", **more} for _ in range(count)]


def embed(**more: Any) -> dict[str, Any]:
    return {"embeds": [more]}


PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "content": ({"content": "x" * 2000}, {"content": "x" * 2001}),
    "embeds": ({"embeds": [{"title": "x"}] * 10}, {"embeds": [{"title": "x"}] * 11}),
    "title": (embed(title="x" * 256), embed(title="x" * 257)),
    "description": (embed(description="x" * 4096), embed(description="x" * 4097)),
    "fields": (embed(fields=fields(25)), embed(fields=fields(26))),
    "field name": (embed(fields=fields(1, name="x" * 256)), embed(fields=fields(1, name="x" * 257))),
    "field value": (embed(fields=fields(1, value="x" * 1024)), embed(fields=fields(1, value="x" * 1025))),
    "empty field": (embed(fields=fields(1, value=".")), embed(fields=fields(1, value=""))),
    "footer": (embed(footer={"text": "x" * 2048}), embed(footer={"text": "x" * 2049})),
    "author": (embed(author={"name": "x" * 256}), embed(author={"name": "x" * 257})),
    "total": (
        {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3000}]},
        {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3000, "title": "y"}]},
    ),
    "url": (embed(title="x", url="https://example.org"), embed(title="x", url="javascript:alert(1)")),
    "rows": (
        {"components": [row(button(n)) for n in range(5)]},
        {"components": [row(button(n)) for n in range(6)]},
    ),
    "buttons": (
        {"components": [row(*(button(n) for n in range(5)))]},
        {"components": [row(*(button(n) for n in range(6)))]},
    ),
    "label": ({"components": [row(button(label="x" * 80))]}, {"components": [row(button(label="x" * 81))]}),
    "custom_id": (
        {"components": [row(button(custom_id="x" * 100))]},
        {"components": [row(button(custom_id="x" * 101))]},
    ),
    "custom_id twice": ({"components": [row(button(1), button(2))]}, {"components": [row(button(1), button(1))]}),
    "select and button": ({"components": [row(select())]}, {"components": [row(select(), button())]}),
    "options": ({"components": [row(select(25))]}, {"components": [row(select(26))]}),
    "no options": ({"components": [row(select(1))]}, {"components": [row(select(0))]}),
    "placeholder": (
        {"components": [row(select(placeholder="x" * 150))]},
        {"components": [row(select(placeholder="x" * 151))]},
    ),
    "mentions": (
        {"content": "x", "allowed_mentions": {"parse": [], "users": ["1"] * 100}},
        {"content": "x", "allowed_mentions": {"parse": [], "users": ["1"] * 101}},
    ),
    "mentions exclusive": (
        {"content": "x", "allowed_mentions": {"parse": ["roles"], "users": ["1"]}},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    ),
    "layout": (
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4000}]},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 2000}] * 3},
    ),
    "layout components": (
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 40},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41},
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_message_at_the_limit_is_taken_and_one_past_it_is_not(name, fake):
    allowed, refused = PAIRS[name]
    assert post(fake, **allowed).status_code == 200, post(fake, **allowed).text
    answer = post(fake, **refused)
    assert answer.status_code == 400 and answer.json()["code"] == 50035 and answer.json()["errors"], answer.text


def test_an_empty_message_is_refused(fake):
    assert post(fake).json()["code"] == 50006


def command(**more: Any) -> dict[str, Any]:
    return {"name": "todo", "description": "Tasks", "type": 1, **more}


def option(**more: Any) -> dict[str, Any]:
    return {"type": 3, "name": "text", "description": "Words", **more}


def choices(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"c{n}", "value": str(n), **more} for n in range(count)]


COMMANDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "name": (command(name="x" * 32), command(name="x" * 33)),
    "upper case": (command(name="aufgabe-ä"), command(name="Todo")),
    "space": ({"type": 3, "name": "Add task"}, command(name="add task")),
    "description": (command(description="x" * 100), command(description="x" * 101)),
    "no description": (command(), command(description="")),
    "localised": (
        command(description_localizations={"de": "x" * 100}),
        command(description_localizations={"de": "x" * 101}),
    ),
    "locale": (command(name_localizations={"de": "aufgabe"}), command(name_localizations={"de-DE": "aufgabe"})),
    "options": (
        command(options=[option(name=f"o{n}") for n in range(25)]),
        command(options=[option(name=f"o{n}") for n in range(26)]),
    ),
    "option twice": (command(options=[option()]), command(options=[option(), option()])),
    "required last": (
        command(options=[option(required=True), option(name="b")]),
        command(options=[option(), option(name="b", required=True)]),
    ),
    "choices": (command(options=[option(choices=choices(25))]), command(options=[option(choices=choices(26))])),
    "choice": (
        command(options=[option(choices=choices(1, name="x" * 100))]),
        command(options=[option(choices=choices(1, name="x" * 101))]),
    ),
    "both": (
        command(options=[option(autocomplete=True)]),
        command(options=[option(autocomplete=True, choices=choices(1))]),
    ),
    "size": (
        command(options=[option(name=f"o{n}", choices=choices(3, name="x" * 70)) for n in range(25)]),
        command(options=[option(name=f"o{n}", choices=choices(4, name="x" * 80)) for n in range(25)]),
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_at_the_limit_is_taken_and_one_past_it_is_not(name, fake):
    path = f"/applications/{fake.app['id']}/commands"
    allowed, refused = COMMANDS[name]
    taken = api(fake, "PUT", path, [allowed])
    assert taken.status_code == 200, taken.text
    answer = api(fake, "PUT", path, [refused])
    assert answer.status_code == 400 and answer.json()["code"] == 50035, answer.text


def test_there_are_so_many_commands_and_no_more(fake):
    path = f"/applications/{fake.app['id']}/guilds/{fake.id('guild', 'acme')}/commands"
    many = [command(name=f"c{n}") for n in range(101)]
    assert api(fake, "PUT", path, many).json()["code"] == 30032
    assert api(fake, "PUT", path, many[:100]).status_code == 200
    assert api(fake, "PUT", path, [command(), command()]).json()["code"] == 50035


@pytest.mark.parametrize(
    ("place", "code"),
    [("closed", 50001), ("quiet", 50013)],
)
def test_where_the_bot_may_not_post_it_is_told_why(place, code, fake):
    everyone = fake.id("guild", "acme")
    fake.change(channel="quiet")
    deny = {"id": everyone, "type": 0, "allow": "0", "deny": str(1 << 11)}
    mine = {"id": fake.id("role", "acme", "todobot"), "type": 0, "allow": "0", "deny": str(1 << 11)}
    fake.change(channel="quiet", permission_overwrites=[deny, mine])
    answer = post(fake, place, content="x")
    assert (answer.status_code, answer.json()["code"]) == (403, code)


def test_what_is_not_there_is_told_by_its_code(fake):
    place = fake.id("channel", "acme", "general")
    assert api(fake, "POST", "/channels/1/messages", {"content": "x"}).json()["code"] == 10003
    assert api(fake, "PATCH", f"/channels/{place}/messages/1", {"content": "x"}).json()["code"] == 10008
    missing = post(fake, content="x", message_reference={"message_id": "1"}).json()
    errors = missing["errors"]["message_reference"]["_errors"]
    assert missing["code"] == 50035 and errors[0]["code"] == "REPLIES_UNKNOWN_MESSAGE"
    softly = {"message_id": "1", "fail_if_not_exists": False}
    assert post(fake, content="x", message_reference=softly).status_code == 200
    assert api(fake, "GET", "/guilds/1").json()["code"] == 10004
    assert api(fake, "POST", "/users/@me/channels", {"recipient_id": "1"}).json()["code"] == 10013
    assert api(fake, "GET", "/nowhere").status_code == 404


def test_replies_need_the_history_and_threads_that_are_shut_take_none(fake):
    number = post(fake, "random", content="x").json()["id"]
    deny = [{"id": fake.id("guild", "acme"), "type": 0, "allow": "0", "deny": str(1 << 16)}]
    deny.append({"id": fake.app["id"], "type": 1, "allow": "0", "deny": str(1 << 16)})
    fake.change(channel="random", permission_overwrites=deny)
    assert post(fake, "random", content="x", message_reference={"message_id": number}).json()["code"] == 160002
    thread = fake.do("thread", channel="general", name="plans")["id"]
    fake.change(channel=thread, archived=True, locked=True)
    assert api(fake, "POST", f"/channels/{thread}/messages", {"content": "x"}).json()["code"] == 50083
    fake.change(channel=thread, archived=False)
    assert api(fake, "POST", f"/channels/{thread}/messages", {"content": "x"}).json()["code"] == 160005


def test_whom_no_guild_is_shared_with_cannot_be_written_to(fake):
    eve = api(fake, "POST", "/users/@me/channels", {"recipient_id": fake.id("person", "eve")}).json()["id"]
    assert api(fake, "POST", f"/channels/{eve}/messages", {"content": "x"}).status_code == 200
    fake.change(guild="globex", leave=True)
    answer = api(fake, "POST", f"/channels/{eve}/messages", {"content": "x"}).json()
    fake.change(guild="globex", join=True)
    assert answer["code"] == 50278


def test_roles_and_everyone_are_called_by_those_who_may(fake):
    crew, ann = fake.id("role", "acme", "crew"), fake.id("person", "ann")
    words = f"<@&{crew}> @everyone <@{ann}>"

    def called(**more: Any) -> dict[str, Any]:
        number = post(fake, content=words, **more).json()["id"]
        (entry,) = fake.log("post", id=number)
        return entry["pings"]

    assert called() == {"users": [ann], "roles": [crew], "everyone": True}
    assert called(allowed_mentions={"parse": []}) == {"users": [], "roles": [], "everyone": False}
    assert called(allowed_mentions={"parse": [], "roles": [crew]}) == {"users": [], "roles": [crew], "everyone": False}
    fake.change(role="todobot", permissions=1 << 10 | 1 << 11)
    assert called() == {"users": [ann], "roles": [], "everyone": False}, "without Mention Everyone"
    typed = fake.type("@everyone @crew @ben", account="cat", channel="general")
    assert typed["pings"] == {"users": [fake.id("person", "ben")], "roles": [], "everyone": False}
