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

/** Add the comforts to a page, or to what came in its place. */
function furnish(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-filter]")) comfort(form);
  for (const told of document.querySelectorAll<HTMLElement>("[data-fold]")) fold(told);
  wind();
}

/** Offer the conditions that fit the chosen column, and a field that fits its type. */
function comfort(form: HTMLFormElement): void {
  const column = form.elements.namedItem("column") as HTMLSelectElement;
  const operator = form.elements.namedItem("operator") as HTMLSelectElement;
  const value = form.elements.namedItem("value") as HTMLInputElement;

  const fit = () => {
    const type = column.selectedOptions[0]?.dataset["type"] ?? "string";
    const text = type === "string";
    for (const option of operator.options) {
      option.hidden = text ? /^(lt|le|gt|ge)$/.test(option.value) : option.value === "contains";
    }
    if (operator.selectedOptions[0]?.hidden) operator.value = text ? "contains" : "eq";
    value.type = type === "date" ? "date" : "text";
    value.inputMode = /^(integer|number|year)$/.test(type) ? "decimal" : "text";
    value.disabled = operator.selectedOptions[0]?.hasAttribute("data-no-value") ?? false;
  };
  if (column.selectedOptions[0]?.dataset["type"] === "string") operator.value = "contains";
  column.addEventListener("change", fit);
  operator.addEventListener("change", fit);
  fit();
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
