/**
 * Whether an epoch, a share or a letter may stand in a ring (RI-2 to RI-7, SH-1, SH-2, EV-3, EV-4).
 *
 * Pure: who belongs into the ring at the leaf has been computed before, from the directory (`intake.ts`) or
 * from the case (`crypto/circle`). That the signature is the named device's has been checked too.
 */

import { sha256Hex } from "../bytes.ts";
import { checkHeader } from "../envelope.ts";
import { MalformedError, NotAllowedError } from "../errors.ts";
import type { Epoch, Manifest, Share } from "../kinds/index.ts";
import type { Claim, Holder } from "./holders.ts";
import { holds } from "./holders.ts";
import type { Ring } from "./ring.ts";
import { sameRing } from "./ring.ts";
import { checkMaySeal, sealableEpochs } from "./upkeep.ts";

/** Who belongs into a ring at an epoch's leaf and at its `at`; may its signer found the ring (RI-4). */
export interface Computed {
  readonly here: ReadonlyMap<string, Claim>;
  readonly then: ReadonlyMap<string, Claim>;
  readonly creator: boolean;
}

/** RI-2 to RI-4 for the next epoch of `ring`; NotAllowedError. */
export function judgeEpoch(ring: Ring, body: Epoch, { here, then, creator }: Computed): void {
  requireSameRing(ring, body);
  if (body.epoch !== ring.epochs.length + 1 || body.previous !== ring.current?.statement.hash) {
    throw new NotAllowedError("RI-3", `not the epoch that follows number ${ring.epochs.length}`);
  }
  if (!names(body, here)) {
    throw new NotAllowedError("RI-2", "the holders are not those computed at the epoch's leaf");
  }
  if (!names(body, then)) {
    throw new NotAllowedError("RI-2", "the holders are not those computed where the epoch says");
  }
  const signer = here.get(body.by);
  if ((signer === undefined || signer.presealed) && !(body.epoch === 1 && creator)) {
    throw new NotAllowedError("RI-4", "an epoch is signed by a holder, the first also by who may found it");
  }
}

/** SH-1 and SH-2; `creator` as in `Computed`. NotAllowedError. */
export function judgeShare(
  ring: Ring,
  body: Share,
  holders: ReadonlyMap<string, Holder>,
  { creator }: { readonly creator: boolean },
): void {
  requireSameRing(ring, body);
  if (ring.epochs[body.epoch - 1]?.recipient !== body.recipient) {
    throw new NotAllowedError("SH-1", "the recipient is not that of the epoch");
  }
  const holder = holders.get(body.to);
  if (holder === undefined) {
    throw new NotAllowedError("SH-1", "the share is for a device that may not read the ring");
  }
  if (!holds(holder, body.from_epoch) || body.from_epoch > body.epoch) {
    throw new NotAllowedError("SH-2", "the share gives epochs outside what its holder's history allows");
  }
  const signer = holders.get(body.by);
  const seated = signer === undefined ? creator : !signer.presealed;
  for (const epoch of ring.epochs.slice(body.from_epoch - 1, body.epoch)) {
    const has = (signer && holds(signer, epoch.number)) || epoch.statement.body.by === body.by;
    if (!seated || !has) {
      throw new NotAllowedError("SH-1", "a share is signed by who holds all its epochs, or signed them");
    }
  }
}

/** SH-3: the age file is the one the statement names and is for one device; MalformedError. */
export function checkShareFile(share: Share, file: Uint8Array): void {
  if (file.length !== share.size || sha256Hex(file) !== share.sha256) {
    throw new MalformedError("SH-3", "the file is not the one that the share names");
  }
  checkHeader(file);
}

/** EV-3 for members and EV-4 for all; who a reporter may write to is not decided here. NotAllowedError. */
export function judgeLetter(
  ring: Ring,
  body: Manifest,
  holders: ReadonlyMap<string, Holder>,
  when: string,
): void {
  const author = holders.get(body.by);
  if (body.author.reporter === undefined && (author === undefined || author.presealed)) {
    throw new NotAllowedError("EV-3", "the author is no holder of the ring");
  }
  checkMaySeal(ring, holders, when);
  if (!sealableEpochs(ring, when).includes(body.ring.epoch)) {
    throw new NotAllowedError("RI-7", `epoch ${body.ring.epoch} is not the one in force`);
  }
}

/** RI-2: whether the epoch lists exactly these devices; a list of the form has no duplicates (ST-14). */
function names(body: Epoch, claims: ReadonlyMap<string, Claim>): boolean {
  return body.holders.length === claims.size && body.holders.every((each) => claims.has(each));
}

function requireSameRing(ring: Ring, body: Epoch | Share): void {
  if (!sameRing(body.ring, ring.ref)) throw new NotAllowedError("RI-3", "the ring is not the one of that id");
}
