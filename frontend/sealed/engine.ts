/* One sealed page, inside the worker: what may be done, in which order, and what the page is told. */
import { fitsBoard, fitsList, fitsPlan, rootOfBallot } from "./ballot";
import { b64u } from "./bytes";
import type { Scope } from "./card";
import type { Answers, BoardCheck, Config, LaterKind, Moment, Phase, Ready, State, Statement } from "./config";
import { lookAtBoard } from "./looking";
import { spreadOrder } from "./order";
import { type Pinned, acceptRoster, checkCompany, fetchCredentials, pin } from "./joining";
import { Box, Who } from "./planes";
import { asks, asksInFull, rootOfPlan, saidIn } from "./plan";
import type { Kind, Payload } from "./protocol";
import { ALARMS, Refusal } from "./refusal";
import { actTime, payloadOf, seal, sendingTime } from "./seal";
import { hasten, hurry, sendAgain, sendDue } from "./sending";
import { listSlots } from "./slots";
import { type Credential, type Sending, Store } from "./store";
import { tidy } from "./tidying";
import { fingerprint } from "./words";

const RETRY = 3_000;
const LONGEST_RETRY = 60_000;
const DAY = 24 * 3_600_000;
const SHORTEST_REST = 250;
const OVER: readonly Phase[] = ["closed", "released", "held", "ended", "voided"];

export class Engine {
  private readonly who: Who;
  private readonly box: Box;
  private readonly channel: BroadcastChannel;
  private pinned: Pinned | null = null;
  private ready: Ready = "fetching";
  private alarm: string | undefined;
  private root: string | null = null; // of what answers are about, once this device has computed it
  private online = navigator.onLine;
  private retries = 0;
  private timer = 0;
  private isClosed = false;
  /* What was under way when the page let go finds the store closed; that is no trouble of anybody's. */
  private readonly unlessClosed = (error: unknown): void => {
    if (!this.isClosed) throw error;
  };
  private retryTimer = 0;

  private constructor(
    private readonly store: Store,
    private config: Config,
    private home: boolean,
    private readonly tell: (state: State) => void,
  ) {
    this.who = new Who(config.who, config.csrf);
    this.box = new Box(config.box, config.round);
    this.channel = new BroadcastChannel(`sealed:${config.account}`);
    this.channel.onmessage = () => void this.follow().catch(this.unlessClosed);
  }

  static async open(config: Config, home: boolean, tell: (state: State) => void): Promise<Engine> {
    const engine = new Engine(await Store.open(config.account), config, home, tell);
    await tidy(engine.store);
    await sendAgain(engine.store, config.round);
    await engine.prepare();
    return engine;
  }

  /* Pins the card and gets the credentials, where this device is the one for it; tries again while a server is away. */
  async prepare(): Promise<void> {
    clearTimeout(this.retryTimer);
    try {
      this.ready = await this.join();
      this.retries = 0;
    } catch (error) {
      const code = error instanceof Refusal ? error.code : "card-invalid";
      this.ready = readyAfter(code);
      this.alarm = this.ready === "alarm" ? code : undefined;
      if (this.ready === "elsewhere" || this.ready === "missed") await this.store.drop("credentials", this.config.round);
      if (this.ready === "fetching") this.retryTimer = setTimeout(() => void this.prepare().catch(this.unlessClosed), Math.min(RETRY * 2 ** this.retries++, LONGEST_RETRY));
    }
    await this.changed();
  }

  private async join(): Promise<Ready> {
    const { round, space = "", who, box, account, phase } = this.config;
    if ((await this.store.find("rounds", round))?.elsewhere) return "elsewhere";
    const isEmpty = (await this.store.list("credentials", round)).length === 0;
    if (isEmpty && OVER.includes(phase)) return "missed";
    if (isEmpty && !this.home) return "not-home";
    return navigator.locks.request(`sealed-fetching:${account}`, async () => {
      this.pinned = await pin(this.store, { who: this.who, box: this.box }, { round, space, who, box });
      if ((await this.store.list("credentials", round)).length === 0) checkCompany(this.pinned);
      await fetchCredentials(this.store, this.who, { round, space }, this.pinned);
      return "ready" as const;
    });
  }

  useThisDevice(): Promise<void> {
    this.home = true;
    return this.prepare();
  }

  async acceptRoster(): Promise<void> {
    if (!this.pinned) throw new Refusal("card-invalid");
    await acceptRoster(this.store, { round: this.config.round, space: this.config.space ?? "" }, this.pinned);
    await this.prepare();
  }

  async moment(moment: Moment): Promise<void> {
    this.config = { ...this.config, ...moment };
    await this.settle();
  }

