/* Before a round opens: pins the card and fetches a credential for every slot of every scope, without being asked. */
import { type Bytes, fromHex, randomBytes, same } from "./bytes";
import { type Card, type Key, type Place, type Scope, keyFor, readCard, readRoster } from "./card";
import { blind, finalize, hasEd25519, makePair, publicBytes } from "./keys";
import type { Box, Published, Who } from "./planes";
import { messageOf } from "./protocol";
import { checkPlan } from "./plan";
import { Refusal } from "./refusal";
import type { Credential, Kept, Store } from "./store";

export type Pinned = { card: Card; plan: Bytes | undefined; places: Place[]; me: Place; known: number; first: boolean };

/* The pinned card of a round; the first time, the card is fetched from both planes and must be the same bytes. */
export async function pin(store: Store, { who, box }: { who: Who; box: Box }, kept: Omit<Kept, keyof Published>): Promise<Pinned> {
  const before = await store.find("rounds", kept.round);
  if (before) return read(store, before);
  const [published, boxed] = await Promise.all([who.card(), box.card()]);
  if (!same(published.card, boxed)) throw new Refusal("cards-differ");
  const fresh = { ...kept, ...published };
  const pinned = await read(store, fresh);
  await checkPlan(published.plan, pinned.card);
  await store.write({ rounds: [fresh] });
  return pinned;
}

async function read(store: Store, kept: Kept): Promise<Pinned> {
  try {
    const card = await readCard(kept.card);
    const places = await readRoster(kept.roster, card);
    const me = places.find((place) => same(place.ref, kept.me));
    if (!me || !same(card.round, fromHex(kept.round))) throw new TypeError("another roster");
    const met = (await store.list("met")).filter(({ round, space, accepted }) => space === kept.space && (accepted || round !== kept.round));
    const names = new Set(met.map(({ name }) => name));
    const known = places.filter((place) => place !== me && names.has(place.name)).length;
    return { card, plan: kept.plan, places, me, known, first: met.length === 0 };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) throw new Refusal("card-invalid");
    throw error;
  }
}

/* Refuses to go on where fewer than k of the roster, oneself included, were met in earlier rounds: the others may be puppets
   around one person. Only the person, having read the names, can accept them. */
export function checkCompany({ card, known, first }: Pinned): void {
  if (!first && known < card.k - 1) throw new Refusal("roster-unfamiliar");
}

export const acceptRoster = (store: Store, kept: Pick<Kept, "round" | "space">, { places, me }: Pinned): Promise<void> =>
  store.write({ met: namesOf(places, me).map((name) => ({ ...kept, name, accepted: true })) });

const namesOf = (places: Place[], me: Place): string[] => places.filter((place) => place !== me).map(({ name }) => name);

/* Makes what is missing, stores it in one transaction, then asks; what was asked before is asked again, byte for byte. */
export async function fetchCredentials(store: Store, who: Who, { round, space }: Pick<Kept, "round" | "space">, pinned: Pinned): Promise<void> {
  const { card, me } = pinned;
  let credentials = await store.list("credentials", round);
  if (credentials.length === 0) {
    if (card.alg === 1 && !(await hasEd25519())) throw new Refusal("no-ed25519");
    credentials = await makeCredentials(card, me, round);
    await store.write({ credentials });
  }
  if (credentials.every((credential) => credential.signature)) return;
  const mine = card.scopes.flatMap((scope) => requestFor(scope, me, credentials) ?? []);
  const requests = mine.map(({ key, slots }) => ({ key: key.id, blinded: slots.map((slot) => (slot.blinding as { blinded: Bytes }).blinded) }));
  const signatures = await answered(store, who, round, card, requests);
  const finished: Credential[] = [];
  for (const [at, { key, slots }] of mine.entries()) {
    for (const [place, slot] of slots.entries()) finished.push(await finish(slot, key, signatures[at]?.[place]));
  }
  // An accepted name stays accepted: only names that are not there yet are written.
  const there = new Set((await store.list("met", round)).map(({ name }) => name));
  const met = namesOf(pinned.places, me).filter((name) => !there.has(name)).map((name) => ({ round, space, name }));
  await store.write({ credentials: finished, met });
}

async function answered(store: Store, who: Who, round: string, card: Card, requests: { key: string; blinded: Bytes[] }[]): Promise<Bytes[][]> {
  try {
    return await who.credentials(card.digest, requests);
  } catch (error) {
    if (error instanceof Refusal && error.code === "credential-already-issued") {
      await store.change("rounds", [round], (kept) => ({ ...kept, elsewhere: true }));
      throw new Refusal("credential-elsewhere");
    }
    throw error;
  }
}

async function makeCredentials(card: Card, me: Place, round: string): Promise<Credential[]> {
  const made: Credential[] = [];
  for (const scope of card.scopes) {
    const key = keyFor(scope, me.party);
    for (let slot = 0; key && slot < scope.quota; slot += 1) {
      const pair = await makePair(card.alg);
      const publicKey = await publicBytes(pair);
      const message = messageOf(randomBytes(32), key.context, publicKey);
      const blinding = await blind(key.key, message);
      made.push({ round, label: scope.label, slot, keyId: key.id, pair, publicKey, message, blinding, seq: 0 });
    }
  }
  return made;
}

function requestFor(scope: Scope, me: Place, credentials: Credential[]): { key: Key; slots: Credential[] } | null {
  const key = keyFor(scope, me.party);
  const slots = credentials.filter(({ label }) => label === scope.label).sort((one, other) => one.slot - other.slot);
  return key && slots.length ? { key, slots } : null;
}

/* Unblinds under the pinned key. What made the blinding is dropped: with it, this device could be made to betray itself. */
async function finish({ blinding, ...credential }: Credential, key: Key, signature: Bytes | undefined): Promise<Credential> {
  if (!blinding || !signature) throw new Refusal("signature-invalid");
  try {
    return { ...credential, signature: await finalize(key.key, credential.message, signature, blinding.inv) };
  } catch {
    throw new Refusal("signature-invalid");
  }
}

