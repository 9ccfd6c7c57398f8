/* The blind signature package brings all of sjcl, of which it uses big numbers and three codecs. This takes just these files
   from the installed sjcl, without the primes of elliptic curves, which it would work out at every start, and of the package what
   signs wholly blind; a third of the size, the same code. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const PARTS = ["sjcl", "bitArray", "codecBase64", "codecBytes", "bn"];
const PARTIAL = /    RSAPBSSA_SHA384[^]*?},\n(?=};)|\/\/ RSAPBSSA is used[^]*$/g;
const PRIMES = /sjcl\.bn\.pseudoMersennePrime = function[^]*?(?=sjcl\.bn\.random = )/;

export const slimBlindSignatures = {
  name: "slim-blind-signatures",
  setup(build) {
    const packages = createRequire(import.meta.url);
    build.onResolve({ filter: /^\.\/sjcl\/index\.js$/ }, () => ({ path: "sjcl", namespace: "slim" }));
    build.onResolve({ filter: /^\.\/partially_blindrsa\.js$/ }, () => ({ path: "nothing", namespace: "slim" }));
    build.onLoad({ filter: /^nothing$/, namespace: "slim" }, () => ({ contents: "export class PartiallyBlindRSA {}" }));
    build.onLoad({ filter: /blindrsa-ts\/lib\/src\/index\.js$/ }, async ({ path }) => ({ contents: cut(await readFile(path, "utf8"), PARTIAL) }));
    build.onLoad({ filter: /^sjcl$/, namespace: "slim" }, async () => {
      const core = join(dirname(packages.resolve("sjcl/package.json")), "core");
      const parts = await Promise.all(PARTS.map((part) => readFile(join(core, `${part}.js`), "utf8")));
      return { contents: `${cut(parts.join("\n"), PRIMES)}\nexport default sjcl;` };
    });
  },
};

function cut(whole, part) {
  const rest = whole.replace(part, "");
  if (rest === whole) throw new Error("A package is another version than the one that is slimmed here.");
  return rest;
}
