// Charts and maps come alive when they come into view; until then, and where that fails, their drawings stand.

const makers: Record<string, () => Promise<(figure: HTMLElement) => Promise<void>>> = {
  chart: async () => (await import("./chart")).enliven,
  map: async () => (await import("./map")).enliven,
  explorer: async () => (await import("./explorer")).enliven,
};

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      void start(target as HTMLElement);
    }
  },
  { rootMargin: "200px" },
);

watch();
document.addEventListener("praya:fresh", watch);

function watch(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("[data-island]")) seen.observe(figure);
}

async function start(figure: HTMLElement): Promise<void> {
  const make = makers[figure.dataset["island"] ?? ""];
  if (!make) return;
  try {
    const enliven = await make();
    await enliven(figure);
    figure.dataset["alive"] = "";
  } catch (error) {
    console.warn("a figure stays a drawing:", error);
  }
}
