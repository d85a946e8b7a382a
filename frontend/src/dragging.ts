// Columns put in another order by dragging; the form is sent in the order that they lie in.

export function dragging(list: HTMLElement, go: (address: URL) => void): void {
  let held: HTMLElement | undefined;
  const items = () => [...list.querySelectorAll<HTMLElement>("li:has(:checked)")];
  for (const item of items()) {
    item.draggable = true;
    item.addEventListener("dragstart", () => {
      held = item;
      item.classList.add("dragged");
    });
    item.addEventListener("dragover", (event) => {
      if (!held || held === item) return;
      event.preventDefault();
      const [from, to] = [items().indexOf(held), items().indexOf(item)];
      if (from < to) item.after(held);
      else item.before(held);
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("dragged");
      held = undefined;
      const address = new URL(location.href);
      const names = items().map((each) => each.dataset["column"] ?? "");
      address.searchParams.set("columns", names.join(","));
      address.search = address.search.replaceAll("%2C", ",");
      go(address);
    });
  }
}
