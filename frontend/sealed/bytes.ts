/* Bytes: joining, comparing, hashing, and their two ways of being written. */
export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

export function join(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/* Below zero, zero or above zero, as bytes are ordered everywhere in the protocol. */
export function compare(one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const difference = (one[at] as number) - (other[at] as number);
    if (difference) return difference;
  }
  return one.length - other.length;
}

export const same = (one: Uint8Array, other: Uint8Array): boolean => compare(one, other) === 0;

export const sha256 = async (...parts: Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const fromHex = (digits: string): Bytes =>
  Uint8Array.from(digits.replaceAll("-", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export function b64u(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/* Only the one canonical spelling is read: no padding, no other alphabet, no loose bits at the end. */
export function fromB64u(text: unknown): Bytes {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text)) throw new TypeError("not base64url");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  if (b64u(bytes) !== text) throw new TypeError("not canonical base64url");
  return bytes;
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/* A whole number from 0 to `limit` - 1, each as likely as the other; `limit` is at most 2^32. */
export function randomBelow(limit: number): number {
  const usable = Math.floor(2 ** 32 / limit) * limit;
  for (;;) {
    const drawn = crypto.getRandomValues(new Uint32Array(1))[0] as number;
    if (drawn < usable) return drawn % limit;
  }
}
