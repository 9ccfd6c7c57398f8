/* Starts the worker that lies beside this script, also where pages demand trusted addresses of scripts (`trusted-types sealed`).
   A page may have several scripts that start it, and a policy can be made only once. */
type Policy = { createScriptURL(address: string): unknown };
type Surroundings = {
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy };
  sealedPolicy?: Policy | undefined;
};

/* The only two: the worker, and the keeper, which has to lie at the root of the site to reach all its pages. */
export const addresses = { worker: new URL("./sealed-worker.js", import.meta.url).href, keeper: "/sealed-keeper.js" };

export function spawn(): Worker {
  return new Worker(allowed(addresses.worker), { type: "module" });
}

export function allowed(address: string): string {
  const here = globalThis as unknown as Surroundings;
  here.sealedPolicy ??= here.trustedTypes?.createPolicy("sealed", { createScriptURL: check });
  return (here.sealedPolicy?.createScriptURL(address) ?? address) as string;
}

function check(address: string): string {
  if (!Object.values(addresses).includes(address)) throw new TypeError(address);
  return address;
}
