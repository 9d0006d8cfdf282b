/**
 * The verified cache, the device and the drafts, in one IndexedDB database of this origin
 * (`hub/client/store.py`).
 *
 * Of the logs only what `mirror.ts` has checked is written, and every signed checkpoint that was ever shown
 * is kept: two that conflict are the proof that the hub lied (LO-2). Everything here is public to the hub
 * already or sealed: drafts and held letters are age files, the private keys non-extractable, the key file
 * under a passphrase. A browser that keeps nothing is a `Failure` of kind "storage" that says what to do.
 */

import { deleteDB, openDB } from "idb";
import type { DBSchema, IDBPDatabase, IDBPObjectStore, StoreNames } from "idb";
import type { DeviceRecord } from "./home.ts";
import { isStorageError, storageFailure } from "./errors.ts";
import { Failure } from "./views.ts";
import type { Instant } from "./views.ts";

const VERSION = 1;
const DEVICE = "device";
const KEYS = "keys";
const OF_THE_LOGS = ["entry", "leaf", "note", "fact"] as const;
const OF_THE_PERSON = ["device", "draft", "file", "held", "read"] as const;

/** A statement at its place; `scope` is `directory`, `anchor`, a case's id or `invited <case>`. */
export interface Kept {
  readonly log: string;
  readonly place: number;
  readonly scope: string;
  readonly wire: Uint8Array;
  readonly loggedAt: Instant;
}

/** A letter that is sealed here and has not left; `sealed` is an age file to this device. */
export interface KeptLetter {
  readonly id: string;
  readonly caseId: string;
  /** Ms since 1970 by this machine. */
  readonly leavesAt: number;
  readonly sealed: Uint8Array;
  /** It went out, and is not known to have been refused: the hub may have it. */
  readonly begun?: true;
}

/**
 * The private keys, in a row of their own: locking deletes it, and a delete finds room on a full disk. They
 * count only beside the device of this fingerprint.
 */
interface KeptKeys {
  readonly fingerprint: string;
  readonly signKey: CryptoKey;
  readonly sealKey: CryptoKey;
}

interface Tables extends DBSchema {
  entry: { key: [string, string, number]; value: Kept; indexes: { order: [string, number] } };
  leaf: { key: number; value: Uint8Array };
  note: { key: [string, number, string]; value: { log: string; size: number; note: string } };
  fact: { key: string; value: string };
  device: { key: string; value: Omit<DeviceRecord, "signKey" | "sealKey"> | KeptKeys };
  draft: { key: string; value: Uint8Array };
  file: { key: string; value: Uint8Array };
  held: { key: string; value: KeptLetter };
  read: { key: [string, string]; value: { caseId: string; envelope: string } };
}

type Readable<N extends StoreNames<Tables>> = IDBPObjectStore<Tables, [N], N, "readonly">;

/** What was verified together. */
export interface Verified {
  readonly notes?: readonly { readonly size: number; readonly note: Uint8Array }[];
  readonly entries?: readonly Kept[];
  readonly leaves?: readonly { readonly place: number; readonly hash: Uint8Array }[];
}

const text = new TextDecoder();
const bytes = new TextEncoder();

/** One origin's database; each method is one transaction. */
export class Store {
  readonly #db: IDBPDatabase<Tables>;
  #left = false;

  private constructor(db: IDBPDatabase<Tables>) {
    this.#db = db;
  }

  /** Open or make the database. */
  static async open(name = "accord"): Promise<Store> {
    const opening = (): Promise<IDBPDatabase<Tables>> =>
      openDB<Tables>(name, VERSION, {
        upgrade: makeTables,
        blocking: (_from, _to, event) => (event.target as IDBDatabase).close(), // a newer vault goes first
      });
    return new Store(await kept(opening));
  }

  /** Close it; nothing works after that. */
  close(): void {
    this.#db.close();
  }

  /** Close it to a vault that ended: its acts fail as those of one that is locked. */
  leave(): void {
    this.#left = true;
    this.close();
  }

  /** Delete a database with all that is in it. */
  static async remove(name = "accord"): Promise<void> {
    await kept(() => deleteDB(name));
  }

  /** Everything kept of a log, in its order. */
  entries(log: string): Promise<Kept[]> {
    return this.#read("entry", (store) => store.index("order").getAll(spanOf(log)));
  }

  /** The place from which entries of this scope are still to be fetched. */
  async nextPlace(log: string, scope: string): Promise<number> {
    const range = IDBKeyRange.bound([log, scope], [log, scope, []]); // an array sorts above every number
    const last = await this.#read("entry", async (store) => (await store.openKeyCursor(range, "prev"))?.key);
    return last === undefined ? 0 : last[2] + 1;
  }

