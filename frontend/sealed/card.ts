/* The card and the roster of a round (secrecy 4.2), read strictly and checked against each other and against oneself. */
import { type Bytes, b64u, compare, same, sha256 } from "./bytes";
import { type Value, bytes, decode, flag, list, text, uint } from "./encoding";
import { readRoundKey } from "./keys";
import { type Alg, contextOf, digestOf, keyIdOf } from "./protocol";

export const FLOOR = 5;

export type Key = { cell: number; eligible: number; keyId: Bytes; id: string; context: Bytes; key: CryptoKey };
export type Scope = { label: string; quota: number; maxBody: number; kind: "text" | "vector"; keys: Key[] };
export type Card = {
  digest: Bytes;
  round: Bytes;
  practice: string;
  mode: "room" | "days";
  k: number;
  alg: Alg;
  rosterHash: Bytes;
  contentHash: Bytes;
  members: number;
  keepDays: number;
  parties: string[];
  scopes: Scope[];
};
export type Place = { ref: Bytes; name: string; party: number; fresh: boolean };

export async function readCard(card: Bytes): Promise<Card> {
  const [version, round, practice, mode, k, alg, rosterHash, members, parties, contentHash, ticks, keepDays, scopes, ...rest] = list(decode(card));
  text(ticks);
  const digest = await digestOf(card);
  const read: Card = {
    digest,
    round: bytes(round, 16),
    practice: text(practice),
    mode: text(mode) as Card["mode"],
    k: uint(k),
    alg: uint(alg) as Alg,
    rosterHash: bytes(rosterHash, 32),
    contentHash: bytes(contentHash, 32),
    members: uint(members),
    keepDays: uint(keepDays),
    parties: list(parties).map(text),
    scopes: await Promise.all(list(scopes).map((scope) => readScope(scope, digest))),
  };
  const labels = new Set(read.scopes.map((scope) => scope.label));
  const ids = new Set(read.scopes.flatMap((scope) => scope.keys.map((key) => key.id)));
  refuseUnless(version === 1 && rest.length === 0 && (read.mode === "room" || read.mode === "days") && (read.alg === 1 || read.alg === 2));
  refuseUnless(read.k >= FLOOR && read.members >= read.k && read.scopes.length > 0 && labels.size === read.scopes.length);
  read.scopes.forEach((scope) => checkScope(scope, read));
  refuseUnless(ids.size === read.scopes.reduce((sum, scope) => sum + scope.keys.length, 0));
  return read;
}

async function readScope(scope: Value, digest: Bytes): Promise<Scope> {
  const [label, quota, maxBody, kind, keys, ...rest] = list(scope);
  const read: Scope = {
    label: text(label),
    quota: uint(quota),
    maxBody: uint(maxBody),
    kind: text(kind) as Scope["kind"],
    keys: await Promise.all(list(keys).map((key) => readKey(key, digest))),
  };
  refuseUnless(rest.length === 0);
  return read;
}

function checkScope({ label, quota, maxBody, kind, keys }: Scope, card: Card): void {
  const cells = keys.map((key) => key.cell);
  const everyone = cells.length === 1 && cells[0] === 0;
  const byParty = cells.length > 1 && cells.length === card.parties.length && cells.every((cell, at) => cell === at + 1);
  refuseUnless(/^[a-z0-9-]{1,30}(\/[0-9]{1,4})?$/.test(label) && (kind === "vector" || (kind === "text" && everyone)));
  refuseUnless(quota >= 1 && quota <= 3 && (quota === 1 || card.members >= 13) && maxBody >= 1 && maxBody <= 4096);
  refuseUnless((everyone || byParty) && keys.every(({ eligible }) => eligible >= card.k));
  refuseUnless(keys.reduce((sum, { eligible }) => sum + eligible, 0) <= card.members);
}

async function readKey(key: Value, digest: Bytes): Promise<Key> {
  const [cell, eligible, spki, ...rest] = list(key);
  refuseUnless(rest.length === 0);
  const keyId = await keyIdOf(bytes(spki));
  return {
    cell: uint(cell),
    eligible: uint(eligible),
    keyId,
    id: b64u(keyId),
    context: await contextOf(digest, keyId),
    key: await readRoundKey(bytes(spki)),
  };
}

/* The roster's hash and every count in it must be those of the card. */
export async function readRoster(roster: Bytes, card: Card): Promise<Place[]> {
  refuseUnless(same(await sha256(roster), card.rosterHash));
  const [salt, places, ...rest] = list(decode(roster));
  bytes(salt, 32);
  const read = list(places).map((place): Place => {
    const [ref, name, party, fresh, ...more] = list(place);
    refuseUnless(more.length === 0 && uint(party) <= card.parties.length);
    return { ref: bytes(ref, 16), name: text(name), party: uint(party), fresh: flag(fresh) };
  });
  refuseUnless(rest.length === 0 && read.length === card.members);
  refuseUnless(read.every(({ ref }, at) => at === 0 || compare((read[at - 1] as Place).ref, ref) < 0));
  for (const { cell, eligible } of card.scopes.flatMap((scope) => scope.keys))
    refuseUnless(cell === 0 || eligible === read.filter((place) => place.party === cell).length);
  return read;
}

/* The one key of a scope under which somebody of `party` speaks, or null where the scope has none for them. */
export const keyFor = (scope: Scope, party: number): Key | null =>
  scope.keys.find(({ cell }) => cell === 0 || cell === party) ?? null;

function refuseUnless(fits: boolean): void {
  if (!fits) throw new TypeError("card");
}
