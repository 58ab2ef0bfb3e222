"""F42, a migration while code of before runs: what is added to every table changes nothing for who does not know it."""

from __future__ import annotations

from fakechat.process import wait_until

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


def test_code_of_before_goes_on_while_a_migration_adds_to_every_table(stage):
    with stage() as scene:
        scene.bot()
        scene.fake.type("add buy milk to my shop list")
        early = scene.remind("stretch", 8)
        for row in scene.rows(_TABLES):
            table = row["tablename"]
            # As migrations here do it: nothing is renamed or taken away, and what is new has a default or may be null.
            scene.script(
                f"ALTER TABLE {table} ADD COLUMN later_note text, ADD COLUMN later_count int NOT NULL DEFAULT 0"
            )
            scene.script(f"CREATE INDEX CONCURRENTLY {table}_later ON {table} (later_count)")
        for text in ("done buy milk", "reopen buy milk", "due 1 friday", "undo", "list", "reminders", "find milk"):
            before = len(scene.fake.log())
            scene.fake.type(text)
            said = wait_until(lambda before=before: scene.fake.log()[before:], 20, f"an answer to {text}")
            assert "did not work" not in said[0]["shown"], said
        late = scene.remind("drink", 2)
        for occurrence in (early, late):
            scene.reaches(occurrence, "sent")
            assert len(scene.posts(occurrence)) == 1
        scene.fake.type("undo")
        assert scene.bots[0].alive
        for word in ("Traceback", "unhandled", "loop.failed"):
            assert word not in scene.bots[0].said(), word
