/* A device's own order of questions: by SHA-256(public key ‖ purpose ‖ index as four bytes, big-endian). With an empty purpose
   it is `spread_order` of the measures, uncut. */
import { compare, join, sha256, utf8 } from "./bytes";

export async function spreadOrder(publicKey: Uint8Array, count: number, purpose: string): Promise<number[]> {
  const hashes: [Uint8Array, number][] = [];
  for (let index = 0; index < count; index += 1) {
    const four = new Uint8Array(4);
    new DataView(four.buffer).setUint32(0, index);
    hashes.push([await sha256(join(publicKey, utf8(purpose), four)), index]);
  }
  return hashes.sort(([one], [other]) => compare(one, other)).map(([, index]) => index);
}
