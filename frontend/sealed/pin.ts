/* The copy of the program that this device keeps: the bytes of every script that runs where people seal, by their SHA-256, and
   one list that says which of them count. The list is written last and at once, so a broken update leaves the old copy whole. */
export type Code = Record<string, string>; // "built/voice.js" -> SHA-256, as at /about/code
/* `declined`: the one offered since that the person did not want; `exchanged`: the keeper was, and nobody has decided yet. */
export type Pin = { files: Code; declined?: string; exchanged?: true };

const CACHE = "sealed-pin";
const LIST = "/sealed-pin/list";
const placeOf = (hash: string): string => `/sealed-pin/${hash}`;
export const STATIC = "/static/";
export const KEEPER = "built/sealed-keeper.js";

export async function hashOf(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* One checksum for all of it, as `ballots.program.hash_of_all`. */
export function idOf(code: Code): Promise<string> {
  const lines = Object.keys(code).sort().map((name) => `${name} ${code[name]}\n`);
  return hashOf(new TextEncoder().encode(lines.join("")));
}

export async function readPin(): Promise<Pin | null> {
  const list = await globalThis.caches?.match(LIST, { cacheName: CACHE });
  return list ? ((await list.json()) as Pin) : null;
}

/* Fetches what the server offers past every copy, and keeps it only where all of it has the checksums that the server names. */
export async function keep(code: Code): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const [name, hash] of Object.entries(code)) {
    const answer = await fetch(`${STATIC}${name}?${hash}`, { cache: "no-store" });
    const bytes = await answer.arrayBuffer();
    if (!answer.ok || (await hashOf(bytes)) !== hash) throw new Error(`${name} is not what the server says`);
    await cache.put(placeOf(hash), new Response(bytes));
  }
  await write({ files: code });
  const wanted = [LIST, ...Object.values(code).map(placeOf)];
  for (const { url } of await cache.keys()) if (!wanted.includes(new URL(url).pathname)) await cache.delete(url);
}

export async function decline({ files }: Pin, offered: string): Promise<void> {
  await write({ files, declined: offered });
}

/* Notes that the keeper was exchanged, unless another tab has meanwhile taken a program with another keeper. */
export async function noteExchange(keeper: string | undefined): Promise<boolean> {
  const pin = await readPin();
  const isUnexplained = pin !== null && pin.files[KEEPER] === keeper;
  if (isUnexplained) await write({ ...pin, exchanged: true });
  return isUnexplained;
}

export async function drop(): Promise<void> {
  await globalThis.caches?.delete(CACHE);
}

/* The name of a script of this site, with or without the mark that the server puts into addresses; null for anything else. */
export function nameOf(address: string, origin: string): string | null {
  const { origin: host, pathname, search } = new URL(address);
  if (host !== origin || search || !pathname.startsWith(STATIC) || !pathname.endsWith(".js")) return null;
  return pathname.slice(STATIC.length).replace(/\.[0-9a-f]{12}(?=\.js$)/, "");
}

/* The kept bytes of a script; null where there are none, or where they are not what they were. */
export async function bytesOf(name: string): Promise<ArrayBuffer | null> {
  const hash = (await readPin())?.files[name];
  const kept = hash && (await caches.match(placeOf(hash), { cacheName: CACHE }));
  const bytes = kept ? await kept.arrayBuffer() : null;
  return bytes && (await hashOf(bytes)) === hash ? bytes : null;
}

async function write(pin: Pin): Promise<void> {
  await (await caches.open(CACHE)).put(LIST, new Response(JSON.stringify(pin)));
}
