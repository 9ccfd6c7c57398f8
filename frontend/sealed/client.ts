/* What a sealed page uses. Everything that matters happens in the worker; this passes calls on and keeps the last state. */
import type { Answers, Ask, BoardCheck, Config, LaterKind, Moment, State, Told } from "./config";
import { isHome, makeHome, noteQueue } from "./device";
import { Refusal } from "./refusal";
import { spawn } from "./spawn";

export type { Answers, BoardCheck, Config, LaterKind, Moment, Slot, Stage, State } from "./config";
export { Refusal } from "./refusal";

/* Without https a browser withholds what sealing needs. Then there is no field, and nothing weaker instead. */
const SECURE = globalThis.isSecureContext && Boolean(globalThis.crypto?.subtle && navigator.locks);

export class Sealed {
  private current: State = { ready: SECURE ? "fetching" : "no-secure-origin", first: false, slots: [], online: true };
  private readonly listeners = new Set<(state: State) => void>();
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private readonly worker = SECURE ? spawn() : null;
  private asked = 0;

  private constructor(private readonly account: string) {
    this.worker?.addEventListener("message", ({ data }: MessageEvent<Told>) => this.hear(data));
  }

  /* Pins the card and fetches credentials where this is the device for it; ends when the first state is known. */
  static async open(config: Config): Promise<Sealed> {
    const sealed = new Sealed(config.account);
    if (!SECURE) return sealed;
    await sealed.ask({ call: "open", config: onlyNeeded(config), home: isHome(config.account) });
    for (const network of ["online", "offline"] as const)
      window.addEventListener(network, () => void sealed.ask({ call: "network", online: network === "online" }).catch(() => undefined));
    return sealed;
  }

  get state(): State {
    return this.current;
  }

  onchange(listener: (state: State) => void): void {
    this.listeners.add(listener);
  }

  /* "Use this device for sealed answers": from now on it fetches by itself, and asks the browser not to clear its store. */
  async useThisDevice(): Promise<void> {
    if (!SECURE) throw new Refusal("insecure-origin");
    makeHome(this.account);
    await navigator.storage.persist().catch(() => false);
    await this.ask({ call: "useThisDevice" });
  }

  async fetchCredentials(): Promise<void> {
    await this.ask({ call: "fetchCredentials" });
  }

  /* The person has read the names and knows them, after the alarm `roster-unfamiliar`. */
  async acceptRoster(): Promise<void> {
    await this.ask({ call: "acceptRoster" });
  }

  /* The page learnt of another phase, root or closing time. */
  async moment(moment: Moment): Promise<void> {
    await this.ask({ call: "moment", moment });
  }

  async put(slot: number, payload: string | Answers, when: "now" | "later"): Promise<void> {
    await this.ask({ call: "put", slot, payload, when });
  }

  async blankUnused(): Promise<void> {
    await this.ask({ call: "blankUnused" });
  }

  async withdraw(slot: number): Promise<void> {
    await this.ask({ call: "withdraw", slot });
  }

  async act(slot: number, kind: LaterKind, text = ""): Promise<void> {
    await this.ask({ call: "act", slot, kind, text });
  }

  async saveDraft(slot: number, draft: unknown): Promise<void> {
    await this.ask({ call: "saveDraft", slot, draft });
  }

  async checkBoard(): Promise<BoardCheck> {
    return (await this.ask({ call: "checkBoard" })) as BoardCheck;
  }

  async order(count: number, purpose: string): Promise<number[]> {
    return (await this.ask({ call: "order", count, purpose })) as number[];
  }

  /* The four words of the card that this device pinned. */
  async words(): Promise<string> {
    return (await this.ask({ call: "words" })) as string;
  }

  async forget(): Promise<void> {
    await this.ask({ call: "forget" });
  }

  private ask(asked: Ask): Promise<unknown> {
    if (!this.worker) return Promise.reject(new Refusal("insecure-origin"));
    const id = (this.asked += 1);
    this.worker.postMessage({ ...asked, id });
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  private hear(told: Told): void {
    if ("state" in told) {
      this.current = told.state;
      if (told.state.slots.some(({ stage }) => ["waiting", "sent", "stored"].includes(stage))) noteQueue(this.account, true);
      for (const listener of this.listeners) listener(told.state);
      return;
    }
    const asker = this.waiting.get(told.id);
    this.waiting.delete(told.id);
    if (told.refusal) asker?.reject(new Refusal(told.refusal));
    else asker?.resolve(told.value);
  }
}

function onlyNeeded({ round, label, who, box, account, space, csrf, phase, root, closesAt }: Config): Config {
  return { round, label, who, box, account, ...(space ? { space } : {}), csrf, phase, root, closesAt };
}
