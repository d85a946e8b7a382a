// The keyboard in a table: one cell has the focus, arrows move it, Enter asks for the rows that have its value.

const MOVES: Record<string, [number, number]> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  PageDown: [10, 0],
  PageUp: [-10, 0],
};

/** Move about in a table; `go` shows another state of it. */
const LONGEST_ADDRESS = 6000;

export function rove(table: HTMLTableElement, explorer: HTMLElement, go: (address: URL) => void): void {
  const rows = [...table.tBodies[0]!.rows];
  const at = (row: number, column: number) => rows[row]?.cells[column];
  const first = at(0, rows[0]?.cells[0]?.matches(".place") ? 1 : 0);
  if (!first || first.matches(".nothing")) return;
  first.tabIndex = 0;
  describe(table, explorer);

  const move = (from: HTMLTableCellElement, to: HTMLTableCellElement | undefined) => {
    if (!to || to === from) return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  table.addEventListener("click", ({ target }) => {
    const cell = (target as Element).closest<HTMLTableCellElement>("tbody td");
    const now = table.querySelector<HTMLTableCellElement>("tbody [tabindex='0']");
    if (cell && now && !(target as Element).closest("a")) move(now, cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target as HTMLTableCellElement;
    if (!(cell instanceof HTMLTableCellElement) || !cell.closest("tbody")) return;
    const row = rows.indexOf(cell.parentElement as HTMLTableRowElement);
    const last = rows[row]!.cells.length - 1;
    const step = MOVES[event.key];
    if (step) {
      const to = Math.min(Math.max(row + step[0], 0), rows.length - 1);
      move(cell, at(to, Math.min(Math.max(cell.cellIndex + step[1], 0), last)));
    } else if (event.key === "Home") move(cell, at(event.ctrlKey ? 0 : row, 0));
    else if (event.key === "End") move(cell, at(event.ctrlKey ? rows.length - 1 : row, last));
    else if (event.key === "Enter") {
      const wanted = entered(cell, table);
      if (wanted) go(wanted);
    } else if (event.key === " ") cell.querySelector("div")?.classList.toggle("open");
    else return;
    event.preventDefault();
  });
}

/** Return where the rows with this value are, or follow the cell's link; one too long for an address is opened. */
function entered(cell: HTMLTableCellElement, table: HTMLTableElement): URL | undefined {
  const link = cell.querySelector<HTMLAnchorElement>("a");
  if (link && !cell.matches(".address")) return void link.click();
  const column = table.tHead?.rows[0]?.cells[cell.cellIndex]?.dataset["column"];
  if (!column || cell.matches(".shape") || table.matches(".groups, .pivot")) return undefined;
  const time = cell.querySelector("time")?.dateTime;
  const value = time ?? cell.querySelector("data")?.value ?? cell.textContent?.trim() ?? "";
  const address = new URL(location.href);
  address.hash = "";
  for (const name of ["page", "offset", "after"]) address.searchParams.delete(name);
  const nothing = cell.matches(".missing, .marker");
  address.searchParams.append("where", nothing ? `${column},empty` : `${column},eq,${value.replace("−", "-")}`);
  address.search = address.search.replaceAll("%2C", ",");
  if (address.href.length <= LONGEST_ADDRESS) return address;
  cell.querySelector("div")?.classList.toggle("open");
  return undefined;
}

function describe(table: HTMLTableElement, explorer: HTMLElement): void {
  const told = document.createElement("p");
  told.id = "grid-keys";
  told.className = "hidden";
  told.textContent = explorer.dataset["more"] ?? "";
  table.closest(".scroll")?.before(told);
  table.closest(".scroll")?.setAttribute("aria-describedby", "grid-keys");
}
