// Bundle the islands and styles into the package, under names that change with their content, packed beforehand.
// manifest.json says which hashed name stands for which file; the server serves nothing it does not name.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = import.meta.dirname;
const web = join(root, "../src/praya/web");
const out = join(web, "static/dist");
const PACKED = new Set([".js", ".mjs", ".css", ".svg", ".geojson"]);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const manifest = {};

// The map library's worker is a file of its own: the islands are told its hashed name.
const worker = await take(join(root, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"), "map-worker.mjs");

const result = await build({
  absWorkingDir: root,
  entryPoints: {
    page: "src/page.ts",
    islands: "src/islands.ts",
    "page-style": "src/styles/page.css",
    map: "src/styles/map.css",
    frame: "src/styles/frame.css",
    explorer: "src/styles/explorer.css",
    story: "src/styles/story.css",
    developers: "src/styles/developers.css",
    chart: "src/styles/chart.css",
    workbench: "src/workbench/workbench.ts",
    sql: "src/styles/sql.css",
  },
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  loader: { ".txt": "text" },
  define: { MAP_WORKER: JSON.stringify(`/static/${worker}`) },
  metafile: true,
  logLevel: "warning",
});

for (const [path, made] of Object.entries(result.metafile.outputs)) {
  const name = basename(path);
  const entry = made.entryPoint ? basename(made.entryPoint).replace(/\.ts$/, ".js") : name;
  manifest[entry] = name;
}
await take(join(web, "../formats/geography/outlines/districts.geojson"), "districts.geojson");
await take(join(root, "public/favicon.svg"), "favicon.svg");
await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

for (const name of await readdir(out)) {
  if (PACKED.has(extname(name))) await pack(join(out, name));
}

async function take(path, name) {
  const hash = createHash("sha256").update(await readFile(path)).digest("hex").slice(0, 8).toUpperCase();
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await copyFile(path, join(out, hashed));
  manifest[name] = hashed;
  return hashed;
}

async function pack(path) {
  const body = await readFile(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  await writeFile(`${path}.br`, brotliCompressSync(body, { params }));
  await writeFile(`${path}.gz`, gzipSync(body, { level: 9 }));
}
