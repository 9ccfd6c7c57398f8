/* The constructions of secrecy 4.1, one function a line. Bytes in, bytes out; nothing is stored or sent here. */
import { type Bytes, compare, join, randomBelow, same, sha256, utf8 } from "./bytes";
import { type Value, bytes, decode, encode, list, text, uint } from "./encoding";

export type Alg = 1 | 2; // 1 Ed25519, 2 ECDSA P-256 with SHA-256
export type Kind = "put" | "blank" | "replace" | "withdraw" | "lift";
export type Payload = string | [Uint8Array, (number | null)[]] | null;
export type Head = { context: Bytes; seq: number; bodyHash: Bytes };
export type Leaf = { keyId: Uint8Array; message: Uint8Array; signature: Uint8Array; head: Uint8Array; act: Uint8Array };

const NAME = utf8("breakthrough/1");
const Z = new Uint8Array(1);
export const SEQ_LIMIT = 2 ** 32;
export const publicLength = (alg: Alg): number => (alg === 1 ? 32 : 65);

export const keyIdOf = (spki: Uint8Array): Promise<Bytes> => sha256(spki);
export const digestOf = (card: Uint8Array): Promise<Bytes> => sha256(card);
export const contextOf = (digest: Uint8Array, keyId: Uint8Array): Promise<Bytes> => sha256(utf8("breakthrough/1 context"), Z, digest, keyId);
export const messageOf = (random: Uint8Array, context: Uint8Array, publicKey: Uint8Array): Bytes => join(random, NAME, Z, context, publicKey);
export const handleOf = (publicKey: Uint8Array): Promise<Bytes> => sha256(utf8("breakthrough/1 handle"), Z, publicKey);
export const bodyOf = (salt: Uint8Array, kind: Kind, payload: Payload): Bytes => encode([salt, kind, payload]);
export const headOf = (context: Uint8Array, seq: number, bodyHash: Uint8Array): Bytes => encode([1, context, seq, bodyHash]);
export const actedOn = (head: Uint8Array): Bytes => join(utf8("breakthrough/1 act"), Z, head);
export const leafOf = ({ keyId, message, signature, head, act }: Leaf): Promise<Bytes> =>
  sha256(Z, encode([keyId, message, signature, head, act]));

/* First 1…65,535, each edit adds as much, at random: neither a count of edits nor a clock. */
export const nextSeq = (last: number): number => last + 1 + randomBelow(65_535);

/* The root over leaves in their order, as in RFC 9162; of nothing it is the hash of nothing. */
export async function rootOf(leaves: readonly Bytes[]): Promise<Bytes> {
  if (leaves.length < 2) return leaves[0] ?? sha256();
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(Uint8Array.of(1), await rootOf(leaves.slice(0, half)), await rootOf(leaves.slice(half)));
}

/* What a message says: the context it was made for and the public key it carries; refuses any other form. */
export function readMessage(message: Uint8Array, alg: Alg): { context: Bytes; publicKey: Bytes } {
  const label = join(NAME, Z);
  if (message.length !== 79 + publicLength(alg) || !same(message.subarray(32, 47), label)) throw new TypeError("message malformed");
  return { context: message.slice(47, 79) as Bytes, publicKey: message.slice(79) as Bytes };
}

export function readHead(head: Uint8Array): Head {
  const [version, context, seq, bodyHash, ...rest] = list(decode(head));
  if (version !== 1 || rest.length || uint(seq) < 1 || uint(seq) >= SEQ_LIMIT) throw new TypeError("head malformed");
  return { context: bytes(context, 32), seq: uint(seq), bodyHash: bytes(bodyHash, 32) };
}

export function readBody(body: Uint8Array): { kind: Kind; payload: Value } {
  const [salt, kind, payload, ...rest] = list(decode(body));
  bytes(salt, 32);
  if (rest.length || payload === undefined || !["put", "blank", "replace", "withdraw", "lift"].includes(text(kind))) throw new TypeError("body malformed");
  return { kind: kind as Kind, payload };
}

export const inOrder = (handles: readonly Uint8Array[]): boolean =>
  handles.every((handle, at) => at === 0 || compare(handles[at - 1] as Uint8Array, handle) < 0);
