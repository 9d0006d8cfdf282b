/**
 * Drafts, sealed to this device as they are typed: they survive sign-out, an expired session and a closed
 * tab.
 *
 * To save takes no key, to read takes an unlocked vault.
 */

import type { OwnSeal } from "./own.ts";
import { pack, unpack } from "./packed.ts";
import type { Store } from "./store.ts";

/** The drafts of one device by the name of the form they were typed in. */
export class Drafts {
  readonly #store: Pick<Store, "draft" | "keepDraft" | "dropDraft">;
  readonly #own: OwnSeal;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(store: Pick<Store, "draft" | "keepDraft" | "dropDraft">, own: OwnSeal) {
    this.#store = store;
    this.#own = own;
  }

  /** Keep a draft in the place of the one before. */
  save(key: string, draft: object): Promise<void> {
    return this.#inTurn(key, async () => {
      await this.#store.keepDraft(key, await this.#own.seal(await pack(draft)));
    });
  }

  /** The draft that was kept, if there is one that this device can open. */
  load(key: string): Promise<object | undefined> {
    return this.#inTurn(key, async () => {
      const sealed = await this.#store.draft(key);
      if (sealed === undefined) return undefined;
      try {
        return unpack(await this.#own.open(sealed));
      } catch {
        return undefined; // by a device that was here before
      }
    });
  }

  /** Forget a draft: it was sent. */
  drop(key: string): Promise<void> {
    return this.#inTurn(key, () => this.#store.dropDraft(key));
  }

  /** One after the other: sealing takes time, and the last thing typed must be the last thing kept. */
  #inTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(act);
    this.#turns.set(key, mine);
    return mine;
  }
}
