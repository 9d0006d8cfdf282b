/**
 * Epochs and shares: founding a ring, rotating it, and sealing what is due (FORMATS.md 6).
 *
 * Holders are never chosen here; they come from the fold, and whoever folds the same logs comes to the same.
 */

import { sha256Hex } from "../crypto/bytes.ts";
import type { SignedStatement } from "../crypto/dsse.ts";
import type { RingRef } from "../crypto/kinds/sharing.ts";
import type { Holder, Ring } from "../crypto/ring/index.ts";
import { pendingShares } from "../crypto/ring/index.ts";
import { X25519Identity } from "../crypto/unseal/age_x25519.ts";
import { sealShare } from "../crypto/unseal/shares.ts";
import type { Desk, Files } from "./desk.ts";
import type { Keys } from "./keyring.ts";

/** Signed statements and the age files they name, by hash: what a POST takes. */
export interface Signed {
  readonly statements: readonly SignedStatement[];
  readonly files: Files;
}

export type Holders = ReadonlyMap<string, Holder>;

/** A share to make: for `holder`, the epochs from `first` to `last`. */
export interface Owing {
  readonly holder: Holder;
  readonly first: number;
  readonly last: number;
}

const NOTHING: Signed = { statements: [], files: new Map() };

/**
 * A ring's first or next epoch with a share to every holder.
 *
 * `old` are the identities this device has of earlier epochs: each holder gets those it may have.
 */
export async function newEpoch(
  desk: Desk,
  ref: RingRef,
  ring: Ring | undefined,
  holders: Holders,
  old: Keys = new Map(),
): Promise<Signed> {
  const identity = X25519Identity.generate();
  const number = ring ? ring.epochs.length + 1 : 1;
  const current = ring?.current;
  const epoch = desk.body("epoch", {
    ring: ref,
    epoch: number,
    ...(current && { previous: current.statement.hash }),
    recipient: identity.recipient,
    at: desk.known.at,
    holders: [...holders.keys()].sort(),
  });
  const keys = new Map([...old, [number, identity] as const]);
  const owing = [...holders.values()].map((holder) => {
    return { holder, first: firstGiven(holder, number, keys), last: number };
  });
  const shares = await sealShares(desk, ref, owing, keys, identity.recipient);
  return { statements: [await desk.sign(epoch), ...shares.statements], files: shares.files };
}

/** One share for each holder whose epochs' identities are in `keys`. */
export async function sealShares(
  desk: Desk,
  ref: RingRef,
  owing: readonly Owing[],
  keys: Keys,
  recipient: string,
): Promise<Signed> {
  desk.requireFresh(); // LO-4: nothing is sealed to holders of an old directory
  const statements: SignedStatement[] = [];
  const files = new Map<string, Uint8Array>();
  for (const { holder, first, last } of owing) {
    const given = new Map([...keys].filter(([number]) => first <= number && number <= last));
    const file = await sealShare(ref.id, holder.fingerprint, holder.seal, given);
    const sha256 = sha256Hex(file);
    const share = desk.body("share", {
      ring: ref,
      from_epoch: first,
      epoch: last,
      recipient,
      to: holder.fingerprint,
      sha256,
      size: file.length,
    });
    statements.push(await desk.sign(share));
    files.set(sha256, file);
  }
  return { statements, files };
}

/**
 * The shares that holders should have, have not, and can be given from `keys` (repair unasked, design 3.3).
 */
export async function dueShares(desk: Desk, ring: Ring, holders: Holders, keys: Keys): Promise<Signed> {
  const { current } = ring;
  const owing = pendingShares(ring, holders).filter(({ first, last }) => hasAll(keys, first, last));
  if (current === undefined || owing.length === 0) return NOTHING;
  return sealShares(desk, ring.ref, owing, keys, current.recipient);
}

function hasAll(keys: Keys, first: number, last: number): boolean {
  for (let number = first; number <= last; number += 1) {
    if (!keys.has(number)) return false;
  }
  return true;
}

/** The first epoch of an unbroken run up to `number` that this device has and the holder may have. */
function firstGiven(holder: Holder, number: number, keys: Keys): number {
  let first = number;
  const allowed = holder.first ?? number;
  while (first - 1 >= allowed && keys.has(first - 1)) first -= 1;
  return first;
}
