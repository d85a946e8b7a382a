// Small comforts for pages that are whole without them.

import { wind } from "./time";

furnish();
document.addEventListener("praya:fresh", furnish);

// A cell too long for one line opens when it is pressed.
document.addEventListener("click", ({ target }) => {
  if (target instanceof HTMLDivElement && target.parentElement?.matches(".grid td")) {
    if (getSelection()?.isCollapsed !== false) target.classList.toggle("open");
  }
});

// A search box gets its list of suggestions when somebody is about to type.
document.addEventListener("focusin", async ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset["suggest"] || target.role) return;
  const { suggest } = await import("./suggest");
  if (!target.role) suggest(target);
});

// A part of the map is drawn where somebody opens it.
document.addEventListener("toggle", ({ target }) => target instanceof HTMLDetailsElement && void mapped(target), true);

async function mapped(fold: HTMLDetailsElement): Promise<void> {
  if (fold.open && fold.dataset["basemap"]) await (await import("./box")).draw(fold);
}

/** Add the comforts to a page, or to what came in its place. */
function furnish(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-asks]:has([name=column])")) comfort(form);
  for (const told of document.querySelectorAll<HTMLElement>("[data-fold]")) fold(told);
  for (const opened of document.querySelectorAll<HTMLDetailsElement>("details[data-basemap]")) void mapped(opened);
  wind();
}

/** Offer the conditions that fit the chosen column, its values where they are few, and a field that fits its type. */
function comfort(form: HTMLFormElement): void {
  const column = form.elements.namedItem("column") as HTMLSelectElement;
  const operator = form.elements.namedItem("operator") as HTMLSelectElement;
  const fields = ["value", "until"].map((name) => form.elements.namedItem(name) as HTMLInputElement);

  const fit = (chosen: boolean) => {
    const { type = "string", operators = "", values } = column.selectedOptions[0]?.dataset ?? {};
    const fitting = operators.split(" ");
    for (const option of operator.options) option.hidden = !!operators && !fitting.includes(option.value);
    if (operator.selectedOptions[0]?.hidden || (chosen && operators)) operator.value = fitting[0] ?? "";
    const [value] = fields;
    if (values) value?.setAttribute("list", values);
    else value?.removeAttribute("list");
    for (const field of fields) {
      field.type = type === "date" && !/^(in|not_in)$/.test(operator.value) ? "date" : "text";
      field.inputMode = /^(integer|number|year)$/.test(type) ? "decimal" : "text";
      field.disabled = /^(empty|filled)$/.test(operator.value);
    }
  };
  column.addEventListener("change", () => fit(true));
  operator.addEventListener("change", () => fit(false));
  if (column.value) fit(false);
}

/** Fold a long description to its first lines; opening it is one press away. */
function fold(told: HTMLElement): void {
  told.classList.add("folded");
  if (told.scrollHeight <= told.clientHeight + 4) {
    told.classList.remove("folded");
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "unfold";
  button.textContent = told.dataset["fold"] ?? "…";
  button.addEventListener("click", () => {
    told.classList.remove("folded");
    told.tabIndex = -1;
    told.focus();
    button.remove();
  });
  told.after(button);
}
