// The workbench without reloading: a statement runs, can be cancelled, and its answer comes in place.

import { edit, type Editor } from "./editor";
import { keep, remember } from "./history";

const form = document.querySelector<HTMLFormElement>("[data-workbench]");
const area = document.querySelector<HTMLTextAreaElement>("#statement");
let asked: AbortController | undefined;

if (form && area) begin(form, area);

function begin(form: HTMLFormElement, area: HTMLTextAreaElement): void {
  const editor = edit(area, form.dataset["tables"] ?? "", () => form.requestSubmit());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    editor.save();
    const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter : undefined;
    if (pressed?.name === "look") void look(form, editor, pressed);
    else void run(form, editor, wanted(form, pressed));
  });
  form.querySelector("[data-cancel]")?.addEventListener("click", () => asked?.abort());
  document.addEventListener("click", (event) => follow(event, form, editor));
  document.addEventListener("keydown", findNotRun);
  addEventListener("popstate", () => location.reload());
  keep(form, (text) => editor.replace(text));
  furnish(editor);
  mark(editor);
}

/** Return what a form asks as an address's parameters, what is empty left out. */
function wanted(form: HTMLFormElement, pressed?: HTMLButtonElement): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form, pressed ?? null)) {
    if (typeof value === "string" && value && !(name === "limit" && value === "200")) given.append(name, value);
  }
  return given;
}

/** Run a statement, and let its answer and what it needs stand in place of the last. */
async function run(form: HTMLFormElement, editor: Editor, given: URLSearchParams): Promise<void> {
  const answer = document.querySelector<HTMLElement>("#answer");
  if (!answer) return;
  asked?.abort();
  const mine = (asked = new AbortController());
  const stop = wait(form, answer);
  try {
    const page = await fetched(form, given, mine.signal);
    for (const drawing of page.doc.querySelectorAll("[data-island] picture, [data-island] img")) drawing.remove();
    take(page.doc, "#answer", ".statement-parts", ".languages");
    if (page.url) history.pushState(null, "", page.url);
    remember(given.get("q") ?? "");
    keep(form, (text) => editor.replace(text));
    copyPlace(page.doc);
    mark(editor);
    announce();
    needIslands(page.doc);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) form.submit();
    else say(form.dataset["cancelled"] ?? "");
  } finally {
    if (asked === mine) asked = undefined;
    stop();
  }
}

/** Enter in the field that finds tables finds them: by itself it would press the form's first button, and run. */
function findNotRun(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLElement) || event.target.id !== "find") return;
  event.preventDefault();
  event.target.parentElement?.querySelector("button")?.click();
}

/** Open a table, or find some, and leave the statement and its answer as they are. */
async function look(form: HTMLFormElement, editor: Editor, pressed: HTMLButtonElement): Promise<void> {
  const given = wanted(form, pressed);
  const name = pressed.value;
  const page = await fetched(form, given, null);
  take(page.doc, "#schema");
  furnish(editor);
  const again = document.querySelector<HTMLElement>(`#schema button[name=look][value="${name}"]`);
  (document.querySelector<HTMLElement>("#schema [aria-expanded=true]") ?? again)?.focus();
}

interface Fetched {
  doc: Document;
  url: string;
}

async function fetched(form: HTMLFormElement, given: URLSearchParams, signal: AbortSignal | null): Promise<Fetched> {
  const answer = await fetch(form.action, { method: "POST", body: given, signal });
  const type = answer.headers.get("content-type") ?? "";
  if (!type.startsWith("text/html")) throw new Error(`${answer.status}`);
  const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!doc.querySelector("#answer")) throw new Error(`${answer.status}`);
  return { doc, url: answer.redirected ? answer.url : "" };
}

/** Put parts of another page in place of the same parts of this one. */
function take(doc: Document, ...selectors: string[]): void {
  for (const selector of selectors) {
    const [old, fresh] = [document, doc].map((each) => each.querySelector(selector));
    if (old && fresh) old.replaceWith(fresh);
  }
  document.title = doc.title;
}

/** Show that a statement runs and for how long, and let it be cancelled; return what ends that. */
function wait(form: HTMLFormElement, answer: HTMLElement): () => void {
  const cancel = form.querySelector<HTMLElement>("[data-cancel]");
  const told = form.querySelector<HTMLElement>(".running");
  const seconds = told?.querySelector("span");
  const begun = performance.now();
  const show = () => {
    const gone = (performance.now() - begun) / 1000;
    if (seconds) seconds.textContent = `${told?.dataset["running"] ?? ""} ${gone.toFixed(1)} s`;
  };
  const shown = setTimeout(() => {
    if (told) told.hidden = false;
    if (cancel) cancel.hidden = false;
    answer.setAttribute("aria-busy", "true");
  }, 150);
  const ticks = setInterval(show, 100);
  show();
  return () => {
    clearTimeout(shown);
    clearInterval(ticks);
    if (cancel?.contains(document.activeElement)) form.querySelector<HTMLElement>(".main")?.focus();
    if (cancel) cancel.hidden = true;
    if (told) told.hidden = true;
    answer.removeAttribute("aria-busy");
  };
}

/** Follow a question or a view of the answer without reloading. */
function follow(event: MouseEvent, form: HTMLFormElement, editor: Editor): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-ask], a[data-view]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const given = new URL(link.href).searchParams;
  const text = given.get("q") ?? "";
  if (link.matches("[data-ask]")) editor.replace(text);
  void run(form, editor, given);
}

/** Let the names of columns be put into the statement by pressing them. */
function furnish(editor: Editor): void {
  for (const name of document.querySelectorAll<HTMLElement>("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...name.childNodes);
    button.addEventListener("click", () => editor.insert(name.dataset["insert"] ?? ""));
    name.append(button);
  }
}

/** Mark the place where the statement is at fault. */
function mark(editor: Editor): void {
  const told = document.querySelector<HTMLElement>(".statement");
  told?.classList.toggle("wrong", Boolean(document.querySelector("#fault")));
  editor.mark(Number(told?.dataset["line"] ?? 0), Number(told?.dataset["column"] ?? 0));
}

function copyPlace(doc: Document): void {
  const [old, fresh] = [document, doc].map((each) => each.querySelector<HTMLElement>(".statement"));
  for (const name of ["line", "column"]) {
    if (fresh?.dataset[name]) old?.setAttribute(`data-${name}`, fresh.dataset[name]);
    else old?.removeAttribute(`data-${name}`);
  }
}

/** Say how many rows came: what stands in a live region that is new itself is not always read. */
function announce(): void {
  if (!document.querySelector("#fault")) say(document.querySelector("#outcome")?.textContent?.trim() ?? "");
}

function say(words: string): void {
  const told = document.querySelector("#told");
  if (told) told.textContent = words;
}

/** Charts and maps of an answer come alive by the script that enlivens those of every page. */
function needIslands(doc: Document): void {
  const script = doc.querySelector<HTMLScriptElement>("script[src*='/islands']");
  const style = doc.querySelector<HTMLLinkElement>("link[href*='/map-']");
  if (style && !document.querySelector("link[href*='/map-']")) document.head.append(style);
  if (script && !document.querySelector("script[src*='/islands']")) {
    const own = document.createElement("script");
    own.type = "module";
    own.src = script.src;
    document.head.append(own);
  }
  document.dispatchEvent(new Event("praya:fresh"));
}
