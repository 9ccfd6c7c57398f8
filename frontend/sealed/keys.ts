/* The two kinds of keys: a pseudonym's pair, which never leaves this device, and a round's RSA key, which signs blindly. */
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { type Bytes, fromB64u } from "./bytes";
import { type Alg, actedOn } from "./protocol";

export type Blinded = { blinded: Bytes; inv: Bytes };

const SIGNING = { 1: "Ed25519", 2: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } } as const;
const suite = RSABSSA.SHA384.PSS.Randomized();
const MODULUS_BITS = 3072;

/* Whether this browser can make Ed25519 keys; there is no fallback for one person (secrecy 4.1). */
export async function hasEd25519(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey(SIGNING[1], false, ["sign"]);
    return true;
  } catch {
    return false;
  }
}

export const makePair = async (alg: Alg): Promise<CryptoKeyPair> =>
  (await crypto.subtle.generateKey(SIGNING[alg], false, ["sign", "verify"])) as CryptoKeyPair;

export const publicBytes = async (pair: CryptoKeyPair): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));

export const sign = async (alg: Alg, pair: CryptoKeyPair, head: Uint8Array): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign(SIGNING[alg], pair.privateKey, actedOn(head)));

export async function actFits(alg: Alg, publicKey: Bytes, act: Bytes, head: Uint8Array): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, SIGNING[alg], false, ["verify"]);
    return await crypto.subtle.verify(SIGNING[alg], key, act, actedOn(head));
  } catch {
    return false; // not a point on the curve
  }
}

/* Refuses anything but a 3072-bit key with e = 65537 in its one DER spelling. */
export async function readRoundKey(spki: Bytes): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("spki", spki, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", key);
  const modulus = fromB64u(n);
  if (e !== "AQAB" || modulus.length * 8 !== MODULUS_BITS || (modulus[0] as number) < 128 || spki.length !== 422) throw new TypeError("round key");
  return key;
}

export const signatureFits = (key: CryptoKey, signature: Bytes, message: Bytes): Promise<boolean> => suite.verify(key, signature, message);

export async function blind(key: CryptoKey, message: Bytes): Promise<Blinded> {
  const { blindedMsg, inv } = await suite.blind(key, message);
  return { blinded: new Uint8Array(blindedMsg), inv: new Uint8Array(inv) };
}

/* Unblinds and verifies under `key`; throws when the signer used another key. */
export const finalize = async (key: CryptoKey, message: Bytes, signature: Bytes, inv: Bytes): Promise<Bytes> =>
  new Uint8Array(await suite.finalize(key, message, signature, inv));
