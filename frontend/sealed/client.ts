/* What a sealed page uses. Everything that matters happens in the worker; this passes calls on and keeps the last state. */
import type { Answers, Ask, BoardCheck, Config, LaterKind, Moment, Program, State, Statement, Told } from "./config";
import { isHome, makeHome, noteQueue } from "./device";
import { Keeping } from "./program";
import { Refusal } from "./refusal";
import { spawn } from "./spawn";

export type { Answers, BoardCheck, Config, LaterKind, Moment, Program, Slot, Stage, State, Statement } from "./config";
export { Refusal } from "./refusal";

/* Without https a browser withholds what sealing needs. Then there is no field, and nothing weaker instead. */
const SECURE = globalThis.isSecureContext && Boolean(globalThis.crypto?.subtle && navigator.locks);

export class Sealed {
  private current: State = { ready: SECURE ? "fetching" : "no-secure-origin", first: false, slots: [], online: true };
  private readonly listeners = new Set<(state: State) => void>();
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private readonly keeping: Keeping;
  private readonly account: string;
  private worker: Worker | null = null;
  private asked = 0;

  private constructor(private readonly config: Config) {
    this.account = config.account;
    this.keeping = new Keeping(config.code);
  }

  /* Pins the card and fetches credentials where this is the device for it; ends when the first state is known. Where the server
     offers another program than the one this device keeps, nothing starts before the person has decided. */
  static async open(config: Config): Promise<Sealed> {
    const sealed = new Sealed(config);
    if (!SECURE) return sealed;
    const program = await sealed.keeping.look().catch(() => null);
    if (program?.isAsked) sealed.tell({ ready: "changed", program });
    else await sealed.start(program);
    for (const network of ["online", "offline"] as const)
      window.addEventListener(network, () => void sealed.ask({ call: "network", online: network === "online" }).catch(() => undefined));
    void sealed.keeping.watch(() => sealed.tell({ ready: "changed" })).catch(() => undefined);
    return sealed;
  }

  /* Uses the program that the server offers from now on. The page has to be loaded anew. */
  async acceptProgram(): Promise<void> {
    await this.keeping.accept();
  }

  /* Stays with the kept program; false where the page has to be loaded anew to run it. */
  async stay(): Promise<boolean> {
    if (!(await this.keeping.stay())) return false;
    const program = this.current.program;
    if (!this.worker) await this.start(program ? { ...program, isAsked: false } : null);
    return true;
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
    void navigator.storage.persist().catch(() => false); // Firefox asks the person, who may never answer: nothing waits for it
    await this.ask({ call: "useThisDevice" });
    void this.keepProgram();
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

  /* Raises the alarm `question-differs` where one of these texts is not in what the card says is asked. */
  async compare(shown: string[]): Promise<void> {
    await this.ask({ call: "compare", shown });
  }

  /* Raises the alarm `question-differs` where these are not the questions and answers, in their order and in one language, that the card
     says; `texts` is what else the page says of them. Before it, no answer is sealed. */
  async compareAsked(asked: string[][], texts: string[]): Promise<void> {
    await this.ask({ call: "compareAsked", asked, texts });
  }

  /* Raises the alarm `ballot-differs` where these are not the statements that everybody votes on; refuses with `offline` where the box
     does not answer. Before it, no vote is sealed. `listed`: a list of the same words elsewhere on the page. */
  async compareBallot(statements: Statement[], listed: string[] = []): Promise<void> {
    await this.ask({ call: "compareBallot", statements, listed });
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
    await this.keeping.forget().catch(() => undefined);
    const { program: _, ...rest } = this.current;
    this.current = rest;
    this.tell({});
  }

  private async start(program: Program | null): Promise<void> {
    this.worker = spawn();
    this.worker.addEventListener("message", ({ data }: MessageEvent<Told>) => this.hear(data));
    this.tell({ ready: "fetching", ...(program ? { program } : {}) });
    await this.ask({ call: "open", config: onlyNeeded(this.config), home: isHome(this.account) });
    if (isHome(this.account)) void this.keepProgram();
  }

  /* Without a copy the page is an ordinary one; so whatever goes wrong here is nobody's trouble. */
  private async keepProgram(): Promise<void> {
    const program = await this.keeping.begin().catch(() => null);
    if (program && !program.isAsked) this.tell({ program });
  }

  private tell(news: Partial<State>): void {
    this.current = { ...this.current, ...news };
    for (const listener of this.listeners) listener(this.current);
  }

  private ask(asked: Ask): Promise<unknown> {
    if (!this.worker) return Promise.reject(new Refusal(SECURE ? "program-changed" : "insecure-origin"));
    const id = (this.asked += 1);
    this.worker.postMessage({ ...asked, id });
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  private hear(told: Told): void {
    if ("state" in told) {
      if (told.state.slots.some(({ stage }) => ["waiting", "sent", "stored"].includes(stage))) noteQueue(this.account, true);
      const { program, ready } = this.current;
      this.current = program ? { ...told.state, program } : told.state;
      return this.tell(ready === "changed" ? { ready } : {});
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
