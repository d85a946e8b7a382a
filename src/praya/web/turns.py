"""Whose turn it is to run SQL: so many at once, the others wait a while, and who hangs up is waited for no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import anyio
from anyio import to_thread

from praya.model import errors
from praya.services import sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar import Request

    from praya.web.view import Site

T = TypeVar("T")


async def in_turn(site: Site, request: Request[Any, Any, Any], work: Callable[[sql.Interest], T]) -> T:
    """Run a statement's work in a thread when its turn comes; end it when its asker has gone; raise ServerBusy.

    Those who wait hold no thread, so that everything else is answered meanwhile.
    """
    limits = site.platform.sandbox.limits
    turns: anyio.CapacityLimiter = request.app.state.setdefault(
        "sql_turns", anyio.CapacityLimiter(limits.at_once)
    )
    try:
        with anyio.fail_after(limits.wait):
            await turns.acquire_on_behalf_of(request)
    except TimeoutError as error:
        raise errors.ServerBusy(seconds=round(limits.wait)) from error
    interest = sql.Interest()
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_listen, request, interest)
            try:
                return await to_thread.run_sync(work, interest)
            finally:
                group.cancel_scope.cancel()
    except* errors.Failure as failures:
        raise failures.exceptions[0] from None
    finally:
        turns.release_on_behalf_of(request)
    raise AssertionError


async def _listen(request: Request[Any, Any, Any], interest: sql.Interest) -> None:
    """Wait for the asker to hang up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    interest.lose()
