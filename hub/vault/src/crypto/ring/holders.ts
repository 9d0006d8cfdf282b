/** Who holds a ring: what the logs say of a device, and what a ring's numbers make of it (RI-1, SH-2). */

import { fingerprint } from "../device.ts";
import type { DeviceKeys } from "../kinds/index.ts";

/** A person of a tenant; the reporter of a case has no tenant and the fingerprint as person. */
export interface Reader {
  readonly tenant: string;
  readonly person: string;
}

/** The tenant of a reporter. */
export const NO_TENANT = "";
/** Of a start that no leaf gave: every epoch that lists the holder counts (SH-2). */
export const BEFORE_ALL = -1;

/** A reader as a key of maps and sets, `tenant/person`. */
export function readerKey({ tenant, person }: Reader): string {
  return `${tenant}/${person}`;
}

/** The reader of a `readerKey`. */
export function readerOf(key: string): Reader {
  const [tenant, person] = key.split("/") as [string, string];
  return { tenant, person };
}

/** Whether the reader of a `readerKey` is one of `tenant`'s people. */
export function isOf(key: string, tenant: string): boolean {
  return key.startsWith(`${tenant}/`);
}

/**
 * From where a person, or with no `person` a whole tenant, may read: `epoch`, or from now (undefined).
 *
 * `index` is the leaf that gave it, in the log that the ring's epochs stand in.
 */
export interface Start {
  readonly index: number;
  readonly epoch: number | undefined;
  readonly tenant: string;
  readonly person: string | undefined;
}

/** Say if whoever `start` is for is among `readers` (keys of `readerKey`). */
export function meets({ tenant, person }: Start, readers: ReadonlySet<string>): boolean {
  if (person !== undefined) return readers.has(readerKey({ tenant, person }));
  for (const each of readers) if (isOf(each, tenant)) return true;
  return false;
}

/**
 * A device that belongs into a ring by the logs; the latest of its `starts` bounds its history.
 *
 * A device that is `presealed` reads before its tenant has consented, and signs nothing (CA-13).
 */
export interface Claim {
  readonly fingerprint: string;
  readonly seal: string;
  readonly reader: Reader;
  readonly starts: readonly Start[];
  readonly presealed: boolean;
}

/** A claim on one ring: `first` is the first epoch it may have, undefined while there is none yet (RI-6). */
export interface Holder {
  readonly fingerprint: string;
  readonly seal: string;
  readonly reader: Reader;
  readonly first: number | undefined;
  readonly presealed: boolean;
}

/** Say if `holder` may have `epoch`. */
export function holds(holder: Holder, epoch: number): boolean {
  return holder.first !== undefined && holder.first <= epoch;
}

/** The claim of the device with `keys`. */
export function claim(
  keys: DeviceKeys,
  reader: Reader,
  starts: readonly Start[],
  { presealed = false }: { readonly presealed?: boolean } = {},
): Claim {
  return { fingerprint: fingerprint(keys), seal: keys.seal, reader, starts, presealed };
}

/** The readers of `claims`, as keys. */
export function readersOf(claims: ReadonlyMap<string, Claim>): ReadonlySet<string> {
  return new Set([...claims.values()].map((each) => readerKey(each.reader)));
}
