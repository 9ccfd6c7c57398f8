/* What a page gives the client, and what the client tells the page. The page's word is used for addresses and the moment;
   everything that protects comes from the pinned card. */
export type Phase = "joining" | "waiting" | "open" | "closing" | "closed" | "released" | "held" | "ended" | "voided";
export type Config = {
  round: string; // 32 hexadecimal digits
  label: string;
  who: string; // "/api/ballots/<uuid>"
  box: string; // "/box", or the address of another host
  account: string;
  space?: string; // the collaboration: whom one has met there counts there
  csrf: string;
  phase: Phase;
  root: string | null;
  closesAt: string | null;
  code?: Record<string, string>; // the scripts that the server offers, by their SHA-256
};
export type Moment = Partial<Pick<Config, "phase" | "root" | "closesAt">>;

export type Stage = "unused" | "waiting" | "sent" | "stored" | "on-board";
export type Slot = { index: number; stage: Stage; draft: unknown; sendAt?: number; blank: boolean; refused?: string; handle: string };
export type Ready = "no-secure-origin" | "no-algorithm" | "not-home" | "fetching" | "ready" | "elsewhere" | "missed" | "forgotten" | "changed" | "alarm";
/* The program that this device keeps, and the one that the server offers: checksums over all scripts. `isAsked`: they differ, and the
   person has not decided; `keeper`: only the script that hands out the copy was exchanged, and the server does not say so. */
export type Program = { before: string; now: string; isAsked: boolean; keeper: boolean };
/* `alarm` is a code of secrecy 4.5; `first` says that this device knows nobody on the roster from an earlier round. */
export type State = { ready: Ready; alarm?: string; first: boolean; slots: Slot[]; online: boolean; program?: Program };
export type Answers = (number | null)[];
/* A statement of the set that is voted on, in its place. `salt` goes into the hash by which the root names its words; a hidden one has only
   that hash, `words`. `seal` is the handle of the envelope it came in, in hexadecimal digits, empty for others. */
export type Statement = { text: string; seal: string; source: string; salt: string; words?: string };
export type LaterKind = "replace" | "withdraw" | "lift";
export type BoardCheck = { ok: boolean; problems: string[]; mine: number[]; hidden: number[] };

/* Between page and worker. A visit of a page that is not sealed asks only `visit`. */
export type Ask =
  | { call: "open"; config: Config; home: boolean }
  | { call: "visit"; account: string; csrf: string; waiting: Config[] }
  | { call: "moment"; moment: Moment }
  | { call: "network"; online: boolean }
  | { call: "useThisDevice" | "fetchCredentials" | "blankUnused" | "checkBoard" | "words" | "acceptRoster" | "forget" }
  | { call: "put"; slot: number; payload: string | Answers; when: "now" | "later" }
  | { call: "compare"; shown: string[] }
  | { call: "compareAsked"; asked: string[][]; texts: string[] }
  | { call: "compareBallot"; statements: Statement[]; listed: string[] }
  | { call: "withdraw"; slot: number }
  | { call: "act"; slot: number; kind: LaterKind; text: string }
  | { call: "saveDraft"; slot: number; draft: unknown }
  | { call: "order"; count: number; purpose: string };
export type Told = { id: number; value?: unknown; refusal?: string } | { state: State };
