/* The set that is voted on: its root, computed from the very statements that a page shows, and what everybody can see of it. */
import { type Bytes, fromB64u, fromHex, hex, sha256, utf8 } from "./bytes";
import { checkBoard } from "./board";
import type { Card } from "./card";
import type { Statement } from "./config";
import { text as textOf } from "./encoding";
import { bare, read } from "./plan";
import { readBody, readMessage, handleOf } from "./protocol";

/* Canonical JSON as the server writes it: keys in their order, no spaces. Words stand in it by a salted hash, so that a set can be
   checked after some were hidden; sets that were frozen before there were salts have the words themselves. */
export async function rootOfBallot(round: string, statements: readonly Statement[]): Promise<Bytes> {
  const salted = statements.some(({ salt, words }) => salt || words);
  const said = await Promise.all(
    statements.map(async ({ text, seal, source, salt, words }, at) => ({
      number: at + 1,
      seal: seal || null,
      source,
      ...(salted ? { words: words ?? hex(await sha256(fromHex(salt), utf8(text))) } : { text }),
    })),
  );
  return sha256(utf8(JSON.stringify({ format: `breakthrough-statements/${salted ? 2 : 1}`, round, statements: said })));
}

/* Statements that came sealed are those of the released board, all of them and word for word; `board` is null where nothing was released. */
export async function fitsBoard(statements: readonly Statement[], board: unknown, card: Card): Promise<boolean> {
  const sealed = new Map(statements.filter(({ source }) => source === "sealed").map((one) => [one.seal, one]));
  if (sealed.size !== statements.filter(({ source, seal }) => source === "sealed" || seal).length) return false;
  if (board === null) return sealed.size === 0;
  const label = card.scopes.find(({ kind }) => kind === "text")?.label ?? "";
  const { problems, shown } = await checkBoard(board, card, label, []);
  if (problems.length || shown.length !== sealed.size) return false;
  if (!shown.every((one) => sealed.has(hex(fromB64u(one.split(":")[0]))))) return false;
  for (const row of (board as { items: { message: unknown; body?: unknown }[] }).items) {
    if (row.body === undefined) continue; // a blank, or hidden or taken back since
    const { publicKey } = readMessage(fromB64u(row.message), card.alg);
    const said = sealed.get(hex(await handleOf(publicKey)));
    if (!said || (!isHidden(said) && said.text !== textOf(readBody(fromB64u(row.body)).payload))) return false;
  }
  return true;
}

/* Statements from elsewhere are those that the plan names, in its order; a device that joined before plans were kept has none. */
export function fitsPlan(statements: readonly Statement[], plan: Bytes | undefined): boolean {
  const seeds = plan?.length ? read(plan)["seeds"] : undefined;
  if (!Array.isArray(seeds)) return true;
  const named = [...new Set(seeds as string[])];
  const given = statements.filter(({ source }) => source === "seed");
  return given.length === named.length && given.every((one, at) => isHidden(one) || one.text === named[at]);
}

/* A list of the same statements elsewhere on the page says the same. */
export const fitsList = (statements: readonly Statement[], listed: readonly string[]): boolean =>
  listed.length === 0 ||
  (listed.length === statements.length && statements.every((one, at) => isHidden(one) || bare(one.text) === bare(listed[at] ?? "")));

export const isHidden = ({ words }: Statement): boolean => words !== undefined;
