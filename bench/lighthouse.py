"""What Lighthouse says of the pages that are opened most, on a desk and on a slow telephone as it plays one.

    python -m bench.lighthouse [--home FOLDER] [--program FOLDER]

It installs Lighthouse from npm into a folder of its own (it is no part of what is built or tested; `--program` keeps it
for the next run), serves the demo (or what is in FOLDER) and asks Debian's Chromium; nothing is fetched from outside
while it measures. `PRAYA_URL` is set, as on any server that search engines see. It prints Markdown, and below the table
whatever cost points.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.served import loaded, praya_serving

LIGHTHOUSE = ("lighthouse@12.8.2", "chrome-launcher@1.2.1")
"""The last that runs on Debian's Node.js."""
PAGES = ("/en", "/zh-Hant/search", "/zh-Hans/dataset/hko-daily-rainfall", "/en/table/hko_daily_rainfall")
CHOSEN = frozenset({"hko-daily-rainfall"})
SCRIPT = """
import lighthouse, { desktopConfig } from "lighthouse";
import { launch } from "chrome-launcher";
const kinds = ["performance", "accessibility", "best-practices", "seo"];
const modes = { mobile: undefined, desktop: desktopConfig };
const [base, ...paths] = process.argv.slice(2);
const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
const lost = [];
for (const path of paths) {
  for (const [mode, config] of Object.entries(modes)) {
    const asked = { port: chrome.port, logLevel: "error", onlyCategories: kinds };
    const { lhr } = await lighthouse(base + path, asked, config);
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    const points = kinds.map((kind) => Math.round(lhr.categories[kind].score * 100));
    console.log(`| ${path} | ${mode} | ${points.join(" | ")} |`);
    for (const { id, weight } of kinds.flatMap((kind) => lhr.categories[kind].auditRefs)) {
      const { score, title, displayValue, details } = lhr.audits[id];
      if (!weight || score === null || score >= 0.9) continue;
      const where = (details?.items ?? []).flatMap((item) => item.node?.selector ?? []).slice(0, 3);
      lost.push(`* ${path}, ${mode}: ${[title, displayValue, ...where].filter(Boolean).join("; ")}`);
    }
  }
}
await chrome.kill();
console.log(["", ...lost].join("\\n"));
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path)
    parser.add_argument("--program", type=Path)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        program = (options.program or folder / "program").absolute()
        _install(program)
        home = options.home or loaded(folder / "home", CHOSEN)
        os.environ["PRAYA_URL"] = "https://data.example.org"
        port = stack.enter_context(praya_serving(home))
        print(f"Load at the begin: {os.getloadavg()[0]:.1f}.\n")
        print("| page | as | performance | accessibility | best practices | SEO |")
        print("|---|---|---|---|---|---|", flush=True)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
        subprocess.run(
            ["node", "measure.mjs", f"http://127.0.0.1:{port}", *PAGES],
            cwd=program,
            env=os.environ | {"CHROME_PATH": chromium},
            check=True,
        )


def _install(program: Path) -> None:
    program.mkdir(parents=True, exist_ok=True)
    (program / "package.json").write_text('{"private": true}', "utf-8")
    (program / "measure.mjs").write_text(SCRIPT, "utf-8")
    if not (program / "node_modules" / "lighthouse").exists():
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *LIGHTHOUSE]
        subprocess.run(command, cwd=program, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
