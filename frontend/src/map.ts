// The map: places over the outlines of the city's districts, all of it data of ours. No tiles, no fonts, no strangers.

import {
  type LngLatBoundsLike,
  Map as MapView,
  NavigationControl,
  Popup,
  setWorkerUrl,
  type StyleSpecification,
} from "maplibre-gl";

declare const MAP_WORKER: string;

const dark = matchMedia("(prefers-color-scheme: dark)");
const MOST_TOLD = 10;

export async function enliven(figure: HTMLElement): Promise<void> {
  const canvas = figure.querySelector<HTMLElement>(".canvas");
  const { places, basemap, box, lang = "en", titles = "{}", label = "" } = figure.dataset;
  if (!canvas || !places || !basemap) return;
  const drawing = canvas.firstElementChild as HTMLElement | null;
  const stage = document.createElement("div");
  stage.className = "stage";
  canvas.append(stage);

  setWorkerUrl(MAP_WORKER);
  const view = new MapView({
    container: stage,
    style: style(basemap, places, lang),
    bounds: bounds(box),
    fitBoundsOptions: { padding: 36, maxZoom: 14 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: true,
    renderWorldCopies: false,
    maxZoom: 18,
    locale: { "Map.Title": label },
  });
  view.touchZoomRotate.disableRotation();
  view.addControl(new NavigationControl({ showCompass: false }), "top-right");
  tellOfPlaces(view, JSON.parse(titles) as Record<string, string>);
  dark.addEventListener("change", () => view.setStyle(style(basemap, places, lang)));
  await new Promise((done, fail) => {
    view.once("load", done);
    view.once("error", ({ error }) => fail(error));
  });
  if (drawing) drawing.hidden = true;
}

function bounds(box: string | undefined): LngLatBoundsLike {
  const edges = box?.split(",").map(Number) ?? [];
  const [west = 113.82, south = 22.14, east = 114.45, north = 22.57] = edges;
  return [west, south, east, north];
}

function style(basemap: string, places: string, lang: string): StyleSpecification {
  const ink = getComputedStyle(document.documentElement);
  const colour = (name: string) => ink.getPropertyValue(`--${name}`).trim();
  const accent = colour("accent");
  return {
    version: 8,
    sources: {
      districts: { type: "geojson", data: basemap },
      places: { type: "geojson", data: places },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("ground") } },
      { id: "district", type: "fill", source: "districts", paint: { "fill-color": colour("land") } },
      {
        id: "border",
        type: "line",
        source: "districts",
        paint: { "line-color": colour("border"), "line-width": 1 },
      },
      {
        id: "area",
        type: "fill",
        source: "places",
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": accent, "fill-opacity": 0.16 },
      },
      {
        id: "line",
        type: "line",
        source: "places",
        filter: ["!=", ["geometry-type"], "Point"],
        paint: { "line-color": accent, "line-width": 1.6 },
      },
      {
        id: "point",
        type: "circle",
        source: "places",
        filter: ["==", ["geometry-type"], "Point"],
        paint: {
          "circle-color": accent,
          "circle-opacity": 0.8,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 1.8, 12, 3.5, 16, 7],
          "circle-stroke-color": colour("ground"),
          "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 10, 0, 13, 1],
        },
      },
      {
        id: "name",
        type: "symbol",
        source: "districts",
        layout: { "text-field": ["get", lang], "text-size": 12, "text-font": ["sans-serif"], "text-padding": 6 },
        paint: { "text-color": colour("muted"), "text-halo-color": colour("ground"), "text-halo-width": 1.2 },
      },
    ],
  };
}

/** Tell what the row under a press says of itself. */
function tellOfPlaces(view: MapView, titles: Record<string, string>): void {
  const layers = ["point", "line", "area"];
  for (const layer of layers) {
    view.on("mouseenter", layer, () => (view.getCanvas().style.cursor = "pointer"));
    view.on("mouseleave", layer, () => (view.getCanvas().style.cursor = ""));
  }
  view.on("click", (event) => {
    const [found] = view.queryRenderedFeatures(event.point, { layers: layers.filter((each) => view.getLayer(each)) });
    if (!found) return;
    const list = document.createElement("dl");
    const told = Object.entries(found.properties).filter(([, value]) => value !== null && value !== "");
    for (const [name, value] of told.slice(0, MOST_TOLD)) {
      const [term, words] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = titles[name] ?? name;
      words.textContent = String(value);
      list.append(term, words);
    }
    new Popup({ maxWidth: "320px" }).setLngLat(event.lngLat).setDOMContent(list).addTo(view);
  });
}

