/* A visit of any signed-in page on the device for sealed answers: joins, blanks, sends again, and looks for boards. */
import type { Config, Phase, State } from "./config";
import { Engine } from "./engine";
import { Who } from "./planes";
import { Store } from "./store";

const PATIENCE = 30_000;

/* Does what there is to do within half a minute; returns how many sealed things no board has shown yet. */
export async function visit(account: string, csrf: string, waiting: readonly Config[]): Promise<number> {
  const silent = (_: State): void => undefined;
  const store = await Store.open(account);
  const engines: Engine[] = [];
  const known = waiting.map((config) => ({ ...config, account, csrf }));
  for (const config of [...known, ...(await unseen(store, csrf, account, waiting))]) engines.push(await Engine.open(config, true, silent));
  const end = Date.now() + PATIENCE;
  for (const engine of engines) await engine.settle();
  for (const engine of engines)
    for (let next = await engine.send(); next !== null && next < end; next = await engine.send()) await until(next);
  for (const engine of engines) engine.close();
  const left = (await store.list("sendings")).filter((sending) => !sending.seen && !sending.refused).length;
  store.close();
  return left;
}

/* Scopes in which something of ours is on no board yet or a draft is left, and about which the server did not speak. What came to nothing will
   be on none: so the round is asked where it stands, and where nobody answers, its board is looked for. */
async function unseen(store: Store, csrf: string, account: string, waiting: readonly Config[]): Promise<Config[]> {
  const configs = new Map<string, Config>();
  const told = new Map<string, Record<string, Phase>>();
  const open = (await store.list("sendings")).filter(({ seen, refused }) => !seen && !refused);
  for (const { round, label } of [...open, ...(await store.list("drafts"))]) {
    const kept = await store.find("rounds", round);
    if (!kept || waiting.some((config) => config.round === round && config.label === label)) continue;
    if (!told.has(round)) told.set(round, await new Who(kept.who, csrf).phases().catch(() => ({})));
    const phase = told.get(round)?.[label] ?? "released";
    configs.set(`${round} ${label}`, { ...kept, label, account, csrf, phase, root: null, closesAt: null });
  }
  return [...configs.values()];
}

const until = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, time - Date.now())));
