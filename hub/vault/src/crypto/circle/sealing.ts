/** Who founds and rotates the rings of a case, shares their keys and writes to them (RI-2 to RI-9, SH-1). */

import { fingerprint } from "../device.ts";
import { NotAllowedError } from "../errors.ts";
import type { Epoch, Manifest, Share } from "../kinds/index.ts";
import { readersOf } from "../ring/holders.ts";
import { checkReporter } from "../ring/intake.ts";
import * as judgement from "../ring/judgement.ts";
import { Ring, RingEpoch } from "../ring/ring.ts";
import type { Entry } from "../statement.ts";
import { narrow } from "../statement.ts";
import type { Hearing } from "./hearing.ts";
import { computedHolders } from "./readers.ts";

/** RI-2 to RI-5: a ring's next epoch, by a holder or by who may found the ring; NotAllowedError. */
export function judgeEpoch(hearing: Hearing, body: Epoch): void {
  const { facts, rings, view, index, when } = hearing;
  checkSigner(hearing);
  const ring = rings.founded(body.ring);
  if (body.at.directory > view.size || body.at.cases > index) {
    throw new NotAllowedError("RI-2", "computed at logs that are larger than those of its leaf");
  }
  if (rings.recipients.has(body.recipient) || view.keyOwner(body.recipient) !== undefined) {
    throw new NotAllowedError("RI-5", "the recipient was used before");
  }
  const here = computedHolders(facts, view, body.ring, when);
  const then = rings.claimsAt(body.at, body.ring, when);
  judgement.judgeEpoch(ring, body, { here, then, creator: false });
}

/** SH-1 and SH-2: epochs for one holder, by who has them; NotAllowedError. */
export function judgeShare(hearing: Hearing, body: Share): void {
  checkSigner(hearing);
  const ring = hearing.rings.founded(body.ring);
  const holders = hearing.rings.holders(hearing.facts, hearing.view, body.ring, hearing.when);
  judgement.judgeShare(ring, body, holders, { creator: false });
}

/** EV-3 and EV-4: a letter by a holder, or by the reporter of the roll; NotAllowedError. */
export function judgeLetter(hearing: Hearing, body: Manifest): void {
  const ring = hearing.rings.byId.get(body.ring.id);
  if (ring === undefined) throw new NotAllowedError("EV-3", "the case has no ring of that id");
  if (body.author.tenant === undefined) requireReporter(hearing, body, ring);
  else if (hearing.signer(body.author.tenant).person !== body.author.person) {
    throw new NotAllowedError("EV-3", "signed by another person than its author");
  }
  const holders = hearing.rings.holders(hearing.facts, hearing.view, ring.ref, hearing.when);
  judgement.judgeLetter(ring, body, holders, hearing.when);
}

/** Put an epoch in force, in a new ring if it is the first. */
export function noteEpoch({ facts, view, when, rings }: Hearing, body: Epoch, entry: Entry): void {
  const readers = readersOf(computedHolders(facts, view, body.ring, when));
  const ring = rings.byId.get(body.ring.id) ?? new Ring(body.ring);
  rings.byId.set(body.ring.id, ring);
  ring.addEpoch(new RingEpoch(narrow(entry.statement, "epoch"), entry.index, entry.loggedAt, readers));
  rings.recipients.add(body.recipient);
}

/** Keep a share beside the others. */
export function noteShare({ rings }: Hearing, body: Share, { statement, index }: Entry): void {
  rings.byId.get(body.ring.id)?.addShare({ statement: narrow(statement, "share"), index });
}

/** Put a letter into its ring's chain, and what its author saw that is not here on record (RI-9). */
export function noteLetter({ rings, register, statement }: Hearing, body: Manifest): void {
  const ring = rings.byId.get(body.ring.id);
  const gap = ring?.gap(body.ring);
  if (gap !== undefined) register.gaps.set(statement.hash, gap);
  ring?.addManifest(statement.hash);
  register.letters.set(statement.hash, body);
}

/** ST-13 and ST-8, whatever the tenant; who may found a ring of a case (RI-4) is among its holders. */
function checkSigner(hearing: Hearing): void {
  const located = hearing.view.device(hearing.statement.body.by);
  if (located === undefined) throw new NotAllowedError("ST-13", "not by a device of the directory");
  hearing.signer(located.tenant);
}

function requireReporter({ facts, statement }: Hearing, { author }: Manifest, ring: Ring): void {
  const keys = facts.roll?.reporter;
  const theirs = keys !== undefined && fingerprint(keys) === author.reporter && keys.sign === author.sign;
  if (ring.ref.kind !== "reporter" || !theirs) {
    throw new NotAllowedError("EV-3", "only the reporter of the roll writes, and to the reporter ring");
  }
  checkReporter(narrow(statement, "manifest"));
}
