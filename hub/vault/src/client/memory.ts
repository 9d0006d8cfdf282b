/**
 * A store for who leaves nothing behind: a reporter's copy of the logs lives as long as the page.
 *
 * Even that somebody reported from this machine is nobody's business, and a private window has no IndexedDB.
 */

import type { Kept, Store, Verified } from "./store.ts";

type Stored = Pick<
  Store,
  | "entries"
  | "nextPlace"
  | "leaves"
  | "notes"
  | "keep"
  | "fact"
  | "remember"
  | "file"
  | "keepFile"
  | "markRead"
  | "readMarks"
>;

class MemoryStore implements Stored {
  readonly #entries = new Map<string, Kept>();
  readonly #leaves: Uint8Array[] = [];
  readonly #notes = new Map<string, { log: string; size: number; note: Uint8Array }>();
  readonly #facts = new Map<string, string>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #read = new Map<string, Set<string>>();

  async entries(log: string): Promise<Kept[]> {
    return [...this.#entries.values()].filter((each) => each.log === log).sort((a, b) => a.place - b.place);
  }

  async nextPlace(log: string, scope: string): Promise<number> {
    return ((await this.entries(log)).findLast((each) => each.scope === scope)?.place ?? -1) + 1;
  }

  async leaves(): Promise<Uint8Array[]> {
    return [...this.#leaves];
  }

  async notes(log: string): Promise<Uint8Array[]> {
    const found = [...this.#notes.values()]
      .filter((each) => each.log === log)
      .sort((a, b) => a.size - b.size);
    return found.map((each) => each.note);
  }

  async keep(log: string, { notes = [], entries = [], leaves = [] }: Verified): Promise<void> {
    for (const { size, note } of notes) {
      this.#notes.set(`${log} ${size} ${new TextDecoder().decode(note)}`, { log, size, note });
    }
    for (const each of entries) this.#entries.set(`${each.log} ${each.scope} ${each.place}`, each);
    for (const { place, hash } of leaves) this.#leaves[place] = hash;
  }

  async fact(name: string): Promise<string | undefined> {
    return this.#facts.get(name);
  }

  async remember(name: string, value: string): Promise<void> {
    this.#facts.set(name, value);
  }

  async file(sha256: string): Promise<Uint8Array | undefined> {
    return this.#files.get(sha256);
  }

  async keepFile(sha256: string, sealed: Uint8Array): Promise<void> {
    this.#files.set(sha256, sealed);
  }

  async markRead(caseId: string, envelopes: readonly string[]): Promise<void> {
    this.#read.set(caseId, new Set([...(await this.readMarks(caseId)), ...envelopes]));
  }

  async readMarks(caseId: string): Promise<Set<string>> {
    return this.#read.get(caseId) ?? new Set();
  }
}

/** A store in memory, for a desk that reads and writes letters; it has no device and no letters that wait. */
export function memoryStore(): Store {
  return new MemoryStore() as Stored as Store; // the rest is a member's
}
