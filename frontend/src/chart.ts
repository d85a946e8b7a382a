// The chart, drawn in the browser from the same specification as its drawing. No code is made from text:
// expressions run in an interpreter, so that the page's security policy can stay strict.

import { expressionInterpreter } from "vega-interpreter";
import { Error as ErrorsOnly, logger, parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

const dark = matchMedia("(prefers-color-scheme: dark)");

export async function enliven(figure: HTMLElement): Promise<void> {
  const address = figure.dataset["spec"];
  const canvas = figure.querySelector<HTMLElement>(".canvas");
  if (!address || !canvas) return;
  const drawing = canvas.firstElementChild as HTMLElement | null;
  const stage = document.createElement("div");
  stage.className = "stage";
  canvas.append(stage);
  const tip = makeTip(canvas);
  let view = await draw(stage, address, tip);
  if (drawing) drawing.hidden = true;
  dark.addEventListener("change", async () => {
    view.finalize();
    view = await draw(stage, address, tip);
  });
}

async function draw(stage: HTMLElement, address: string, tip: Tip): Promise<View> {
  const theme = dark.matches ? "dark" : "light";
  const asked = new URL(address, location.href);
  asked.searchParams.set("theme", theme);
  const size = stage.clientWidth < 480 ? "small" : stage.clientWidth < 900 ? "medium" : "";
  if (size) asked.searchParams.set("size", size);
  const answer = await fetch(asked);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const { spec } = compile((await answer.json()) as TopLevelSpec, { logger: logger(ErrorsOnly) });
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    container: stage,
    renderer: "svg",
    hover: true,
    tooltip: tip,
  });
  await view.runAsync();
  return view;
}

type Tip = (handler: unknown, event: MouseEvent, item: unknown, value: unknown) => void;

/** Tell of the point under the pointer, beside it. */
function makeTip(canvas: HTMLElement): Tip {
  const box = document.createElement("div");
  box.className = "tip";
  box.hidden = true;
  canvas.append(box);
  return (_handler, event, _item, value) => {
    box.hidden = value == null;
    if (value == null || typeof value !== "object") return;
    const { x, ...rest } = value as Record<string, unknown>;
    box.replaceChildren(line("strong", x), ...Object.entries(rest).map(([name, held]) => line("span", held, name)));
    const frame = canvas.getBoundingClientRect();
    const left = event.clientX - frame.left;
    box.style.left = `${Math.min(Math.max(left, 80), frame.width - 80)}px`;
    box.style.top = `${event.clientY - frame.top}px`;
  };
}

function line(tag: "strong" | "span", value: unknown, name?: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = String(value);
  if (name) element.title = name;
  return element;
}
