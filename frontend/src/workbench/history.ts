// The statements that were run before, kept in this browser alone.

const PLACE = "praya.sql.statements";
const MOST = 50;

/** List the statements of before, to be taken up again or cleared. */
export function keep(form: HTMLFormElement, take: (text: string) => void): void {
  const box = form.querySelector<HTMLElement>("[data-history]");
  const list = box?.querySelector("ol");
  if (!box || !list) return;
  const held = kept();
  box.hidden = false;
  const none = document.createElement("li");
  none.textContent = list.dataset["empty"] ?? "";
  list.replaceChildren(...(held.length ? held.map((text) => line(text, take)) : [none]));
  const clear = box.querySelector<HTMLButtonElement>("[data-clear]");
  if (clear) {
    clear.hidden = !held.length;
    clear.onclick = () => {
      store([]);
      keep(form, take);
      box.querySelector("summary")?.focus();
    };
  }
}

/** Keep a statement, once. */
export function remember(text: string): void {
  if (text.trim()) store([text, ...kept().filter((each) => each !== text)].slice(0, MOST));
}

function line(text: string, take: (text: string) => void): HTMLElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text.replace(/\s+/g, " ");
  button.title = text;
  button.addEventListener("click", () => take(text));
  item.append(button);
  return item;
}

function kept(): string[] {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(held) ? held.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

function store(texts: string[]): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(texts));
  } catch {
    // The browser keeps nothing: there is no history then.
  }
}
