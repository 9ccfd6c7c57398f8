/* Starts the worker that lies beside this script, also where pages demand trusted addresses of scripts. */
type Policies = { createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): unknown } };

const ADDRESS = new URL("./sealed-worker.js", import.meta.url).href;

export function spawn(): Worker {
  const policies = (globalThis as unknown as { trustedTypes?: Policies }).trustedTypes;
  const trusted = policies?.createPolicy("sealed", { createScriptURL: (address) => address }).createScriptURL(ADDRESS);
  return new Worker((trusted ?? ADDRESS) as string, { type: "module" });
}
