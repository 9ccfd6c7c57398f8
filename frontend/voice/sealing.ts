/* What the pages of Straight talk need of the sealed client; `frontend/sealed/client.ts` has it all. */
export type Ready = "no-secure-origin" | "no-algorithm" | "not-home" | "fetching" | "ready" | "elsewhere" | "alarm";
export type Stage = "unused" | "waiting" | "sent" | "stored" | "on-board";
export type Slot = { index: number; stage: Stage; draft: unknown; sendAt?: number; handle: string };
export type State = { ready: Ready; alarm?: string; slots: Slot[]; online: boolean };
export type Vector = (number | null)[];

export interface Sealing {
  readonly state: State;
  onchange(listener: (state: State) => void): void;
  useThisDevice(): Promise<void>;
  fetchCredentials(): Promise<void>;
  put(slot: number, payload: string | Vector, when: "now" | "later"): Promise<void>;
  blankUnused(): Promise<void>;
  withdraw(slot: number): Promise<void>;
  act(slot: number, kind: "replace" | "withdraw" | "lift", text?: string): Promise<void>;
  saveDraft(slot: number, draft: unknown): Promise<void>;
  checkBoard(): Promise<{ ok: boolean; problems: string[]; mine: number[] }>;
  order(count: number, purpose: string): Promise<number[]>;
  forget(): Promise<void>;
}

/* What the server says about this page: `texts` are the few sentences that the script itself has to write. */
export type Page = {
  kind: "writing" | "voting" | "statements" | "joining";
  texts: Record<string, string>;
  limit?: number;
  names?: string[];
  ownWords?: string[];
  phrases?: string[];
  statements?: { id: string; text: string }[];
  manyCount?: number;
  firstCount?: number;
};
