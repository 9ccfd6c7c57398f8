import assert from "node:assert/strict";
import test from "node:test";
import { bytesOf, type Code, decline, drop, hashOf, idOf, keep, nameOf, noteExchange, readPin } from "../sealed/pin";

const HERE = "https://team.example";
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const said = (found: ArrayBuffer | null): string | null => found && new TextDecoder().decode(found);

/* A browser's cache and a server, as far as the pin sees them. */
const kept = new Map<string, Response>();
const full = (key: string): string => new URL(key, HERE).href;
const cache = {
  put: async (key: string, answer: Response) => void kept.set(full(key), answer),
  delete: async (key: string) => kept.delete(full(key)),
  keys: async () => [...kept.keys()].map((url) => ({ url })),
};
const served: Record<string, string> = {};
const asked: string[] = [];
Object.assign(globalThis, {
  caches: { open: async () => cache, match: async (key: string) => kept.get(full(key))?.clone(), delete: async () => kept.clear() },
  fetch: async (address: string, { cache: way }: { cache: string }) => {
    asked.push(`${address} ${way}`);
    const text = served[address.split("?")[0] ?? ""];
    return new Response(text ?? "", { status: text === undefined ? 404 : 200 });
  },
});

async function offer(scripts: Record<string, string>): Promise<Code> {
  const code: Code = {};
  for (const [name, text] of Object.entries(scripts)) {
    served[`/static/${name}`] = text;
    code[name] = await hashOf(bytes(text));
  }
  return code;
}
const fails = async (code: Code): Promise<boolean> => keep(code).then(() => false, () => true);

test("what was kept is handed out byte for byte, past every copy of the browser", async () => {
  const code = await offer({ "built/voice.js": "first();", "built/sealed-worker.js": "\u00ff\u0000 seal();" });
  await keep(code);
  assert.equal(said(await bytesOf("built/voice.js")), "first();");
  assert.equal(said(await bytesOf("built/sealed-worker.js")), "\u00ff\u0000 seal();");
  assert.equal(await bytesOf("built/pulse.js"), null);
  assert.ok(asked.every((one) => one.endsWith(" no-store") && one.includes("?")), asked.join());
  await drop();
  assert.equal(await readPin(), null);
  assert.equal(await bytesOf("built/voice.js"), null);
});

test("another program takes the place of the old one whole, and leaves nothing of it", async () => {
  await keep(await offer({ "built/voice.js": "first();", "built/old.js": "old();" }));
  const second = await offer({ "built/voice.js": "second();" });
  assert.equal(said(await bytesOf("built/voice.js")), "first();");
  await keep(second);
  assert.equal(said(await bytesOf("built/voice.js")), "second();");
  assert.equal(await bytesOf("built/old.js"), null);
  assert.equal(kept.size, 2);
});

test("what the server sends otherwise than it says is never kept, and the old copy stays whole", async () => {
  const first = await offer({ "built/a.js": "a1", "built/b.js": "b1" });
  await keep(first);
  const second = await offer({ "built/a.js": "a2", "built/b.js": "b2" });
  served["/static/built/b.js"] = "b2 and more";
  assert.ok(await fails(second));
  delete served["/static/built/b.js"];
  assert.ok(await fails(second));
  assert.deepEqual((await readPin())?.files, first);
  assert.equal(said(await bytesOf("built/a.js")), "a1");
  assert.equal(said(await bytesOf("built/b.js")), "b1");
});

test("a copy that is not what it was counts as none", async () => {
  const code = await offer({ "built/voice.js": "first();" });
  await keep(code);
  kept.set(full(`/sealed-pin/${code["built/voice.js"]}`), new Response("evil();"));
  assert.equal(await bytesOf("built/voice.js"), null);
  kept.delete(full(`/sealed-pin/${code["built/voice.js"]}`));
  assert.equal(await bytesOf("built/voice.js"), null);
});

test("a decision is kept with the copy, and goes with it", async () => {
  const first = await offer({ "built/voice.js": "first();", "built/sealed-keeper.js": "keep();" });
  await keep(first);
  assert.ok(await noteExchange(first["built/sealed-keeper.js"]));
  assert.equal((await readPin())?.exchanged, true);
  assert.ok(!(await noteExchange("the keeper of another program")));
  await decline({ files: first }, "another");
  assert.deepEqual(await readPin(), { files: first, declined: "another" });
  await keep(await offer({ "built/voice.js": "second();" }));
  assert.equal((await readPin())?.declined, undefined);
  await drop();
  assert.ok(!(await noteExchange(first["built/sealed-keeper.js"])));
});

test("one checksum stands for all scripts, in whatever order they come", async () => {
  assert.equal(await idOf({ "built/b.js": "2", "built/a.js": "1" }), await idOf({ "built/a.js": "1", "built/b.js": "2" }));
  assert.equal(await idOf({ "built/b.js": "2", "built/a.js": "1" }), await hashOf(bytes("built/a.js 1\nbuilt/b.js 2\n")));
  assert.ok((await idOf({ "built/a.js": "1" })) !== (await idOf({ "built/a.js": "2" })));
});

test("only scripts of this site are answered: no page, no box, no API, no style, no other host, nothing with a question", () => {
  assert.equal(nameOf(`${HERE}/static/built/voice.js`, HERE), "built/voice.js");
  assert.equal(nameOf(`${HERE}/static/built/voice.0123456789ab.js`, HERE), "built/voice.js");
  assert.equal(nameOf(`${HERE}/static/django_htmx/htmx-2.min.0123456789ab.js`, HERE), "django_htmx/htmx-2.min.js");
  for (const path of ["/", "/c/a/voice/", "/box/health", "/box/static/a.js", "/api/ballots/waiting", "/static/built/breakthrough.css", "/static/built/words.txt", "/sealed-keeper.js", "/static/built/voice.js?offered"])
    assert.equal(nameOf(HERE + path, HERE), null, path);
  assert.equal(nameOf("https://box.example/static/built/voice.js", HERE), null);
});
