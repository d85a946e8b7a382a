// What the map tells: of a place under a press, of those in the list beside it, and of what is in view.

import { type GeoJSONSource, type Map as MapView, Popup } from "maplibre-gl";

const MOST_TOLD = 10;
const CLOSE = 16;

/** Tell what the row under a press says of itself; what stands together comes apart. */
export function tellOfPlaces(view: MapView, figure: HTMLElement): void {
  const titles = JSON.parse(figure.dataset["titles"] ?? "{}") as Record<string, string>;
  const layers = ["together", "point", "line", "area"];
  for (const layer of layers) {
    view.on("mouseenter", layer, () => (view.getCanvas().style.cursor = "pointer"));
    view.on("mouseleave", layer, () => (view.getCanvas().style.cursor = ""));
  }
  view.on("click", async (event) => {
    const [found] = view.queryRenderedFeatures(event.point, { layers: layers.filter((each) => view.getLayer(each)) });
    if (!found) return;
    const { cluster_id: cluster, count } = found.properties as { cluster_id?: number; count?: number };
    if (cluster !== undefined || (count && found.layer.id === "together")) {
      const source = view.getSource("places") as GeoJSONSource;
      const zoom = cluster === undefined ? view.getZoom() + 2 : await source.getClusterExpansionZoom(cluster);
      view.easeTo({ center: event.lngLat, zoom });
      return;
    }
    const list = document.createElement("dl");
    const told = Object.entries(found.properties).filter(([, value]) => value !== null && value !== "");
    for (const [name, value] of told.slice(0, MOST_TOLD)) {
      const [term, words] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = titles[name] ?? name;
      words.textContent = String(value);
      list.append(term, words);
    }
    const box = document.createElement("div");
    box.append(list, ...row(figure, found.id));
    new Popup({ maxWidth: "320px" }).setLngLat(event.lngLat).setDOMContent(box).addTo(view);
  });
}

/** Lead from a place to its row. */
function row(figure: HTMLElement, place: unknown): HTMLElement[] {
  const { row: address, rowWords: words } = figure.dataset;
  if (!address || !words || place === undefined) return [];
  const anchor = document.createElement("a");
  const target = new URL(address, location.href);
  target.searchParams.append("where", `_row,eq,${String(place)}`);
  anchor.href = target.href;
  anchor.textContent = words;
  const line = document.createElement("p");
  line.append(anchor);
  return [line];
}

/** Link the list beside the map with it, and offer the rows in view. */
export function link(view: MapView, figure: HTMLElement): void {
  const listed = figure.parentElement?.querySelectorAll<HTMLAnchorElement>(".places-list a[data-at]") ?? [];
  for (const each of listed) {
    const at = each.dataset["at"]?.split(",").map(Number) as [number, number];
    const show = () => {
      tip.setLngLat(at).setText(each.textContent ?? "").addTo(view);
    };
    each.addEventListener("focus", () => {
      show();
      if (!view.getBounds().contains(at)) view.easeTo({ center: at });
    });
    each.addEventListener("pointerenter", show);
    for (const kind of ["blur", "pointerleave"]) each.addEventListener(kind, () => tip.remove());
    const button = document.createElement("button");
    button.type = "button";
    button.className = "to-place";
    button.textContent = "◎";
    button.setAttribute("aria-label", `${figure.dataset["label"] ?? ""}: ${each.textContent ?? ""}`);
    button.addEventListener("click", () => {
      view.easeTo({ center: at, zoom: Math.max(view.getZoom(), CLOSE) });
      show();
    });
    each.before(button);
  }
  within(view, figure);
}

const tip = new Popup({ closeButton: false, closeOnClick: false, offset: 10 });

function within(view: MapView, figure: HTMLElement): void {
  const { within: address, withinWords: words, places } = figure.dataset;
  if (!address || !words || !places) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "within";
  button.textContent = words;
  button.addEventListener("click", () => {
    const [[west, south], [east, north]] = view.getBounds().toArray() as [[number, number], [number, number]];
    const target = new URL(address, location.href);
    target.searchParams.delete("at");
    target.searchParams.append("bbox", [west, south, east, north].map((each) => each.toFixed(5)).join(","));
    location.assign(target);
  });
  figure.querySelector(".canvas")?.append(button);
}
