// The explorer, made quicker: its links and forms change the page in place, and the keyboard moves about in the table.

const SHEET = ".sheet";
let asked: AbortController | undefined;
let settled = location.href;

document.addEventListener("click", follow);
document.addEventListener("submit", send);
document.addEventListener("keydown", escape);
addEventListener("popstate", () => void go(new URL(location.href), false));

export async function enliven(explorer: HTMLElement): Promise<void> {
  const sheet = explorer.closest<HTMLElement>(SHEET) ?? explorer;
  addCopying(sheet);
  const table = explorer.querySelector<HTMLTableElement>(".grid");
  if (!table) return;
  const { rove } = await import("./roving");
  const show = (address: URL) => void go(address);
  rove(table, explorer, show);
  const list = explorer.querySelector<HTMLElement>("ul.arranged");
  if (list) (await import("./dragging")).dragging(list, show);
}

/** Follow a link to another state of this table in place; with Shift, a header adds its column to the order. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.<HTMLAnchorElement>(`${SHEET} a[href]`);
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.altKey) return;
  const address = new URL(link.href);
  if (address.pathname !== location.pathname || link.target || link.hasAttribute("download")) return;
  if (address.hash && address.search === location.search) return;
  if (event.shiftKey) {
    if (!link.closest("thead")) return;
    addOrder(address);
  }
  event.preventDefault();
  void go(address);
}

function addOrder(address: URL): void {
  const before = new URL(location.href).searchParams.get("sort")?.split(",") ?? [];
  const wanted = address.searchParams.get("sort") ?? "";
  const name = wanted.split(",").pop()?.replace(/^-/, "");
  if (!name || before.some((each) => each.replace(/^-/, "") === name)) return;
  address.searchParams.set("sort", [...before, name].join(","));
}

function send(event: SubmitEvent): void {
  const form = (event.target as Element).closest<HTMLFormElement>(`${SHEET} form[data-asks]`);
  if (!form || new URL(form.action).pathname !== location.pathname) return;
  event.preventDefault();
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form, event.submitter)) address.searchParams.append(name, String(value));
  void go(address);
}

/** Show another state in place of this one, where it can be cancelled; where that fails, go there. */
async function go(address: URL, push = true): Promise<void> {
  asked?.abort();
  const mine = (asked = new AbortController());
  const sheet = document.querySelector<HTMLElement>(SHEET);
  sheet?.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => tellBusy(), 400);
  try {
    const answer = await fetch(address, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector<HTMLElement>(SHEET);
    if (!fresh || !sheet) throw new Error(`${answer.status}`);
    const open = sheet.querySelector("details[open] summary")?.textContent?.trim();
    const focus = remember();
    const left = sheet.querySelector(".scroll")?.scrollLeft ?? 0;
    sheet.replaceWith(fresh);
    swapAround(page);
    if (push) history.pushState(null, "", answer.url + (address.hash || ""));
    settled = location.href;
    document.dispatchEvent(new Event("praya:fresh"));
    restore(fresh, focus, open);
    const scroll = fresh.querySelector(".scroll");
    if (scroll) scroll.scrollLeft = left;
    if (address.hash === "#about") fresh.querySelector<HTMLElement>("#about")?.focus();
    announce(fresh.querySelector(".refusal strong, .count")?.textContent ?? "");
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) location.assign(address);
  } finally {
    clearTimeout(slow);
    if (asked === mine) {
      document.querySelector(".busy")?.remove();
      document.querySelector(SHEET)?.removeAttribute("aria-busy");
    }
  }
}

function swapAround(page: Document): void {
  for (const selector of [".languages", "title"]) {
    const [old, fresh] = [document, page].map((each) => each.querySelector(selector));
    if (old && fresh) old.replaceWith(fresh);
  }
  document.body.className = page.body.className;
}

/** What had the focus, so that what stands in its place gets it. */
function remember(): string {
  const held = document.activeElement;
  const column = held?.closest("th[data-column]")?.getAttribute("data-column");
  if (column) return `th[data-column="${CSS.escape(column)}"] a`;
  const name = held?.getAttribute("name");
  if (name) return `form[data-asks] [name="${name}"]`;
  return held?.closest(".grid") ? ".grid tbody td:not(.place)" : "";
}

function restore(fresh: HTMLElement, focus: string, open: string | undefined): void {
  const places = open && document.activeElement === document.body ? summary(fresh, open) : null;
  const target = (focus && fresh.querySelector<HTMLElement>(focus)) || places || fresh.querySelector<HTMLElement>(".scroll");
  if (target?.matches("td")) target.tabIndex = 0;
  target?.focus({ preventScroll: true });
}

function summary(fresh: HTMLElement, words: string): HTMLElement | null {
  const first = (text: string) => text.trim().split(/\s/)[0];
  const all = [...fresh.querySelectorAll<HTMLElement>("details.menu > summary")];
  return all.find((each) => first(each.textContent ?? "") === first(words)) ?? null;
}

function tellBusy(): void {
  const { busy = "…", cancel = "×" } = document.querySelector<HTMLElement>("[data-busy]")?.dataset ?? {};
  if (document.querySelector(".busy")) return;
  const box = document.createElement("div");
  box.className = "busy";
  box.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = cancel;
  button.addEventListener("click", () => {
    asked?.abort();
    if (location.href !== settled) history.replaceState(null, "", settled);
  });
  box.append(busy, button);
  document.body.append(box);
}

/** Tell those who do not see the page what came of it. */
function announce(words: string): void {
  let said = document.getElementById("said");
  if (!said) {
    said = document.createElement("p");
    said.id = "said";
    said.className = "hidden";
    said.setAttribute("role", "status");
    document.body.append(said);
  }
  said.textContent = words.trim();
}

function escape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  if (asked && document.querySelector(".busy")) asked.abort();
  const open = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
}

function addCopying(sheet: HTMLElement): void {
  const { copy = "", copyDone = "" } = sheet.querySelector<HTMLElement>("[data-copy]")?.dataset ?? {};
  for (const area of sheet.querySelectorAll<HTMLTextAreaElement>(".copied textarea")) {
    if (area.nextElementSibling) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      area.select();
      await navigator.clipboard?.writeText(area.value).catch(() => document.execCommand("copy"));
      button.textContent = copyDone;
      announce(copyDone);
    });
    area.after(button);
  }
}
