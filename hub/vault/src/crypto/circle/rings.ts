/** The rings of one case by id, and who belongs into each of them at any leaf (RI-1, RI-2, SH-2). */

import type { Directory, View } from "../directory/index.ts";
import { NotAllowedError } from "../errors.ts";
import type { At, RingRef } from "../kinds/index.ts";
import type { Claim, Holder } from "../ring/index.ts";
import { Ring } from "../ring/index.ts";
import type { Facts, Past } from "./facts.ts";
import { computedHolders } from "./readers.ts";

const ONE_EACH: ReadonlySet<string> = new Set(["joint", "reporter", "record", "tenant"]);

/** What was folded of them; `past` and `directory` are folded by the caller. */
export class CaseRings {
  readonly byId = new Map<string, Ring>();
  readonly recipients = new Set<string>();
  readonly #directory: Directory;
  readonly #past: Past;

  /** Begin without a ring. */
  constructor(directory: Directory, past: Past) {
    this.#directory = directory;
    this.#past = past;
  }

  /** The ring of that id, or a new one if the case has room for it (RI-4); NotAllowedError. */
  founded(ref: RingRef): Ring {
    const found = this.byId.get(ref.id);
    if (found !== undefined) return found;
    const alike = (each: Ring) => each.ref.kind === ref.kind && each.ref.tenant === ref.tenant;
    if (ONE_EACH.has(ref.kind) && [...this.byId.values()].some(alike)) {
      throw new NotAllowedError("RI-4", "the case has such a ring already");
    }
    return new Ring(ref);
  }

  /** The computed holders of a ring, founded or not, with their first epochs. */
  holders(facts: Facts, view: View, ref: RingRef, when: string): ReadonlyMap<string, Holder> {
    const ring = this.byId.get(ref.id) ?? new Ring(ref);
    return ring.holders(computedHolders(facts, view, ref, when));
  }

  /** Who belonged into a ring at those sizes of both logs; nobody before the case was opened. */
  claimsAt(at: At, ref: RingRef, when: string): ReadonlyMap<string, Claim> {
    const facts = this.#past.before(at.cases);
    return facts ? computedHolders(facts, this.#directory.at(at.directory), ref, when) : new Map();
  }
}