  /* What a moment asks of every client alike: blanks before the close, a look at the board after the release, and letting
     go of what is over. */
  async settle(): Promise<void> {
    const { phase, round, label } = this.config;
    if (phase === "ended" || phase === "voided") await this.store.end(round);
    if (OVER.includes(phase) && phase !== "released") await this.store.drop("drafts", round, label); // nothing can be changed any more
    if (phase === "held") await this.store.drop("sendings", round, label);
    if (this.ready !== "ready") return;
    const closesAt = this.closesAt();
    const lastDay = phase === "open" && this.card().mode === "days" && closesAt !== null && closesAt - Date.now() < DAY;
    if (phase === "closing" || lastDay) {
      await this.blankUnused();
      if (closesAt !== null) await hasten(this.store, round, label, closesAt, () => this.sendingTime("later"));
    }
    if (phase === "released") await this.checkBoard().catch(() => undefined);
    await this.send();
  }

  async put(slot: number, given: string | Answers, when: "now" | "later"): Promise<void> {
    this.mustBeOpen();
    await this.say("items", slot, "put", payloadOf(this.scope(), given, this.rootOwn()), this.sendingTime(when));
  }

  async withdraw(slot: number): Promise<void> {
    this.mustBeOpen();
    await this.say("items", slot, "blank", null, this.sendingTime("later"));
  }

  async blankUnused(): Promise<void> {
    this.mustBeOpen();
    for (const slot of (await listSlots(this.store, this.config)).filter((slot) => slot.stage === "unused"))
      await this.say("items", slot.index, "blank", null, this.sendingTime("later"), true);
  }

  async act(slot: number, kind: LaterKind, text: string): Promise<void> {
    this.mustBeReady();
    if (this.config.phase !== "released" || this.scope().kind !== "text") throw new Refusal("not-open");
    await this.say("acts", slot, kind, kind === "replace" ? payloadOf(this.scope(), text, null) : null, actTime(this.card().mode, Date.now()));
  }

  async saveDraft(slot: number, draft: unknown): Promise<void> {
    const { round, label } = this.config;
    await this.store.write({ drafts: [{ round, label, slot, draft }] });
  }

  /* Checks the released board; anything wrong with it is an alarm. */
  async checkBoard(): Promise<BoardCheck> {
    const { round, label } = this.config;
    const found = await lookAtBoard(this.store, this.box, { card: this.card(), round, label });
    await this.store.drop("drafts", round, label);
    if (!found.ok) {
      this.alarm = found.problems.every((problem) => problem === "board-lacks-mine") ? "board-lacks-mine" : "board-tampered";
      this.ready = "alarm";
    }
    await this.changed();
    return found;
  }

  /* The order in which this device asks; nobody else can know it. */
  async order(count: number, purpose: string): Promise<number[]> {
    return spreadOrder((await this.credential(0)).publicKey, count, purpose);
  }

  /* What a page asks must stand in the plan that the card names: another question for one person would tell them apart. A device
     that joined before plans were kept has nothing to compare with. */
  async compare(shown: readonly string[]): Promise<void> {
    this.mustBeReady();
    if (!this.pinned?.plan?.length || asks(this.pinned.plan, shown)) return;
    await this.stop("question-differs");
  }

  /* The same for a page that asks one thing after the other: every word in its place, and the root of just that. */
  async compareAsked(asked: readonly (readonly string[])[], texts: readonly string[]): Promise<void> {
    this.mustBeReady();
    const plan = this.pinned?.plan;
    if (!plan || !saidIn(plan)) return;
    const own = b64u(await rootOfPlan(this.config.round, plan));
    if (!asksInFull(plan, asked, texts) || own !== this.config.root) return this.stop("question-differs");
    this.root = own;
  }

  /* The root that the server names must be that of the statements on the page; those that came sealed must be on the board that anybody
     can see, and those from elsewhere in the plan. */
  async compareBallot(statements: readonly Statement[], listed: readonly string[]): Promise<void> {
    this.mustBeReady();
    const { round, root } = this.config;
    const [card, plan] = [this.card(), this.pinned?.plan];
    const own = b64u(await rootOfBallot(round, statements));
    const texts = card.scopes.find(({ kind }) => kind === "text");
    const fits = own === root && fitsList(statements, listed) && fitsPlan(statements, plan);
    if (!fits || !(await fitsBoard(statements, texts ? await this.box.board(texts.label) : null, card))) return this.stop("ballot-differs");
    this.root = own;
  }

  words(): Promise<string> {
    return fingerprint(this.card().digest, new URL("words.txt", self.location.href).href);
  }

