// The map: places over the outlines of the city's districts, all of it data of ours: no fonts, no strangers, and no tiles
// but those that the server is set to use.

import {
  type GeoJSONSource,
  type LngLatBoundsLike,
  Map as MapView,
  Marker,
  NavigationControl,
  setWorkerUrl,
  type StyleSpecification,
} from "maplibre-gl";
import { layers, type Shading } from "./map-style";
import { link, tellOfPlaces } from "./map-places";

declare const MAP_WORKER: string;

const dark = matchMedia("(prefers-color-scheme: dark)");

export async function enliven(figure: HTMLElement): Promise<void> {
  const canvas = figure.querySelector<HTMLElement>(".canvas");
  const { places = "", basemap, box, at, shading, tiles, tilesBy, lang = "en", label = "" } = figure.dataset;
  if (!canvas || !basemap || !(places || shading)) return;
  const drawing = canvas.firstElementChild as HTMLElement | null;
  const stage = document.createElement("div");
  stage.className = "stage";
  canvas.append(stage);

  const held = places ? await load(places) : empty();
  const style = () => made(basemap, held, lang, shading ? (JSON.parse(shading) as Shading) : undefined, tiles);
  const position = at?.split(",").map(Number) as [number, number] | undefined;
  setWorkerUrl(MAP_WORKER);
  const view = new MapView({
    container: stage,
    style: style(),
    ...(position ? { center: position, zoom: 15 } : { bounds: bounds(box) }),
    fitBoundsOptions: { padding: 36, maxZoom: 14 },
    attributionControl: tiles && tilesBy ? { customAttribution: tilesBy } : false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: true,
    renderWorldCopies: false,
    maxZoom: 18,
    locale: { "Map.Title": label },
  });
  view.touchZoomRotate.disableRotation();
  view.addControl(new NavigationControl({ showCompass: false }), "top-right");
  view.on("styleimagemissing", ({ id }) => id === "hatch" && hatch(view));
  if (position) new Marker({ color: colour("warning") }).setLngLat(position).addTo(view);
  tellOfPlaces(view, figure);
  dark.addEventListener("change", () => view.setStyle(style()));
  await new Promise((done, fail) => {
    view.once("load", done);
    view.once("error", ({ error }) => fail(error));
  });
  if (held.crowded) view.on("moveend", () => void closer(view, places));
  link(view, figure);
  if (drawing) drawing.hidden = true;
}

type Places = GeoJSON.FeatureCollection & { crowded?: boolean };

function empty(): Places {
  return { type: "FeatureCollection", features: [] };
}

async function load(address: string): Promise<Places> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Places;
}

/** Where places are too many to be sent each, those in view are counted anew in smaller squares, or come one by one. */
async function closer(view: MapView, places: string): Promise<void> {
  const [[west, south], [east, north]] = view.getBounds().toArray() as [[number, number], [number, number]];
  const address = new URL(places, location.href);
  address.searchParams.append("bbox", [west, south, east, north].map((each) => each.toFixed(5)).join(","));
  (view.getSource("places") as GeoJSONSource | undefined)?.setData(await load(address.href));
}

function bounds(box: string | undefined): LngLatBoundsLike {
  const edges = box?.split(",").map(Number) ?? [];
  const [west = 113.82, south = 22.14, east = 114.45, north = 22.57] = edges;
  return [west, south, east, north];
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function made(basemap: string, places: Places, lang: string, shading?: Shading, tiles?: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...(tiles ? { tiles: { type: "raster" as const, tiles: [tiles], tileSize: 256, maxzoom: 19 } } : {}),
      districts: { type: "geojson", data: basemap },
      places: {
        type: "geojson",
        data: places,
        cluster: places.features.every(({ geometry }) => geometry?.type === "Point"),
        clusterRadius: 42,
        clusterMaxZoom: 15,
        clusterProperties: { sum: ["+", ["coalesce", ["get", "count"], 1]] },
      },
    },
    layers: layers(colour, lang, shading, Boolean(tiles)),
  };
}

/** Draw the mark of a district without data. */
function hatch(view: MapView): void {
  const size = 8;
  const data = new Uint8Array(size * size * 4);
  const [red = 0, green = 0, blue = 0] = (colour("muted").match(/\w\w/g) ?? []).map((each) => parseInt(each, 16));
  for (let place = 0; place < size * size; place++) {
    const on = (place + Math.floor(place / size)) % size < 2;
    data.set([red, green, blue, on ? 150 : 0], place * 4);
  }
  if (!view.hasImage("hatch")) view.addImage("hatch", { width: size, height: size, data });
}
