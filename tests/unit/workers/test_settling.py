"""Posts whose fate is unknown on a platform that can be asked, places that are gone, and the pace at one address."""

from __future__ import annotations

import pytest

from core.db.uow import Scope
from core.errors import PermanentError, TransientError
from core.ports import Posted


@pytest.fixture
def asked(notifier):
    """A platform without nonces that can be asked."""
    notifier.finds = True
    return notifier


async def told(world, occurrence, *states):
    return (await world.state(occurrence))["state"] in states


async def test_what_the_platform_has_is_not_posted_again(world, asked, workers, until):
    asked.script, asked.accept_first = [TransientError("lost", unknown=True)], True
    asked.has = lambda post: Posted("7")
    _, occurrence = await world.remind("tea", in_s=-1)
    await workers.start()
    await until(lambda: told(world, occurrence, "sent"))
    assert len(asked.log) == 1
    assert (await world.state(occurrence))["message_id"] == "7"


async def test_what_it_surely_has_not_is_posted_without_a_mark(world, asked, workers, until):
    asked.script = [TransientError("lost", unknown=True)]
    asked.has = lambda post: None
    _, occurrence = await world.remind("tea", in_s=-1)
    await workers.start()
    await until(lambda: told(world, occurrence, "sent"))
    assert asked.texts() == ["⏰ @ann: tea (#1)"]


async def test_where_it_cannot_tell_one_more_post_says_that_it_may_be_the_second(world, asked, workers, until):
    asked.script, asked.accept_first = [TransientError("lost", unknown=True)] * 2, True
    _, occurrence = await world.remind("tea", in_s=-1)
    await workers.start()

    async def given_up():
        row = await world.state(occurrence)
        return row["state"] == "unknown" and row["retry_at"] is None

    await until(given_up)
    assert len(asked.log) == 2
    assert asked.texts()[1] == f"{asked.texts()[0]} (you may have had this already: I could not tell)"


async def test_nothing_is_tried_at_a_place_that_is_gone(world, notifier, workers, until):
    notifier.nonces = True
    notifier.script = [PermanentError("channel_not_found", gone=True)]
    place = await world.place("C9")
    first = [(await world.remind(f"tea {number}", in_s=-1, address_id=place))[1] for number in range(3)]
    await workers.start()
    for occurrence in first:
        await until(lambda occurrence=occurrence: told(world, occurrence, "failed"))
    # The others failed without a call, and the owner heard of all three elsewhere.
    await until(lambda: len(notifier.log) == 3)
    assert {post.address.person for post, _ in notifier.log} == {"U1"}
    rows = await world.rows("SELECT gone, gone_until > todobot_now() AS still FROM addresses WHERE channel = 'C9'")
    assert rows == [{"gone": "channel_not_found", "still": True}]


async def test_whoever_set_it_hears_that_somebody_else_cannot_be_reached(world, notifier, workers, until):
    notifier.nonces = True
    notifier.script = [PermanentError("cannot_message", gone=True)]
    theirs = await world.place("", person="U2")
    _, occurrence = await world.remind("tea", in_s=-1, address_id=theirs)
    await workers.start()
    await until(lambda: told(world, occurrence, "failed"))
    await until(lambda: len(notifier.log) == 1)
    ((post, _),) = notifier.log
    assert post.address.person == "U1"
    assert "cannot_message" in notifier.texts()[0]


async def test_at_one_address_the_pace_is_kept_and_the_order_too(world, notifier, workers, until):
    notifier.nonces, notifier.burst, notifier.pace_s = True, 2, 0.2
    other = await world.place("C2")
    for number in range(6):
        await world.remind(f"tea {number}", in_s=-10 + number)
    await world.remind("elsewhere", in_s=-1, address_id=other)
    await workers.start()
    await until(lambda: len(notifier.log) == 7)
    here = [(post, at) for post, at in notifier.log if post.address.channel == "C1"]
    assert [post.reply.cards[0].title for post, _ in here] == [f"tea {number}" for number in range(6)]
    assert here[-1][1] - here[0][1] >= 0.75  # two pauses of two posts each
    assert [post.address.channel for post, _ in notifier.log].index("C2") < 6


@pytest.mark.parametrize("admin", [True, False])
async def test_a_group_may_be_pinged_when_an_admin_has_set_it(world, notifier, workers, until, admin):
    notifier.nonces = True

    async def promote(tx):
        await tx.write("UPDATE members SET admin = %(admin)s", admin=admin)

    await world.db.run(Scope.system("test"), promote)
    await world.remind("<@&S1|crew> lunch", in_s=-1)
    await workers.start()
    await until(lambda: len(notifier.log) == 1)
    assert ("&S1" in notifier.log[0][0].reply.mentions) is admin


async def test_a_platform_that_asks_for_rights_is_told_the_groups_and_who_has_set_it(world, notifier, workers, until):
    notifier.nonces = notifier.weighs = True
    await world.remind("<@&S1> and @everyone: lunch", in_s=-1)
    await workers.start()
    await until(lambda: len(notifier.log) == 1)
    post = notifier.log[0][0]
    assert {"&S1", "&everyone"} <= set(post.reply.mentions)
    assert post.setter == "U1"
