// Moving through a table's versions: the slider says where it stands, and the page becomes what it was then, in place.

const KEPT = ["main", ".languages"];
let asked: AbortController | undefined;

/** Make the slider of a page move its time. */
export function wind(): void {
  const slider = document.querySelector<HTMLInputElement>(".clock input[type=range]");
  const told = document.querySelector<HTMLOutputElement>(".clock output");
  if (!slider || !told) return;
  const moments = JSON.parse(slider.dataset["moments"] ?? "[]") as [number, number][];
  const say = () => {
    const [, moment] = moments[slider.valueAsNumber - 1] ?? [0, 0];
    told.value = words(moment);
    slider.setAttribute("aria-valuetext", told.value);
  };
  slider.hidden = false;
  slider.addEventListener("input", say);
  slider.addEventListener("change", () => {
    const place = slider.valueAsNumber;
    const address = new URL(slider.dataset["address"] ?? "", location.href);
    if (place < moments.length) address.searchParams.set("as_of", String(moments[place - 1]?.[0]));
    void travel(address);
  });
  say();
}

/** Show another time's page in place of this one; where that fails, go there. */
async function travel(address: URL, push = true): Promise<void> {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(address, { signal: asked.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const needs = page.querySelector("[data-island]") && !document.querySelector("script[src*=islands]");
    if (!answer.ok || needs) throw new Error(`${answer.status}`);
    for (const drawing of page.querySelectorAll("[data-island] picture, [data-island] img")) drawing.remove();
    const focused = document.activeElement?.id;
    for (const selector of KEPT) {
      const [old, fresh] = [document, page].map((each) => each.querySelector(selector));
      if (old && fresh) old.replaceWith(fresh);
    }
    document.title = page.title;
    if (push) history.pushState(null, "", address);
    document.dispatchEvent(new Event("praya:fresh"));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) location.assign(address);
  }
}

if (document.querySelector(".clock")) {
  addEventListener("popstate", () => void travel(new URL(location.href), false));
}

/** Write a moment as the page does: in the city's time and the page's language. */
function words(seconds: number): string {
  const lang = document.documentElement.lang;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Asia/Hong_Kong",
    year: "numeric",
    month: lang === "en" ? "long" : "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(seconds * 1000));
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const time = `${of["hour"]}:${of["minute"]}`;
  if (lang === "en") return `${of["day"]} ${of["month"]} ${of["year"]} ${time}`;
  return `${of["year"]}年${Number(of["month"])}月${Number(of["day"])}日 ${time}`;
}
