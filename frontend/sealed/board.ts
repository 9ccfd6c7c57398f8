/* The checks of `breakthrough verify` (secrecy 8) in the browser, against the card that this device pinned. */
import { type Bytes, b64u, fromB64u, same, sha256 } from "./bytes";
import type { Card, Key, Scope } from "./card";
import { atomsAreLarge } from "./gate";
import { actFits, signatureFits } from "./keys";
import { type Head, handleOf, inOrder, leafOf, readBody, readHead, readMessage, rootOf } from "./protocol";
import type { Sending, Snapshot } from "./store";

/* What was found: names of problems; by handle the head of the contribution and those of its later acts; `hidden` are handles
   whose words were hidden after the release. */
export type Checked = { problems: string[]; heads: Map<string, Head>; later: Map<string, Head[]>; release: number; shown: string[]; hidden: Set<string> };
type Row = Partial<Record<"key" | "message" | "signature" | "head" | "act" | "body" | "handle" | "left_out", unknown>>;
type Item = { handle: string; key: Key; message: Bytes; signature: Bytes; publicKey: Bytes };

const FORMAT = "breakthrough-board/1";

/* Everything that anybody can check. `earlier` are this device's notes of boards of the same scope that it saw before. */
export async function checkBoard(board: unknown, card: Card, label: string, earlier: readonly Snapshot[]): Promise<Checked> {
  const check = new BoardCheck(board as Record<string, unknown>, card);
  try {
    await check.run(label, earlier);
  } catch {
    check.found.problems.push("unreadable");
  }
  return check.found;
}

class BoardCheck {
  readonly found: Checked = { problems: [], heads: new Map(), later: new Map(), release: 0, shown: [], hidden: new Set() };
  private readonly given = new Map<string, number>();

  constructor(
    private readonly board: Record<string, unknown>,
    private readonly card: Card,
  ) {}

  async run(label: string, earlier: readonly Snapshot[]): Promise<void> {
    const { board, card, found } = this;
    const scope = card.scopes.find((candidate) => candidate.label === label);
    if (!scope || board["format"] !== FORMAT || board["label"] !== label) return this.expect(false, "another-board");
    if (!same(await sha256(fromB64u(board["card"])), card.digest)) return this.expect(false, "another-card");
    found.release = Number(board["release"]);
    const later = groupByHandle(board["later"] as Row[]);
    const leaves: Bytes[] = [];
    for (const row of board["items"] as Row[]) leaves.push(...(await this.leavesOf(row, scope, later)));
    this.expect(inOrder([...found.heads.keys()].map(fromB64u)), "out-of-order");
    this.expect([...later.keys()].every((handle) => found.heads.has(handle)), "false-later-act");
    this.expect(same(await rootOf(leaves), fromB64u(board["root"])), "root-differs");
    this.checkCounts(board["issued"] as Record<string, number>, scope);
    this.expect(earlier.every((snapshot) => snapshot.release <= found.release), "older-board");
    const others = earlier.filter((snapshot) => snapshot.release !== found.release).map((snapshot) => snapshot.shown);
    if (others.length) this.expect(atomsAreLarge([...others, found.shown], scope.quota * (card.k - 1) + 1), "told-apart");
  }

  /* A contribution and behind it its later acts, each a leaf with its own head and act. */
  private async leavesOf(row: Row, scope: Scope, later: Map<string, Row[]>): Promise<Bytes[]> {
    const { card, found } = this;
    const message = fromB64u(row.message);
    const { context, publicKey } = readMessage(message, card.alg);
    const key = scope.keys.find((candidate) => candidate.id === row.key);
    const item = { handle: b64u(await handleOf(publicKey)), key: key as Key, message, signature: fromB64u(row.signature), publicKey };
    if (!key || !same(context, key.context) || !(await signatureFits(key.key, item.signature, message))) throw new TypeError("credential");
    this.expect(!found.heads.has(item.handle), "twice-on-board");
    this.given.set(key.id, (this.given.get(key.id) ?? 0) + 1);
    const { leaf, head } = await this.spoken(row, item, scope, ["put"]);
    found.heads.set(item.handle, head);
    const leaves = [leaf];
    const acts: Head[] = [];
    for (const act of later.get(item.handle) ?? []) {
      const spoken = await this.spoken(act, item, scope, ["replace", "withdraw", "lift"]);
      this.expect(spoken.head.seq > (acts.at(-1) ?? head).seq && scope.kind === "text", "false-later-act");
      acts.push(spoken.head);
      leaves.push(spoken.leaf);
    }
    if (acts.length) found.later.set(item.handle, acts);
    // Blanks never count. In text scopes they are those without a body; a text withdrawn or hidden later had one.
    if (scope.kind === "vector" || row.body || row.left_out || acts.length) found.shown.push(`${item.handle}:${head.seq}`);
    return leaves;
  }

  private async spoken(row: Row, item: Item, scope: Scope, kinds: string[]): Promise<{ leaf: Bytes; head: Head }> {
    const [head, act] = [fromB64u(row.head), fromB64u(row.act)];
    const read = readHead(head);
    this.expect(same(read.context, item.key.context) && (await actFits(this.card.alg, item.publicKey, act, head)), "false-contribution");
    if (row.left_out !== undefined) {
      this.expect(row.left_out === true && row.body === undefined && scope.kind === "text", "false-body");
      this.found.hidden.add(item.handle);
    }
    if (row.body !== undefined) {
      const body = fromB64u(row.body);
      this.expect(scope.kind === "text" && same(await sha256(body), read.bodyHash) && kinds.includes(readBody(body).kind), "false-body");
    }
    return { leaf: await leafOf({ keyId: item.key.keyId, message: item.message, signature: item.signature, head, act }), head: read };
  }

  /* Items ≤ issued ≤ eligible × quota, for each key of the scope and for no other. */
  private checkCounts(issued: Record<string, number>, scope: Scope): void {
    this.expect(Object.keys(issued).length === scope.keys.length, "counts-differ");
    for (const { id, eligible } of scope.keys) {
      const count = issued[id] ?? NaN;
      this.expect(Number.isSafeInteger(count) && (this.given.get(id) ?? 0) <= count && count <= eligible * scope.quota, "counts-differ");
    }
  }

  private expect(fits: boolean, problem: string): void {
    if (!fits && !this.found.problems.includes(problem)) this.found.problems.push(problem);
  }
}

/* Whether the board has what the box acknowledged to us, unchanged: nothing older, and nothing that we did not seal. */
export const keptItsWord = (sending: Sending, heads: readonly Head[]): boolean =>
  !sending.acknowledged || heads.some((head) => head.seq >= sending.acknowledged && wasSealed(sending, head));

/* Whether the board shows the last thing we sealed. */
export const isSeen = (sending: Sending, heads: readonly Head[]): boolean =>
  heads.some((head) => head.seq === sending.seq && wasSealed(sending, head));

const wasSealed = (sending: Sending, head: Head): boolean =>
  sending.sealed.some(({ seq, bodyHash }) => seq === head.seq && same(bodyHash, head.bodyHash));

function groupByHandle(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(String(row.handle), [...(groups.get(String(row.handle)) ?? []), row]);
  return groups;
}
