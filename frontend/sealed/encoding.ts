/* Deterministic CBOR, reduced to what the protocol uses (secrecy 4.1): no maps, floats, negatives or tags. */
import { decode as read, encode as write, rfc8949EncodeOptions } from "cborg";
import { type Bytes, same } from "./bytes";

const DEEPEST = 8;

export type Value = number | string | boolean | null | Uint8Array | readonly Value[];

export function encode(value: Value): Bytes {
  check(value, DEEPEST);
  return new Uint8Array(write(value, rfc8949EncodeOptions));
}

/* Decode, check types, encode again and compare: only the one spelling of a value is accepted. */
export function decode(bytes: Uint8Array): Value {
  const value = read(bytes, {
    strict: true,
    allowIndefinite: false,
    allowUndefined: false,
    allowInfinity: false,
    allowNaN: false,
    allowBigInt: false,
  }) as Value;
  if (!same(encode(value), bytes)) throw new TypeError("not deterministic CBOR");
  return value;
}

function check(value: unknown, depth: number): void {
  if (value === null || typeof value === "boolean" || value instanceof Uint8Array) return;
  if (typeof value === "string" && !/\p{Surrogate}/u.test(value)) return;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) return;
  if (!Array.isArray(value) || depth === 0) throw new TypeError("outside the encoding");
  for (const part of value) check(part, depth - 1);
}

/* Readers for what `decode` returns: each gives the value as its type, or refuses. */
export const uint = (value: unknown): number => expect(typeof value === "number", value) as number;
export const text = (value: unknown): string => expect(typeof value === "string", value) as string;
export const flag = (value: unknown): boolean => expect(typeof value === "boolean", value) as boolean;
export const list = (value: unknown): Value[] => expect(Array.isArray(value), value) as Value[];
export function bytes(value: unknown, length?: number): Bytes {
  expect(value instanceof Uint8Array && (length === undefined || value.length === length), value);
  return new Uint8Array(value as Uint8Array);
}

function expect(fits: boolean, value: unknown): unknown {
  if (!fits) throw new TypeError("another type was expected");
  return value;
}
