/** What cases are called: the subject of their first letter, kept sealed to this device. */

import { fromUtf8, utf8 } from "../crypto/bytes.ts";
import type { OwnSeal } from "./own.ts";
import type { Reading } from "./reading.ts";
import type { Store } from "./store.ts";

const KEY = "titles";

/** The titles of one vault's cases. */
export class Titles {
  readonly #store: Pick<Store, "draft" | "keepDraft">;
  readonly #own: OwnSeal;
  readonly #reading: Reading;
  #known: Promise<Map<string, string>> | undefined;

  constructor(store: Pick<Store, "draft" | "keepDraft">, own: OwnSeal, reading: Reading) {
    this.#store = store;
    this.#own = own;
    this.#reading = reading;
  }

  /** The title of a case; undefined while none can be read, whatever the reason. */
  async of(caseId: string): Promise<string | undefined> {
    return (await this.all([caseId])).get(caseId);
  }

  /** The titles of these cases, as far as they can be read. */
  async all(caseIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.#known ??= this.#kept();
    const known = await this.#known;
    const before = known.size;
    for (const caseId of caseIds.filter((each) => !known.has(each))) {
      const found = await this.#reading.title(caseId).catch(() => undefined);
      if (found !== undefined) known.set(caseId, found);
    }
    if (known.size > before) await this.#keep(known).catch(() => undefined); // next time again
    return known;
  }

  /** Forget every title; what is kept is sealed. */
  forget(): void {
    this.#known = undefined;
  }

  async #kept(): Promise<Map<string, string>> {
    try {
      const sealed = await this.#store.draft(KEY);
      const pairs = sealed ? JSON.parse(fromUtf8(await this.#own.open(sealed))) : {};
      return new Map(Object.entries(pairs as Record<string, string>));
    } catch {
      return new Map(); // of a device that was here before
    }
  }

  async #keep(known: ReadonlyMap<string, string>): Promise<void> {
    await this.#store.keepDraft(KEY, await this.#own.seal(utf8(JSON.stringify(Object.fromEntries(known)))));
  }
}
