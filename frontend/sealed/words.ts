/* A digest as four words of the EFF large list, to be compared by people (secrecy 4.1). The list is fetched when needed. */
import { type Bytes, hex, sha256, utf8 } from "./bytes";
import { Refusal } from "./refusal";

/* Of `words.txt` as built: the 7,776 words of the EFF large list, one a line. */
export const LIST_SHA256 = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522";

export async function fingerprint(digest: Bytes, address: string): Promise<string> {
  const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  const list = new Uint8Array(await answer.arrayBuffer());
  if (hex(await sha256(list)) !== LIST_SHA256) throw new Refusal("words-differ");
  return wordsOf(digest, new TextDecoder().decode(list).trim().split("\n"));
}

export async function wordsOf(digest: Bytes, list: readonly string[]): Promise<string> {
  const key = await crypto.subtle.importKey("raw", digest, "PBKDF2", false, ["deriveBits"]);
  const settings = { name: "PBKDF2", hash: "SHA-256", salt: utf8("breakthrough/1 words"), iterations: 600_000 };
  let number = BigInt(`0x${hex(new Uint8Array(await crypto.subtle.deriveBits(settings, key, 128)))}`);
  const words: string[] = [];
  for (let count = 0; count < 4; count += 1) {
    words.push(list[Number(number % BigInt(list.length))] as string);
    number /= BigInt(list.length);
  }
  return words.join(" ");
}