  /** The leaf hashes of the case log. */
  leaves(): Promise<Uint8Array[]> {
    return this.#read("leaf", (store) => store.getAll());
  }

  /** Every checkpoint seen, smallest first. */
  async notes(log: string): Promise<Uint8Array[]> {
    const rows = await this.#read("note", (store) => store.getAll(spanOf(log)));
    return rows.map((each) => bytes.encode(each.note));
  }

  /** Add what was verified together, or nothing of it. */
  async keep(log: string, { notes = [], entries = [], leaves = [] }: Verified): Promise<void> {
    await this.#write(async () => {
      const work = this.#db.transaction(["note", "entry", "leaf"], "readwrite", { durability: "strict" });
      const rows = notes.map(({ size, note }) => ({ log, size, note: text.decode(note) }));
      const added: Promise<unknown>[] = [
        ...rows.map((each) => work.objectStore("note").put(each)),
        ...entries.map((each) => work.objectStore("entry").put(each)),
        ...leaves.map(({ place, hash }) => work.objectStore("leaf").put(hash, place)),
      ];
      await Promise.all([...added, work.done]);
    });
  }

  /** A small thing remembered. */
  fact(name: string): Promise<string | undefined> {
    return this.#read("fact", (store) => store.get(name));
  }

  /** Remember a small thing: never a secret, never content. */
  async remember(name: string, value: string): Promise<void> {
    await this.#write(() => this.#db.put("fact", value, name));
  }

  /** The notes that contradict what was known: kept for whoever has to be shown them. */
  evidence(): Promise<string[]> {
    return this.#read("fact", (store) => store.getAll(IDBKeyRange.bound("evidence ", "evidence \uffff")));
  }

  /** The device of this origin, if somebody joined here, with its keys unless it is locked. */
  device(): Promise<DeviceRecord | undefined> {
    return this.#read("device", async (store) => {
      const [record, keys] = await Promise.all([store.get(DEVICE), store.get(KEYS)]);
      if (record === undefined) return undefined;
      if (keys?.fingerprint !== record.fingerprint) return record as DeviceRecord;
      const { signKey, sealKey } = keys as KeptKeys;
      return { ...(record as DeviceRecord), signKey, sealKey };
    });
  }

  /** Put a device in place, or another state of it; keys that it does not bring stay as they are. */
  async keepDevice({ signKey, sealKey, ...record }: DeviceRecord): Promise<void> {
    const keys = signKey && sealKey && { fingerprint: record.fingerprint, signKey, sealKey };
    await this.#write(async () => {
      const { store, done } = this.#db.transaction("device", "readwrite");
      const added = [store.put(record, DEVICE), ...(keys ? [store.put(keys, KEYS)] : [])];
      await Promise.all([...added, done]);
    });
  }

  /** Lock: the keys go, the device and its sealed key file stay. */
  async dropKeys(): Promise<void> {
    await this.#kept(() => this.#db.delete("device", KEYS));
  }

  /** Take back a device that has become nobody's. */
  async dropDevice(): Promise<void> {
    await this.#kept(() => this.#db.clear("device"));
  }

  /** Keep the draft under `key`, an age file to this device, in the place of another one. */
  async keepDraft(key: string, sealed: Uint8Array, insteadOf?: string): Promise<void> {
    await this.#write(async () => {
      const { store, done } = this.#db.transaction("draft", "readwrite");
      const added = store.put(sealed, key); // first: what finds no room takes nothing away
      const gone = insteadOf === undefined ? [] : [store.delete(insteadOf)];
      await Promise.all([added, ...gone, done]);
    });
  }

  /** The sealed drafts of a form by their keys, in the order of these. */
  drafts(form: string): Promise<ReadonlyMap<string, Uint8Array>> {
    const range = IDBKeyRange.bound(`${form} `, `${form} \uffff`);
    return this.#read("draft", async (store) => {
      const [keys, rows] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
      return new Map(keys.map((key, place) => [key, rows[place] as Uint8Array]));
    });
  }

  /** The sealed draft under `key`. */
  draft(key: string): Promise<Uint8Array | undefined> {
    return this.#read("draft", (store) => store.get(key));
  }

  /** Forget the draft under `key`. */
  async dropDraft(key: string): Promise<void> {
    await this.#kept(() => this.#db.delete("draft", key));
  }

  /** The sealed file with this SHA-256, if it was kept. */
  file(sha256: string): Promise<Uint8Array | undefined> {
    return this.#read("file", (store) => store.get(sha256));
  }

  /** Keep a sealed file as the hub gave it, to open it sooner the next time; the first to go for room. */
  async keepFile(sha256: string, sealed: Uint8Array): Promise<void> {
    await this.#kept(() => this.#db.put("file", sealed, sha256));
  }

  /** Forget the sealed files: the hub gives them out again. */
  async dropFiles(): Promise<void> {
    await this.#kept(() => this.#db.clear("file"));
  }

  /** Keep a letter that has not left, or another state of it. */
  async keepHeld(letter: KeptLetter): Promise<void> {
    await this.#write(() => this.#db.put("held", letter));
  }

  /** The letters that have not left, the next to leave first. */
  async held(): Promise<readonly KeptLetter[]> {
    const rows = await this.#read("held", (store) => store.getAll());
    return rows.sort((a, b) => a.leavesAt - b.leavesAt);
  }

  /** Forget a held letter: it left, or was taken back. */
  async dropHeld(id: string): Promise<void> {
    await this.#kept(() => this.#db.delete("held", id));
  }

  /** Make a held letter the draft under `key`, as it is; false if it is held no longer. */
  giveBack(id: string, key: string): Promise<boolean> {
    return this.#write(async () => {
      const work = this.#db.transaction(["held", "draft"], "readwrite", { durability: "strict" });
      const letter = await work.objectStore("held").get(id);
      const moved = letter && [
        work.objectStore("draft").put(letter.sealed, key),
        work.objectStore("held").delete(id),
      ];
      await Promise.all([...(moved ?? []), work.done]);
      return letter !== undefined;
    });
  }

  /** Remember that these envelopes of a case were read here. */
  async markRead(caseId: string, envelopes: readonly string[]): Promise<void> {
    await this.#write(async () => {
      const work = this.#db.transaction("read", "readwrite");
      await Promise.all([...envelopes.map((envelope) => work.store.put({ caseId, envelope })), work.done]);
    });
  }

  /** The envelopes of a case that were read here. */
  async readMarks(caseId: string): Promise<ReadonlySet<string>> {
    const rows = await this.#read("read", (store) => store.getAll(spanOf(caseId)));
    return new Set(rows.map((each) => each.envelope));
  }

  /** Forget the logs (they are copied again), or everything of a person who is no longer here. */
  async clear(what: "logs" | "everything"): Promise<void> {
    const names: readonly StoreNames<Tables>[] =
      what === "logs" ? OF_THE_LOGS : [...OF_THE_LOGS, ...OF_THE_PERSON];
    await this.#kept(async () => {
      const work = this.#db.transaction([...names], "readwrite");
      await Promise.all([...names.map((each) => work.objectStore(each).clear()), work.done]);
    });
  }

  /** One act; what still comes after `leave` belongs to a vault that ended. */
  async #kept<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await kept(act);
    } catch (error) {
      if (this.#left) throw new Failure("expired", "this vault was locked: type your passphrase");
      throw error;
    }
  }

  /** One write; where there is no room for it, what the hub can give again makes room first. */
  async #write<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await this.#kept(act);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== "storage") throw error;
      await this.dropFiles().catch(() => undefined);
      return this.#kept(act);
    }
  }

  /** One read; a transaction that the browser cuts off, as when storage is cleared, fails by this alone. */
  #read<N extends StoreNames<Tables>, T>(name: N, act: (store: Readable<N>) => Promise<T>): Promise<T> {
    return this.#kept(() => {
      const work = this.#db.transaction(name);
      work.done.catch(() => undefined);
      return act(work.store);
    });
  }
}

function makeTables(db: IDBPDatabase<Tables>): void {
  const entries = db.createObjectStore("entry", { keyPath: ["log", "scope", "place"] });
  entries.createIndex("order", ["log", "place"]);
  db.createObjectStore("leaf");
  db.createObjectStore("note", { keyPath: ["log", "size", "note"] });
  db.createObjectStore("held", { keyPath: "id" });
  db.createObjectStore("read", { keyPath: ["caseId", "envelope"] });
  for (const plain of ["fact", "device", "draft", "file"] as const) db.createObjectStore(plain);
}

/** The keys that begin with `first`; an array sorts above every number and string. */
function spanOf(first: string): IDBKeyRange {
  return IDBKeyRange.bound([first], [first, []]);
}

async function kept<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const name = error instanceof Error || error instanceof DOMException ? error.name : "";
    if (isStorageError(name) || typeof indexedDB === "undefined") throw storageFailure(name);
    throw error;
  }
}
