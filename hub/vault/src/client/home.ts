/**
 * Whose home this is: what a join code pinned, and the device with its keys (`hub/client/home.py`).
 *
 * The two private keys are non-extractable; the sealed key file (DV-4) beside them is what a passphrase opens
 * when they are gone. The hub is where this page came from, so no address is kept.
 */

import type { DeviceKeys } from "../crypto/kinds/directory.ts";
import type { DeviceFile } from "../crypto/unseal/device_file.ts";
import { Failure } from "./views.ts";
import type { Waiting } from "./views.ts";

/** Everything a join code said but the secret. */
export interface Membership {
  readonly hub: string;
  readonly log_key: string;
  readonly cna?: string;
  readonly tenant: string;
  readonly person: string;
}

/** Whose device a key file holds, and what it pins (DV-4). */
export function membershipIn({ hub, log_key, cna, tenant, person }: DeviceFile): Membership {
  return { hub, log_key, ...(cna !== undefined && { cna }), tenant, person };
}

/** Whether two are the same person of the same team. */
export function isOnePerson(one: Membership, other: Membership): boolean {
  return one.tenant === other.tenant && one.person === other.person;
}

/** What a code, a key file or a pairing text says of the hub and the team. */
export type Pinned = Omit<Membership, "person">;

/** Whether two pin the same hub, by the same log key and CNA; the CNA's own people pin their team. */
export function isPinnedAlike(one: Pinned, other: Pinned): boolean {
  const cnaOf = ({ cna, tenant }: Pinned): string => cna ?? tenant;
  return one.hub === other.hub && one.log_key === other.log_key && cnaOf(one) === cnaOf(other);
}

/** The one device of a home (`homes.ts`). `signKey` and `sealKey`, kept apart, are away while it is locked. */
export interface DeviceRecord {
  readonly member: Membership;
  readonly fingerprint: string;
  readonly keys: DeviceKeys;
  /** The sealed key file (DV-4). */
  readonly file: Uint8Array;
  /** `prepared` until the hub has taken its `device` statement. */
  readonly state: "prepared" | "active";
  /** Its `device` statement (DSSE JSON) from when it is signed until the hub is known to have it. */
  readonly pending?: Uint8Array;
  /** What another device of the same person has to sign before this one counts (EN-12), while it waits. */
  readonly request?: string;
  /** As the directory said when it was put in place; shown on the locked door. */
  readonly name: string;
  readonly slug: string;
  /** By how many seconds a demo's day is ahead of this machine's clock; `place.ts` alone says so. */
  readonly ahead?: number;
  readonly signKey?: CryptoKey;
  readonly sealKey?: CryptoKey;
}

/** The device of a record that waits for its person's other device to sign it (EN-6). */
export function waitingOf({ state, name, slug, fingerprint, request }: DeviceRecord): Waiting | undefined {
  return state === "prepared" && request !== undefined ? { name, slug, fingerprint, request } : undefined;
}

/** What to do where none waits. */
export function noneWaits(): Failure {
  return new Failure("not-found", "no device waits here any more: begin anew");
}
