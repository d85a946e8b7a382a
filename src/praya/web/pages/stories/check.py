"""What is wrong with a story: every figure and every value tried, as a reader would meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.stories import Prose
from praya.web.pages.stories import figures, page, prose
from praya.web.pages.stories.answers import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.stories import Story
    from praya.web.view import Site


def faults(site: Site, story: Story) -> Iterator[tuple[str, errors.Failure]]:
    """Give each place in a story that fails, and why."""
    asking = figures.Asking(site=site, story=story, lang=story.lang, until=site.answers.now() + SECONDS)
    number = 0
    for block in story.blocks:
        if isinstance(block, Prose):
            for query, column, form in prose.names(block.markdown):
                try:
                    page.asked(asking, query, column, form)
                except errors.Failure as failure:
                    yield f"{{{{ {query}.{column} }}}}", failure
            continue
        number += 1
        shown = figures.shown(asking, block, number)
        if shown.failure:
            yield f"line {block.line}, {block.kind}:", _again(asking, number, shown)


def _again(asking: figures.Asking, number: int, shown: figures.Shown) -> errors.Failure:
    """Return the failure that a figure told of, as it was raised."""
    try:
        figures.picture(asking, number, "svg", ())
    except errors.Failure as failure:
        return failure
    assert shown.failure, "it failed before"
    return errors.StoryBroken(line=shown.figure.line, reason=shown.failure.message)
