"""A reader with nothing but a keyboard: goes where Tab leads, and must see where that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_STEPS = 250
STANDS = """async (goal) => {
  const held = document.activeElement;
  let told = held;
  while (told?.shadowRoot?.activeElement) told = told.shadowRoot.activeElement;
  const there = goal.getRootNode().activeElement === goal;
  if (!held || held === document.body) return { there, seen: true, what: "" };
  let seen = false;
  for (let frames = 0; frames < 30 && !seen; frames++) {
    if (frames) await new Promise(requestAnimationFrame);
    seen = shown(told) && parents(told).some(outlined);
  }
  return { there, seen, what: told.outerHTML.slice(0, 160) };

  function outlined(each) {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  }
  function shown(each) {
    const { width, height, top, bottom, left, right } = each.getBoundingClientRect();
    return width > 0 && height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  }
  function parents(each) {
    const next = each.parentElement ?? each.getRootNode().host;
    return next ? [each, ...parents(next)].slice(0, 4) : [each];
  }
}"""
"""Whether a place has the focus; whether what has it shows so, by an outline of its own or of the box that it fills."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The keys of one page."""

    page: Page

    def to(self, goal: Locator, *, back: bool = False) -> None:
        """Go on by Tab until a place has the focus; every place on the way shows that it has it."""
        for _ in range(MOST_STEPS):
            self.press("Shift+Tab" if back else "Tab")
            where = goal.evaluate(STANDS)
            assert where["seen"], f"no sign of focus: {where['what']}"
            if where["there"]:
                return
        raise AssertionError(f"Tab does not lead to {goal}")

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for each in keys:
            self.page.keyboard.press(each)

    def write(self, text: str) -> None:
        """Write text, a letter at a time."""
        self.page.keyboard.type(text)

    def choose(self, goal: Locator, value: str) -> None:
        """Go to a list of choices, and go down to the one with a value."""
        self.to(goal)
        options = goal.locator("option:not([hidden])").evaluate_all("all => all.map((each) => each.value)")
        now = options.index(goal.input_value())
        self.press(
            *["ArrowDown" if options.index(value) > now else "ArrowUp"] * abs(options.index(value) - now)
        )
        expect(goal).to_have_value(value)