  async forget(): Promise<void> {
    const { account, round } = this.config;
    this.rest();
    await navigator.locks.request(`sealed-fetching:${account}`, () =>
      navigator.locks.request(`sealed-writing:${account}`, () => this.store.forget(round)),
    );
    this.ready = "forgotten";
    await this.changed();
  }

  /* Sends what is due now and comes back for the rest. */
  async send(): Promise<number | null> {
    clearTimeout(this.timer);
    const next = await sendDue(this.store, this.config.account, () => void this.changed().catch(this.unlessClosed));
    if (next !== null) this.timer = setTimeout(() => void this.send().catch(this.unlessClosed), Math.max(SHORTEST_REST, Math.min(next - Date.now(), DAY)));
    return next;
  }

  async network(online: boolean): Promise<void> {
    this.online = online;
    if (online) await hurry(this.store);
    if (online && this.ready === "fetching") await this.prepare();
    await this.changed();
    await this.send();
  }

  close(): void {
    this.isClosed = true;
    this.rest();
    this.channel.close();
    this.store.close();
  }

  async state(): Promise<State> {
    const slots = this.pinned && this.ready !== "forgotten" ? await listSlots(this.store, this.config) : [];
    const state = { ready: this.ready, first: this.pinned?.first ?? false, slots, online: this.online };
    return this.alarm === undefined ? state : { ...state, alarm: this.alarm };
  }

  /* Seals and stores in one transaction, under a lock that every tab of this account shares; the sending comes after. */
  private async say(path: Sending["path"], slot: number, kind: Kind, payload: Payload, sendAt: number, onlyUnused = false): Promise<void> {
    const { account, round, label } = this.config;
    await navigator.locks.request(`sealed-writing:${account}`, async () => {
      const credential = await this.credential(slot);
      const before = await this.store.find("sendings", round, label, slot, path);
      if (before && onlyUnused) return;
      const sending = await seal({ card: this.card(), scope: this.scope(), credential, before }, { path, kind, payload, sendAt, now: Date.now() });
      await this.store.write({ credentials: [{ ...credential, seq: sending.seq }], sendings: [sending] });
    });
    await this.changed();
    void this.send().catch(this.unlessClosed);
  }

  private async credential(slot: number): Promise<Credential> {
    const found = await this.store.find("credentials", this.config.round, this.config.label, slot);
    if (!found?.signature) throw new Refusal("credential-elsewhere");
    return found;
  }

  private async changed(): Promise<void> {
    this.channel.postMessage(this.config.round);
    this.tell(await this.state());
  }

  /* Another tab changed something: be in the state that it left. */
  private async follow(): Promise<void> {
    const credentials = await this.store.list("credentials", this.config.round);
    if (this.ready === "ready" && credentials.length === 0) this.ready = "forgotten";
    if (this.ready === "not-home" && credentials.length > 0) return this.prepare();
    this.tell(await this.state());
    await this.send();
  }

  private async stop(alarm: string): Promise<void> {
    this.ready = "alarm";
    this.alarm = alarm;
    await this.changed();
  }

  /* Answers name only what this device compared: the root that it computed itself. In rounds prepared before plans had every word, the
     server's word has to do. */
  private rootOwn(): string | null {
    const isKnown = this.card().practice === "voice" || saidIn(this.pinned?.plan);
    if (this.scope().kind === "text" || !isKnown) return this.config.root;
    if (this.root === null) throw new Refusal("not-compared");
    return this.root;
  }

  private mustBeReady(): void {
    if (this.ready !== "ready") throw new Refusal(this.alarm ?? "credential-elsewhere");
  }

  private mustBeOpen(): void {
    this.mustBeReady();
    if (this.config.phase !== "open" && this.config.phase !== "closing") throw new Refusal("not-open");
  }

  private sendingTime(when: "now" | "later"): number {
    return sendingTime(this.card().mode, when, this.closesAt(), Date.now());
  }

  private closesAt(): number | null {
    const time = Date.parse(this.config.closesAt ?? "");
    return Number.isNaN(time) ? null : time;
  }

  private card(): Pinned["card"] {
    if (!this.pinned) throw new Refusal("credential-elsewhere");
    return this.pinned.card;
  }

  private scope(): Scope {
    const scope = this.card().scopes.find(({ label }) => label === this.config.label);
    if (!scope) throw new Refusal("card-invalid");
    return scope;
  }

  private rest(): void {
    clearTimeout(this.timer);
    clearTimeout(this.retryTimer);
  }
}

function readyAfter(code: string): Ready {
  if (ALARMS.includes(code)) return "alarm";
  if (code === "no-ed25519") return "no-algorithm";
  if (code === "credential-elsewhere") return "elsewhere";
  return ["joining-not-open", "not-on-roster", "round-frozen"].includes(code) ? "missed" : "fetching";
}
