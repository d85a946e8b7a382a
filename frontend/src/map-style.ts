// What the map draws: the districts, shaded where there is something to shade them by, and places alone or together.

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

export interface Shading {
  shades: Record<string, number>;
  told: Record<string, string>;
}

type Colour = (name: string) => string;

const COUNT: ExpressionSpecification = ["coalesce", ["get", "sum"], ["get", "count"], 1];
const THOUSANDS: ExpressionSpecification = ["concat", ["to-string", ["/", ["round", ["/", COUNT, 100]], 10]], "k"];
const TOGETHER: ExpressionSpecification = [">", COUNT, 1];

export function layers(colour: Colour, lang: string, shading?: Shading, tiles = false): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": colour("ground") } },
    tiles && !shading
      ? { id: "ground", type: "raster", source: "tiles", paint: { "raster-saturation": -0.6, "raster-opacity": 0.8 } }
      : { id: "district", type: "fill", source: "districts", paint: { "fill-color": colour("land") } },
    ...(shading ? shaded(colour, shading) : []),
    {
      id: "border",
      type: "line",
      source: "districts",
      paint: { "line-color": colour(shading ? "ground" : "border"), "line-width": shading ? 1.4 : 1 },
    },
    {
      id: "name",
      type: "symbol",
      source: "districts",
      layout: {
        "text-field": shading ? ["concat", ["get", lang], "\n", told(shading)] : ["get", lang],
        "text-size": 12,
        "text-font": ["sans-serif"],
        "text-padding": 6,
      },
      paint: {
        "text-color": colour(shading ? "ink" : "muted"),
        "text-halo-color": colour("ground"),
        "text-halo-width": shading ? 2 : 1.2,
      },
    },
    ...placed(colour),
  ];
}

function told(shading: Shading): ExpressionSpecification | string {
  const pairs = Object.entries(shading.told).flat();
  return pairs.length ? (["match", ["get", "code"], ...pairs, "—"] as unknown as ExpressionSpecification) : "—";
}

function shaded(colour: Colour, { shades }: Shading): LayerSpecification[] {
  const pairs = Object.entries(shades).flatMap(([code, shade]) => [code, colour(`class-${shade + 1}`)]);
  const known = ["in", ["get", "code"], ["literal", Object.keys(shades)]] as unknown as ExpressionSpecification;
  const fill = ["match", ["get", "code"], ...pairs, colour("land")] as unknown as ExpressionSpecification;
  return [
    { id: "none", type: "fill", source: "districts", filter: ["!", known], paint: { "fill-pattern": "hatch" } },
    ...(pairs.length
      ? [
          {
            id: "shade",
            type: "fill" as const,
            source: "districts",
            filter: known,
            paint: { "fill-color": fill },
          },
        ]
      : []),
  ];
}

function placed(colour: Colour): LayerSpecification[] {
  const accent = colour("accent");
  const point: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  return [
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
      id: "together",
      type: "circle",
      source: "places",
      filter: ["all", point, TOGETHER],
      paint: {
        "circle-color": accent,
        "circle-opacity": 0.88,
        "circle-radius": ["interpolate", ["linear"], ["log10", COUNT], 0.3, 10, 2, 15, 4, 24],
        "circle-stroke-color": colour("ground"),
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "count",
      type: "symbol",
      source: "places",
      filter: ["all", point, TOGETHER],
      layout: {
        "text-field": ["case", [">=", COUNT, 1000], THOUSANDS, ["to-string", COUNT]],
        "text-size": 11,
        "text-font": ["sans-serif"],
        "text-allow-overlap": true,
      },
      paint: { "text-color": colour("ground") },
    },
    {
      id: "point",
      type: "circle",
      source: "places",
      filter: ["all", point, ["!", TOGETHER]],
      paint: {
        "circle-color": accent,
        "circle-opacity": 0.85,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 3, 12, 4.5, 16, 8],
        "circle-stroke-color": colour("ground"),
        "circle-stroke-width": 1,
      },
    },
  ];
}
