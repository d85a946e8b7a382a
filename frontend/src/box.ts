// A part of the city, drawn on its outlines with a pointer; the field beside says the same in numbers.

const SVG = "http://www.w3.org/2000/svg";
const FLAT = Math.cos((22.35 * Math.PI) / 180);
const SCALE = 1000;
const LEAST = 0.002;
type Position = [number, number];

/** Draw the outlines in a fold that was opened, once. */
export async function draw(fold: HTMLElement): Promise<void> {
  const { basemap, told: hint = "" } = fold.dataset;
  const field = fold.querySelector<HTMLInputElement>("input[name=bbox]");
  if (!basemap || !field) return;
  delete fold.dataset["basemap"];
  const answer = await fetch(basemap);
  if (!answer.ok) return;
  const { features } = (await answer.json()) as GeoJSON.FeatureCollection;
  const rings = features.flatMap(({ geometry }) =>
    geometry.type === "Polygon"
      ? geometry.coordinates
      : geometry.type === "MultiPolygon"
        ? geometry.coordinates.flat()
        : [],
  ) as Position[][];
  const every = rings.flat().map(placed);
  const [left, right] = bounds(every.map(([x]) => x));
  const [top, bottom] = bounds(every.map(([, y]) => y));
  const map = made("svg", { viewBox: `${left} ${top} ${right - left} ${bottom - top}`, "aria-hidden": "true" });
  const path = rings.map((ring) => `M${ring.map((each) => placed(each).map((n) => n.toFixed(1)).join(" ")).join("L")}Z`);
  const box = made("rect", {});
  map.append(made("path", { d: path.join("") }), box);
  const words = document.createElement("p");
  words.textContent = hint;
  field.parentElement?.before(words, map);

  const show = (from: Position, to: Position) => {
    const [west, east] = bounds([from[0], to[0]]);
    const [north, south] = bounds([from[1], to[1]]);
    set(box, { x: west, y: north, width: east - west, height: south - north });
  };
  const told = () => {
    const [west, south, east, north] = field.value.split(",").map(Number);
    const whole = [west, south, east, north].every((each) => each !== undefined && Number.isFinite(each));
    if (whole) show(placed([west!, south!]), placed([east!, north!]));
    else set(box, { width: 0, height: 0 });
  };
  const at = (event: PointerEvent): Position => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM()!.inverse());
    return [Math.min(right, Math.max(left, x)), Math.min(bottom, Math.max(top, y))];
  };
  let from: Position | undefined;
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    from = at(event);
    event.preventDefault();
  });
  map.addEventListener("pointermove", (event) => from && show(from, at(event)));
  map.addEventListener("pointercancel", () => ((from = undefined), told()));
  map.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [one, other] = [degrees(from), degrees(at(event))];
    const [west, east] = bounds([one[0], other[0]]);
    const [south, north] = bounds([one[1], other[1]]);
    from = undefined;
    const small = east - west < LEAST || north - south < LEAST; // a press takes the box away
    field.value = small ? "" : [west, south, east, north].map((each) => each.toFixed(3)).join(",");
    told();
  });
  field.addEventListener("input", told);
  told();
}

function placed([longitude, latitude]: Position): Position {
  return [longitude * FLAT * SCALE, -latitude * SCALE];
}

function degrees([x, y]: Position): Position {
  return [x / FLAT / SCALE, -y / SCALE];
}

function bounds(values: number[]): Position {
  return [Math.min(...values), Math.max(...values)];
}

function made(name: "svg", given: Record<string, string | number>): SVGSVGElement;
function made(name: string, given: Record<string, string | number>): SVGElement;
function made(name: string, given: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name) as SVGElement;
  set(element, given);
  return element;
}

function set(element: SVGElement, given: Record<string, string | number>): void {
  for (const [key, value] of Object.entries(given)) element.setAttribute(key, String(value));
}
