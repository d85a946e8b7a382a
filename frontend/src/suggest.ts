// What the words typed so far may mean, in a list below the search box (the ARIA combobox with a list).

interface Suggestion {
  kind: "dataset" | "publisher" | "theme" | "district" | "story";
  name: string;
  title: Record<string, string>;
}

const WAIT = 120;
const ORDER: Record<string, string[]> = {
  en: ["en", "zh-Hant", "zh-Hans"],
  "zh-Hant": ["zh-Hant", "zh-Hans", "en"],
  "zh-Hans": ["zh-Hans", "zh-Hant", "en"],
};

/** Give a search box its list. */
export function suggest(input: HTMLInputElement): void {
  const lang = document.documentElement.lang;
  const list = document.createElement("ul");
  list.role = "listbox";
  list.id = `${input.id}-suggested`;
  list.ariaLabel = input.dataset["suggest"] ?? "";
  list.hidden = true;
  input.form?.append(list);
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.setAttribute("aria-controls", list.id);
  let chosen = -1;
  let timer = 0;
  let asked: AbortController | undefined;

  const choose = (at: number) => {
    const options = [...list.children] as HTMLElement[];
    chosen = options.length ? (at + options.length + 1) % (options.length + 1) : -1;
    if (chosen === options.length) chosen = -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    input.setAttribute("aria-activedescendant", options[chosen]?.id ?? "");
  };
  const hush = () => {
    clearTimeout(timer);
    asked?.abort();
    asked = undefined;
    list.ariaBusy = "false";
  };
  const close = () => {
    hush(); // an answer on its way must not open what was left
    fill([]);
  };
  /** What is chosen stays chosen where it is found again; it never turns into another one. */
  const fill = (found: Suggestion[]) => {
    const held = (list.children[chosen] as HTMLElement | undefined)?.dataset["href"];
    const options = found.map(option);
    list.replaceChildren(...options);
    list.hidden = !options.length;
    input.ariaExpanded = String(!list.hidden);
    choose(options.findIndex((each) => each.dataset["href"] === held));
  };
  const go = (option: Element | undefined) => {
    const href = (option as HTMLElement | undefined)?.dataset["href"];
    if (href) location.assign(href);
  };
  const ask = async () => {
    const typed = input.value.trim();
    if (!typed) return close();
    const question = (asked = new AbortController());
    try {
      const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed.slice(0, 100))}`, question);
      const found: Suggestion[] = answer.ok ? await answer.json() : [];
      if (asked === question) fill(found);
    } catch {
      // a newer question has taken its place, or there is no network: the box works without
    }
    if (asked === question) hush();
  };
  const option = (each: Suggestion, place: number) => {
    const made = document.createElement("li");
    const said = (ORDER[lang] ?? ORDER["en"])!.find((other) => each.title[other]);
    made.role = "option";
    made.id = `${list.id}-${place}`;
    made.ariaSelected = "false";
    made.textContent = said ? each.title[said]! : each.name;
    if (said && said !== lang) made.lang = said;
    const kind = input.dataset[each.kind];
    if (kind) {
      const told = document.createElement("small");
      told.textContent = kind;
      told.lang = lang;
      made.append(" ", told);
    }
    const name = encodeURIComponent(each.name);
    made.dataset["href"] = each.kind === "district" ? `/${lang}/search?district=${name}` : `/${lang}/${each.kind}/${name}`;
    return made;
  };

  input.addEventListener("input", () => {
    hush();
    list.ariaBusy = "true";
    timer = window.setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" && chosen >= 0) go(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", ({ target }) => go((target as Element).closest("li") ?? undefined));
  input.addEventListener("blur", close);
  if (input.value !== input.defaultValue) void ask(); // typed while this was on its way
}
