/* The two planes, spoken to in two ways that must not mix: the who plane knows the person, the box must not. */
import { type Bytes, b64u, fromB64u } from "./bytes";
import type { Phase } from "./config";
import { Refusal } from "./refusal";

export type Published = { card: Bytes; roster: Bytes; plan: Bytes; me: Bytes };

const PATIENCE = 20_000;
const BOX = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error" } as const;
const WHO = { credentials: "same-origin", cache: "no-store", redirect: "error" } as const;

export class Who {
  constructor(private readonly address: string, private readonly csrf: string) {}

  async card(): Promise<Published> {
    const { card, roster, plan, me } = await (await ask(`${this.address}/card`, WHO)).json();
    return { card: fromB64u(card), roster: fromB64u(roster), plan: fromB64u(plan), me: fromB64u(me) };
  }

  /* Where each scope of the round stands: the same answer for everybody on its list. */
  async phases(): Promise<Record<string, Phase>> {
    return ((await (await ask(`${this.address}/card`, WHO)).json()) as { phases: Record<string, Phase> }).phases;
  }

  /* One request for all keys, all or nothing; the same blinded messages are answered alike every time. */
  async credentials(digest: Bytes, requests: { key: string; blinded: Bytes[] }[]): Promise<Bytes[][]> {
    const body = JSON.stringify({ digest: b64u(digest), requests: requests.map(({ key, blinded }) => ({ key, blinded: blinded.map(b64u) })) });
    const headers = { "content-type": "application/json", "x-csrftoken": this.csrf };
    const answer = await ask(`${this.address}/credentials`, { ...WHO, method: "POST", headers, body });
    const { signatures } = (await answer.json()) as { signatures: string[][] };
    return signatures.map((row) => row.map(fromB64u));
  }
}

export class Box {
  constructor(private readonly address: string, private readonly round: string) {}

  async card(): Promise<Bytes> {
    return new Uint8Array(await (await ask(`${this.address}/${this.round}/card`, BOX)).arrayBuffer());
  }

  /* Returns when the box has stored it. */
  async send(path: "items" | "acts", bytes: string): Promise<void> {
    const headers = { "content-type": "application/json" };
    await ask(`${this.address}/${this.round}/${path}`, { ...BOX, method: "POST", headers, body: bytes });
  }

  /* The released board, or null while there is none. */
  async board(label: string): Promise<unknown> {
    try {
      return await (await ask(`${this.address}/${this.round}/${label.replaceAll("/", "~")}/board`, BOX)).json();
    } catch (error) {
      if (error instanceof Refusal && error.code === "not-released") return null;
      throw error;
    }
  }
}

/* An answer, or a Refusal with its code: `offline` where nothing came back, `unwell` where it is no problem we know. */
async function ask(address: string, options: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Refusal("offline");
  }
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => ({}))) as { type?: unknown };
  const code = typeof problem.type === "string" ? /^\/problems\/([\w-]+)$/.exec(problem.type)?.[1] : undefined;
  throw new Refusal(code ?? "unwell");
}
