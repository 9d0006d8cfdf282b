/** Shares: a ring's identities, sealed to one holder and opened by nobody else (FORMATS.md 6.1). */

import { seal } from "../age/seal.ts";
import { X25519Recipient } from "../age/x25519.ts";
import type { Bytes } from "../bytes.ts";
import { MalformedError, NotAllowedError } from "../errors.ts";
import type { Share } from "../kinds/sharing.ts";
import { plaintext } from "../plaintext.ts";
import { checkShareFile } from "../ring/index.ts";
import { hash, id, listOf, pattern, positive, struct } from "../schema.ts";
import { openFile, type Opener } from "./age.ts";
import { X25519Identity } from "./age_x25519.ts";

export const SHARE_LIMIT = 1024 * 1024;

const secretKey = pattern("AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}", "not an age identity");
const epochKey = struct({ epoch: positive, identity: secretKey });

// Of which ring, to which device, and the epochs one after the other.
const SHARE_FILE = plaintext(
  "SH-4",
  struct({ ring: id, to: hash, epochs: listOf(epochKey, 1, 4096) }, ({ epochs: [first, ...rest] }) => {
    if (first && rest.some((each, place) => each.epoch !== first.epoch + place + 1)) {
      throw new MalformedError("SH-4", "the epochs of a share ascend without a gap");
    }
  }),
);

/**
 * The age file that carries `keys` (epoch number to identity) of `ring` to the device `to`.
 *
 * `to` is the device's fingerprint and `sealTo` its recipient. MalformedError (ST-5, SH-4) for no epoch or a
 * gap between them.
 */
export async function sealShare(
  ring: string,
  to: string,
  sealTo: string,
  keys: ReadonlyMap<number, X25519Identity>,
): Promise<Bytes> {
  const ascending = [...keys].sort(([one], [other]) => one - other);
  const epochs = ascending.map(([epoch, identity]) => ({ epoch, identity: String(identity) }));
  return seal(SHARE_FILE.toJson({ ring, to, epochs }), [X25519Recipient.parse(sealTo)]);
}

/**
 * SH-3 and SH-4: the identities in a share, each proved to be the one its epoch's statement names.
 *
 * `recipients` maps the ring's epoch numbers to their signed recipients. NotAllowedError (SH-1, SH-4) if
 * statement or file say anything else; MalformedError (SH-3) if it is not the statement's file; WrongKeyError
 * or MalformedError as `openFile`.
 */
export async function openShare(
  file: Uint8Array,
  share: Share,
  mine: Opener,
  recipients: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, X25519Identity>> {
  checkShareFile(share, file);
  if (recipients.get(share.epoch) !== share.recipient) {
    throw new NotAllowedError("SH-1", "the share names another recipient than its epoch");
  }
  const found = SHARE_FILE.fromJson(await openFile(file, [mine]), SHARE_LIMIT);
  if (found.ring !== share.ring.id || found.to !== share.to) {
    throw new NotAllowedError("SH-4", "the share is for another ring or device");
  }
  // They ascend without a gap: the two ends say all.
  if (found.epochs[0]?.epoch !== share.from_epoch || found.epochs.at(-1)?.epoch !== share.epoch) {
    throw new NotAllowedError("SH-4", "the share holds other epochs than its statement says");
  }
  const keys = new Map(found.epochs.map((each) => [each.epoch, X25519Identity.parse(each.identity)]));
  for (const [number, identity] of keys) {
    if (identity.recipient !== recipients.get(number)) {
      throw new NotAllowedError("SH-4", `the key given for epoch ${number} is not that epoch's`);
    }
  }
  return keys;
}
