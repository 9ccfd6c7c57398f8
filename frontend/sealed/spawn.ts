/* Starts the worker that lies beside this script, also where pages demand trusted addresses of scripts (`trusted-types sealed`).
   A page may have several scripts that start it, and a policy can be made only once. */
type Policy = { createScriptURL(address: string): unknown };
type Surroundings = {
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(): string }): Policy };
  sealedPolicy?: Policy | undefined;
};

const ADDRESS = new URL("./sealed-worker.js", import.meta.url).href;

export function spawn(): Worker {
  const here = globalThis as unknown as Surroundings;
  here.sealedPolicy ??= here.trustedTypes?.createPolicy("sealed", { createScriptURL: () => ADDRESS });
  return new Worker((here.sealedPolicy?.createScriptURL(ADDRESS) ?? ADDRESS) as string, { type: "module" });
}
