/**
 * The intake rings of all tenants: epochs and shares of the directory log, letters of the case log (RI-1).
 *
 * Epochs and shares are judged with the directory as it stood at their own leaf, letters with the one that
 * the case log's anchor names (LO-5).
 */

import type { Directory, View } from "../directory/index.ts";
import { BadSignatureError, NotAllowedError } from "../errors.ts";
import type { Manifest, RingRef } from "../kinds/index.ts";
import type { Entry, Statement } from "../statement.ts";
import { narrow } from "../statement.ts";
import type { Claim, Holder } from "./holders.ts";
import { BEFORE_ALL, claim, readersOf } from "./holders.ts";
import { judgeEpoch, judgeLetter, judgeShare } from "./judgement.ts";
import { Ring, RingEpoch } from "./ring.ts";

/** RI-1: the active devices of the tenant's duty people, by fingerprint. */
export function intakeClaims(view: View, tenant: string): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const person of view.duty(tenant)) {
    const start = { index: BEFORE_ALL, epoch: undefined, tenant, person };
    for (const [fingerprint, keys] of view.person(tenant, person)?.devices ?? []) {
      claims.set(fingerprint, claim(keys, { tenant, person }, [start]));
    }
  }
  return claims;
}

interface Signed {
  readonly ring: Ring;
  readonly creator: boolean;
}

/** Every tenant's intake ring, folded. */
export class IntakeRings {
  readonly #directory: Directory;
  readonly #byTenant = new Map<string, Ring>();
  readonly #recipients = new Set<string>();
  readonly #ids = new Set<string>();
  readonly #envelopes = new Set<string>();

  /** `directory` is folded by the caller, leaf by leaf beside this. */
  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** The rings by the genesis of their tenant. */
  rings(): ReadonlyMap<string, Ring> {
    return this.#byTenant;
  }

  /** The ring of this id. */
  ring(ringId: string): Ring | undefined {
    return [...this.#byTenant.values()].find((each) => each.ref.id === ringId);
  }

  /** The computed holders of `ring` in the directory `view`. */
  holders(ring: Ring, view: View): ReadonlyMap<string, Holder> {
    return ring.holders(intakeClaims(view, tenantOf(ring.ref)));
  }

  /**
   * Judge an epoch or share as leaf `index` of the directory log.
   *
   * Throws NotAllowedError, MalformedError if it is neither, and BadSignatureError for a bad copy (ST-15).
   */
  judge(statement: Statement, { index }: { readonly index: number }): void {
    const view = this.#directory.at(index);
    if (statement.body.type === "share") {
      const { ring, creator } = this.#signed(statement, statement.body.ring, view);
      judgeShare(ring, statement.body, this.holders(ring, view), { creator });
      return;
    }
    const { body } = narrow(statement, "epoch");
    const { ring, creator } = this.#signed(statement, body.ring, view);
    if (body.at.directory > index) {
      throw new NotAllowedError("RI-2", "computed at a directory that is larger than the log");
    }
    if (this.#recipients.has(body.recipient) || view.keyOwner(body.recipient) !== undefined) {
      throw new NotAllowedError("RI-5", "the recipient was used before");
    }
    const tenant = tenantOf(body.ring);
    const then = intakeClaims(this.#directory.at(body.at.directory), tenant);
    judgeEpoch(ring, body, { here: intakeClaims(view, tenant), then, creator });
  }

  /** Put an epoch or share that was judged into its ring. */
  add({ statement, index, loggedAt }: Entry): void {
    if (statement.body.type === "share") {
      const share = narrow(statement, "share");
      this.#byTenant.get(tenantOf(share.body.ring))?.addShare({ statement: share, index });
      return;
    }
    const epoch = narrow(statement, "epoch");
    const tenant = tenantOf(epoch.body.ring);
    const ring = this.#byTenant.get(tenant) ?? new Ring(epoch.body.ring);
    this.#byTenant.set(tenant, ring);
    const readers = readersOf(intakeClaims(this.#directory.at(index), tenant));
    ring.addEpoch(new RingEpoch(epoch, index, loggedAt, readers));
    this.#recipients.add(epoch.body.recipient);
  }

  /** Judge a letter with the directory of `size` leaves, at log time `when`; errors as `judge`. */
  judgeLetter(
    statement: Statement<Manifest>,
    { size, when }: { readonly size: number; readonly when: string },
  ): void {
    const { body } = statement;
    const view = this.#directory.at(size);
    this.#directory.checkPoint(body.log, { limit: size });
    const ring = this.ring(body.ring.id);
    if (ring === undefined) throw new NotAllowedError("EV-3", "no intake ring has that id");
    if (this.#ids.has(inRing(body, body.id))) {
      throw new NotAllowedError("ST-9", "the id was used by another statement");
    }
    if (this.#envelopes.has(inRing(body, body.envelope))) {
      throw new NotAllowedError("EV-5", "the envelope's id was used before");
    }
    if (body.author.tenant === undefined) checkReporter(statement);
    else if (view.signer(statement, body.author.tenant).person !== body.author.person) {
      throw new NotAllowedError("EV-3", "signed by another person than its author");
    }
    const known = ring.before(size);
    judgeLetter(known, body, this.holders(known, view), when);
  }

  /** Put a letter that was judged into its ring's chain; says what is missing before it (RI-9). */
  addLetter(statement: Statement<Manifest>): string | undefined {
    const { body } = statement;
    const ring = this.ring(body.ring.id);
    const gap = ring?.gap(body.ring);
    ring?.addManifest(statement.hash);
    this.#envelopes.add(inRing(body, body.envelope));
    return gap;
  }

  /** Keep the id of a letter, whether it counts or not (ST-9). */
  useId(body: Manifest): void {
    this.#ids.add(inRing(body, body.id));
  }

  /** ST-13 and RI-4: the tenant's ring, or a new one, and whether the signer may found it. */
  #signed(statement: Statement, ref: RingRef, view: View): Signed {
    const tenant = tenantOf(ref);
    const signer = view.signer(statement, tenant);
    const found = this.#byTenant.get(tenant);
    if (found === undefined && this.ring(ref.id) !== undefined) {
      throw new NotAllowedError("RI-4", "the ring's id is that of another tenant's ring");
    }
    const creator = signer.roles.has("admin") || view.duty(tenant).includes(signer.person);
    return { ring: found ?? new Ring(ref), creator };
  }
}

/** ST-8 for a reporter: `by` is the author and its key signed; NotAllowedError, or BadSignatureError. */
export function checkReporter({ body, keys }: Statement<Manifest>): void {
  if (body.by !== body.author.reporter) {
    throw new NotAllowedError("ST-8", "by is not the reporter that it names as author");
  }
  if (keys[0] !== body.author.sign) {
    throw new BadSignatureError("ST-8", "not signed by the reporter that it names as author");
  }
}

/** LO-9: at intake, ids and envelopes are used up within one ring. */
function inRing(body: Manifest, id: string): string {
  return `${body.ring.id}/${id}`;
}

function tenantOf(ref: RingRef): string {
  if (ref.kind !== "intake" || ref.tenant === undefined) {
    throw new NotAllowedError("ST-1", `a ring of kind ${ref.kind} stands in the case log`);
  }
  return ref.tenant;
}
