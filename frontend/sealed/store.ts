/* What this device keeps: one IndexedDB database per account. Everything in it belongs to one round, so that a round can
   be forgotten whole. Private keys are stored as keys that nothing can export. */
import type { Bytes } from "./bytes";

export type Kept = { round: string; space: string; box: string; who: string; card: Bytes; roster: Bytes; plan?: Bytes; me: Bytes; elsewhere?: true; lastBoardAt?: number };
export type Credential = {
  round: string;
  label: string;
  slot: number;
  keyId: string;
  pair: CryptoKeyPair;
  publicKey: Bytes;
  message: Bytes;
  blinding?: { blinded: Bytes; inv: Bytes }; // until the signature is there
  signature?: Bytes;
  seq: number; // the highest ever used
};
/* A sealed contribution (`items`) or a later act (`acts`): the exact bytes, sent until a released board shows them. */
export type Sending = {
  round: string;
  label: string;
  slot: number;
  path: "items" | "acts";
  bytes: string;
  seq: number;
  sealed: { seq: number; bodyHash: Bytes }[]; // everything ever sealed here; a lost reply leaves open which of it the box has
  acknowledged: number; // the seq that the box last said it stored; 0 while it said nothing
  blank: boolean;
  sendAt: number;
  visitFrom: number; // from then on, any visit sends it, due or not
  tries: number;
  refused?: string;
  seen?: true;
};
export type Draft = { round: string; label: string; slot: number; draft: unknown };
export type Met = { round: string; name: string; space: string; accepted?: true }; // somebody on the roster of that round
export type Snapshot = { round: string; label: string; release: number; shown: string[] };

type Stores = { rounds: Kept; credentials: Credential; sendings: Sending; drafts: Draft; met: Met; snapshots: Snapshot };
type Name = keyof Stores;

const PLACES: Record<Name, string[]> = {
  rounds: ["round"],
  credentials: ["round", "label", "slot"],
  sendings: ["round", "label", "slot", "path"],
  drafts: ["round", "label", "slot"],
  met: ["round", "name"],
  snapshots: ["round", "label", "release"],
};
const NAMES = Object.keys(PLACES) as Name[];

export class Store {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(account: string): Promise<Store> {
    const request = indexedDB.open(`sealed:${account}`, 1);
    request.onupgradeneeded = () => {
      for (const name of NAMES) request.result.createObjectStore(name, { keyPath: PLACES[name] });
    };
    return new Store(await answered(request));
  }

  find<N extends Name>(name: N, ...key: (string | number)[]): Promise<Stores[N] | undefined> {
    return answered(this.stores([name], "readonly", name).get(key) as IDBRequest<Stores[N] | undefined>);
  }

  /* Everything in a store whose key starts with `key`. */
  list<N extends Name>(name: N, ...key: (string | number)[]): Promise<Stores[N][]> {
    const range = key.length ? IDBKeyRange.bound(key, [...key, []]) : null;
    return answered(this.stores([name], "readonly", name).getAll(range) as IDBRequest<Stores[N][]>);
  }

  /* Writes all of it in one transaction, on disk when the promise ends. */
  async write(records: { [N in Name]?: Stores[N][] }): Promise<void> {
    const names = Object.keys(records) as Name[];
    const transaction = this.database.transaction(names, "readwrite", { durability: "strict" });
    for (const name of names) for (const record of records[name] ?? []) transaction.objectStore(name).put(record);
    await finished(transaction);
  }

  /* Changes one record where it is still there, in one transaction; `change` returns what to keep. */
  async change<N extends Name>(name: N, key: (string | number)[], change: (record: Stores[N]) => Stores[N]): Promise<void> {
    const transaction = this.database.transaction([name], "readwrite", { durability: "strict" });
    const store = transaction.objectStore(name);
    const request = store.get(key) as IDBRequest<Stores[N] | undefined>;
    request.onsuccess = () => {
      if (request.result) store.put(change(request.result));
    };
    await finished(transaction);
  }

  /* A round is over: everything goes but whom one met there. */
  async end(round: string): Promise<void> {
    for (const name of NAMES) if (name !== "met") await this.drop(name, round);
  }

  async drop(name: Name, ...key: (string | number)[]): Promise<void> {
    const transaction = this.database.transaction([name], "readwrite", { durability: "strict" });
    transaction.objectStore(name).delete(IDBKeyRange.bound(key, [...key, []]));
    await finished(transaction);
  }

  async forget(round: string): Promise<void> {
    for (const name of NAMES) await this.drop(name, round);
  }

  close(): void {
    this.database.close();
  }

  private stores(names: Name[], mode: IDBTransactionMode, name: Name): IDBObjectStore {
    return this.database.transaction(names, mode).objectStore(name);
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
