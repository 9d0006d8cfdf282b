/**
 * Drafts, sealed to this device as they are typed: they survive sign-out, an expired session and a closed
 * tab.
 *
 * A form may have several of them: two tabs write in it, or a letter comes back into it. Each state of a
 * draft is a row of its own, which takes the place of the row that it grew from and of no other; so nobody
 * overwrites what they have not seen. To save takes no key, to read takes an unlocked vault.
 */

import type { OwnSeal } from "./own.ts";
import { pack, unpack } from "./packed.ts";
import { newId } from "./posting.ts";
import type { Store } from "./store.ts";
import type { KeptDraft, Sheet } from "./views.ts";

type Rows = Pick<Store, "drafts" | "keepDraft" | "dropDraft">;

/**
 * By form, what was asked for last: of all vaults of this tab, since what was typed up to a lock may still be on
 * its way to the disk when the next vault asks for it.
 */
const turns = new Map<string, Promise<unknown>>();

/** The drafts of one device by the name of the form they were typed in. */
export class Drafts {
  readonly #store: Rows;
  readonly #own: OwnSeal;
  readonly #now: () => number;

  constructor(store: Rows, own: OwnSeal, now: () => number = Date.now) {
    this.#store = store;
    this.#own = own;
    this.#now = now;
  }

  /** What one page of one tab writes in a form; it begins without a draft of its own. */
  sheet(form: string): Sheet {
    let mine: string | undefined;
    return {
      kept: () =>
        this.#inTurn(form, async () => {
          const found = await this.#kept(form);
          return found.map((each) => ({ ...each, mine: each.key === mine }));
        }),
      takeUp: (key) => this.#inTurn(form, async () => void (mine = key)),
      save: (draft) =>
        this.#inTurn(form, async () => {
          const sealed = await this.#own.seal(await pack(draft));
          const key = draftKey(form, this.#now());
          await this.#store.keepDraft(key, sealed, mine);
          mine = key;
        }),
      drop: (key) =>
        this.#inTurn(form, async () => {
          const which = key ?? mine;
          if (which !== undefined) await this.#store.dropDraft(which);
          if (which === mine) mine = undefined;
        }),
    };
  }

  async #kept(form: string): Promise<readonly Omit<KeptDraft, "mine">[]> {
    const found: Omit<KeptDraft, "mine">[] = [];
    for (const [key, sealed] of await this.#store.drafts(form)) {
      const draft = await this.#opened(sealed);
      if (draft !== undefined) found.unshift({ key, draft });
    }
    return found;
  }

  async #opened(sealed: Uint8Array): Promise<object | undefined> {
    try {
      return unpack(await this.#own.open(sealed));
    } catch {
      return undefined; // by a device that was here before
    }
  }

  /** One after the other: sealing takes time, and the last thing typed must be the last thing kept. */
  #inTurn<T>(form: string, act: () => Promise<T>): Promise<T> {
    const before = turns.get(form) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(act);
    turns.set(form, mine);
    return mine;
  }
}

/** A key for a new row of a form: in the order of their keys the newest row is the last. */
export function draftKey(form: string, now: number): string {
  return `${form} ${now} ${newId()}`;
}
