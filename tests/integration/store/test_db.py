from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from praya.model import errors
from praya.store import db
from praya.store.db import migrate, open_engine

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def test_migrations_lead_to_the_schema_that_the_code_uses(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: (kind, name) != ("table", "change"),
            },
        )
        assert compare_metadata(context, db.metadata) == []


def test_processes_that_start_together_migrate_once(url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    with engines[0].connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(db.dataset)) == 0
    for engine in engines:
        engine.dispose()


def test_a_migrated_database_is_left_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.insert(db.publisher).values(id="p", title={}))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalars(sa.select(db.publisher.c.id)).all() == ["p"]


def test_moments_come_back_in_utc(engine: Engine) -> None:
    moment = datetime(2026, 1, 1, 6, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    with engine.begin() as connection:
        values = {"kind": "k", "payload": {}, "state": "open", "attempts": 0, "due_at": moment}
        connection.execute(sa.insert(db.job).values(values))
    with engine.connect() as connection:
        stored = connection.scalar(sa.select(db.job.c.due_at))
    assert stored == moment
    assert stored.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    values = {"kind": "k", "payload": {}, "state": "open", "attempts": 0, "due_at": datetime(2026, 1, 1)}  # noqa: DTZ001 - that is the mistake
    with pytest.raises(sa.exc.StatementError, match="without a time zone"), engine.begin() as connection:
        connection.execute(sa.insert(db.job).values(values))


def test_an_unfinished_transaction_leaves_nothing(engine: Engine) -> None:
    def break_off() -> None:
        with engine.begin() as connection:
            for _twice in range(2):
                connection.execute(sa.insert(db.publisher).values(id="p", title={}))

    with pytest.raises(sa.exc.IntegrityError):
        break_off()
    with engine.connect() as connection:
        assert connection.scalars(sa.select(db.publisher.c.id)).all() == []


def test_a_reader_is_not_held_up_by_a_writer_and_sees_nothing_half_done(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(sa.insert(db.publisher).values(id="p", title={}))
        with engine.connect() as reader:
            assert reader.scalars(sa.select(db.publisher.c.id)).all() == []


def test_writers_that_read_first_wait_for_one_another(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.insert(db.theme).values(id="t", title={}, position=0))
    together = threading.Barrier(4)

    def raise_position(_: int) -> None:
        together.wait()
        for _turn in range(5):
            with engine.begin() as connection:
                wanted = sa.select(db.theme.c.position).where(db.theme.c.id == "t").with_for_update()
                position = connection.scalars(wanted).one()
                connection.execute(sa.update(db.theme).values(position=position + 1))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(raise_position, range(4)))
    with engine.connect() as connection:
        assert connection.scalar(sa.select(db.theme.c.position)) == 20


def test_deleting_what_is_referred_to_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.insert(db.publisher).values(id="p", title={}))
    refers = {"name": "t", "distribution_id": "nowhere", "slug": ""}
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(sa.insert(db.table_name).values(refers))


def test_a_full_disk_has_a_name_and_costs_nothing_that_was_there(small_disk: Path) -> None:
    engine = open_engine(f"sqlite:///{small_disk / 'catalogue.sqlite'}")
    migrate(engine)

    def save(*ids: str) -> None:
        with engine.begin() as connection:
            for each in ids:
                connection.execute(
                    sa.insert(db.publisher).values(id=each, title={"en": {"words": "x" * 100_000}})
                )

    save("first")
    with pytest.raises(errors.StorageFull):
        save(*(str(number) for number in range(100)))
    with engine.connect() as connection:
        assert connection.scalars(sa.select(db.publisher.c.id)).all() == ["first"]
    save("second")
    engine.dispose()
