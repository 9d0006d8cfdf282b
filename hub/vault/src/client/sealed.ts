/**
 * The sealed files of a case's letters: those that this browser keeps, else the hub's, many in one answer.
 *
 * What an answer leaves out is asked for alone, so that a letter that is withheld is known by its name. Files
 * are kept as they are, if there is room, so that a case opens at once the next time.
 */

import { sha256Hex } from "../crypto/bytes.ts";
import { CryptoError } from "../crypto/errors.ts";
import type { Manifest } from "../crypto/kinds/index.ts";
import * as strictBase64 from "../crypto/strict_base64.ts";
import type { Desk } from "./desk.ts";
import { Failure } from "./views.ts";

/** What browsers send to one host at a time, over HTTP/1.1. */
export const AT_ONCE = 6;

/** A letter whose file is wanted, and its place in the log. */
export interface Wanted {
  readonly manifest: Manifest;
  readonly index: number;
}

interface Page {
  readonly letters: readonly { readonly id: string; readonly file: string }[];
}

/** The files of one case, for one reading of it. */
export class SealedFiles {
  readonly #desk: Desk;
  readonly #caseId: string;
  readonly #here = new Map<string, Uint8Array>();
  #failed: unknown;

  constructor(desk: Desk, caseId: string) {
    this.#desk = desk;
    this.#caseId = caseId;
  }

  /** Have the files of these letters at hand, oldest first; `file` says what went wrong with which. */
  async bring(letters: readonly Wanted[]): Promise<void> {
    const kept = await inParallel(letters, ({ manifest }) => this.#kept(manifest));
    const missing = letters.filter((_, place) => kept[place] === undefined);
    for (const [place, file] of kept.entries()) {
      if (file !== undefined) this.#here.set((letters[place] as Wanted).manifest.envelope, file);
    }
    for (const { manifest, index } of missing) {
      if (!this.#here.has(manifest.envelope) && this.#failed === undefined) await this.#page(index);
    }
    await inParallel(missing, ({ manifest }) => this.#keep(manifest, this.#here.get(manifest.envelope)));
  }

  /** The file of one letter: as it was brought, or fetched alone. */
  async file(manifest: Manifest): Promise<Uint8Array> {
    const found = this.#here.get(manifest.envelope) ?? (await this.#kept(manifest));
    this.#here.delete(manifest.envelope);
    if (found !== undefined) return found;
    const file = await this.#alone(manifest);
    await this.#keep(manifest, file);
    return file;
  }

  #kept({ sha256 }: Manifest): Promise<Uint8Array | undefined> {
    return this.#desk.store.file(sha256).catch(() => undefined);
  }

  async #keep({ sha256 }: Manifest, file: Uint8Array | undefined): Promise<void> {
    if (file === undefined || sha256Hex(file) !== sha256) return;
    await this.#desk.store.keepFile(sha256, file).catch(() => undefined);
  }

  async #page(from: number): Promise<void> {
    try {
      const path = `cases/${this.#caseId}/letters`;
      const { letters } = await this.#desk.transport.get<Page>(path, { from });
      for (const { id, file } of letters) {
        const bytes = bytesIn(file);
        if (bytes !== undefined) this.#here.set(id, bytes);
      }
    } catch (error) {
      if (!isNotFound(error)) this.#failed = error; // a case that is gone is told letter by letter
    }
  }

  async #alone({ envelope }: Manifest): Promise<Uint8Array> {
    if (this.#failed !== undefined) throw this.#failed;
    const path = `cases/${this.#caseId}/envelopes/${envelope}`;
    return this.#desk.transport.getBytes(path).catch(withheld);
  }
}

function bytesIn(file: string): Uint8Array | undefined {
  try {
    return strictBase64.decode(file, "EV-8");
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Failure && error.kind === "not-found";
}

function withheld(error: unknown): never {
  if (!isNotFound(error)) throw error;
  const sentence =
    "The log says that this letter is here for you, and the hub does not give it out. Ask its author";
  throw new Failure("hub-lies", sentence, "EV-7");
}

/** Do `act` with each item, a few at a time; the results in the items' order. */
export async function inParallel<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < items.length; place = next++)
      results[place] = await act(items[place] as T);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
