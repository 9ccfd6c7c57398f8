/* The blind signature package brings all of sjcl, of which it uses big numbers and three codecs. This takes just these files
   from the installed sjcl, without the primes of elliptic curves, which it would work out at every start, and the one class of the
   package that is used; a third of the size, the same code. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const PARTS = ["sjcl", "bitArray", "codecBase64", "codecBytes", "bn"];
const PRIMES = /sjcl\.bn\.pseudoMersennePrime = function[^]*?(?=sjcl\.bn\.random = )/;

export const slimBlindSignatures = {
  name: "slim-blind-signatures",
  setup(build) {
    const packages = createRequire(import.meta.url);
    build.onResolve({ filter: /^\.\/sjcl\/index\.js$/ }, () => ({ path: "sjcl", namespace: "slim" }));
    build.onResolve({ filter: /^\.\/partially_blindrsa\.js$/ }, () => ({ path: "nothing", namespace: "slim" }));
    build.onLoad({ filter: /^nothing$/, namespace: "slim" }, () => ({ contents: "export class PartiallyBlindRSA {}" }));
    build.onLoad({ filter: /^sjcl$/, namespace: "slim" }, async () => {
      const core = join(dirname(packages.resolve("sjcl/package.json")), "core");
      const parts = await Promise.all(PARTS.map((part) => readFile(join(core, `${part}.js`), "utf8")));
      const whole = parts.join("\n");
      if (!PRIMES.test(whole)) throw new Error("sjcl is another version than the one this cuts.");
      return { contents: `${whole.replace(PRIMES, "")}\nexport default sjcl;` };
    });
  },
};
