/* Seals a contribution or a later act: the exact bytes of the one request that will carry it, whatever its content. */
import { type Bytes, b64u, fromB64u, randomBelow, randomBytes, sha256 } from "./bytes";
import type { Card, Scope } from "./card";
import type { Answers } from "./config";
import { sign } from "./keys";
import { type Kind, type Payload, SEQ_LIMIT, bodyOf, headOf, nextSeq } from "./protocol";
import { Refusal } from "./refusal";
import type { Credential, Sending } from "./store";
import { normalise } from "./text";

const ROOM_SPREAD = 20_000;
const LATER_SPREAD = 24 * 3_600_000;
const VISIT_FROM = 30 * 60_000;

/* The payload of a scope: a text in its one spelling, or answers to what `root` names. */
export function payloadOf(scope: Scope, given: string | Answers, root: string | null): Payload {
  if (scope.kind === "text") {
    const text = typeof given === "string" ? normalise(given) : "";
    if (!text || /\p{Surrogate}/u.test(text)) throw new Refusal("text-not-plain");
    return text;
  }
  if (typeof given === "string" || root === null) throw new Refusal("body-malformed");
  return [fromB64u(root), given];
}

export async function seal(
  { card, scope, credential, before }: { card: Card; scope: Scope; credential: Credential; before: Sending | undefined },
  what: { path: "items" | "acts"; kind: Kind; payload: Payload; sendAt: number; now: number },
): Promise<Sending> {
  const key = scope.keys.find(({ id }) => id === credential.keyId);
  if (!key || !credential.signature) throw new Refusal("credential-elsewhere");
  const seq = nextSeq(credential.seq);
  const body = bodyOf(randomBytes(32), what.kind, what.payload);
  if (seq >= SEQ_LIMIT || body.length > scope.maxBody) throw new Refusal("text-too-long");
  const bodyHash = await sha256(body);
  const head = headOf(key.context, seq, bodyHash);
  const act = await sign(card.alg, credential.pair, head);
  return {
    round: credential.round,
    label: scope.label,
    slot: credential.slot,
    path: what.path,
    bytes: padded({ key: key.keyId, message: credential.message, signature: credential.signature, head, act, body }, scope.maxBody <= 2048 ? 4096 : 8192),
    seq,
    sealed: [...(before?.sealed ?? []), { seq, bodyHash }],
    acknowledged: before?.acknowledged ?? 0,
    blank: what.kind === "blank",
    sendAt: what.sendAt,
    visitFrom: Math.min(what.sendAt, what.now + VISIT_FROM),
    tries: 0,
  };
}

/* JSON of exactly `size` bytes: every request of a scope is as long as every other. */
function padded(fields: Record<string, Bytes>, size: number): string {
  const written = Object.fromEntries(Object.entries(fields).map(([name, bytes]) => [name, b64u(bytes)]));
  const bare = JSON.stringify({ ...written, pad: "" }).length;
  if (bare > size) throw new Refusal("text-too-long");
  return JSON.stringify({ ...written, pad: "0".repeat(size - bare) });
}

/* When to send a later act: its scope is closed and the next tick publishes it, so nothing shortens the wait. */
export const actTime = (mode: Card["mode"], now: number): number => sendingTime(mode, "later", null, now);

/* When to send: in a room within 20 seconds, over days at once or within 24 hours; always in the first half of the time that
   is left before the close, since clocks of devices are wrong by minutes. */
export function sendingTime(mode: Card["mode"], when: "now" | "later", closesAt: number | null, now: number): number {
  const wanted = mode === "room" ? ROOM_SPREAD : when === "later" ? LATER_SPREAD : 0;
  const left = closesAt === null ? wanted : Math.max(0, (closesAt - now) / 2);
  return now + randomBelow(Math.floor(Math.min(wanted, left)) + 1);
}
