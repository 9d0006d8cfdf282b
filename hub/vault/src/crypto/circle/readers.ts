/** Who reads a case, and who holds each of its rings: pure functions of the logs (CA-2, CA-7, RI-1). */

import { fingerprint } from "../device.ts";
import type { Person, View } from "../directory/index.ts";
import type { DeviceKeys, RingRef } from "../kinds/index.ts";
import type { Claim, Reader, Start } from "../ring/holders.ts";
import { BEFORE_ALL, NO_TENANT, claim, isOf, readerKey, readerOf } from "../ring/holders.ts";
import type { Facts, Invited } from "./facts.ts";

/** The rings that a roll and an invitation name. */
export const BOTH_RINGS: ReadonlySet<string> = new Set(["joint", "record"]);

/** CA-2: the owner always, others while the roll lists them and their invitation stands accepted. */
export function counts(facts: Facts, tenant: string): boolean {
  if (tenant === facts.owner) return true;
  const listed = facts.roll?.participants.some((seat) => seat.tenant === tenant) ?? false;
  return listed && (facts.invited.get(tenant)?.stands ?? false);
}

/** The tenants that count, the owner first, each with the rings that both roll and invitation name. */
export function participants(facts: Facts): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map([[facts.owner, BOTH_RINGS]]);
  for (const { tenant, rings } of facts.roll?.participants ?? []) {
    if (tenant === facts.owner || !counts(facts, tenant)) continue;
    const asked = facts.invited.get(tenant)?.body.rings ?? [];
    found.set(tenant, new Set(rings.filter((ring) => asked.includes(ring))));
  }
  return found;
}

/** CA-7, CA-15: the person with active devices if they read the case in the directory `view`. */
export function granted(facts: Facts, view: View, reader: Reader): Person | undefined {
  const key = readerKey(reader);
  const word = facts.says.get(key);
  if (word === undefined || facts.recused.has(key) || !counts(facts, reader.tenant)) return undefined;
  const person = view.person(reader.tenant, reader.person);
  return person?.since === word.since ? person : undefined;
}

type Granted = readonly [Reader, Person];

/** The granted people of a tenant. */
export function grantedPeople(facts: Facts, view: View, tenant: string): readonly Granted[] {
  const found: Granted[] = [];
  for (const key of facts.says.keys()) {
    if (!isOf(key, tenant)) continue;
    const reader = readerOf(key);
    const person = granted(facts, view, reader);
    if (person !== undefined) found.push([reader, person]);
  }
  return found;
}

/** Whether the person has a role that answers for a tenant: admin or coordinator (CA-14). */
export function leads({ roles }: Person): boolean {
  return roles.has("admin") || roles.has("coordinator");
}

/** Whether the person answers for its tenant: an admin or coordinator who is not recused (CA-4, CA-9). */
export function isLead(facts: Facts, view: View, reader: Reader): boolean {
  const person = view.person(reader.tenant, reader.person);
  return person !== undefined && !facts.recused.has(readerKey(reader)) && leads(person);
}

/** RI-1: the devices that belong into a ring of the case, by fingerprint; `when` is log time (CA-13). */
export function computedHolders(
  facts: Facts,
  view: View,
  ring: RingRef,
  when: string,
): ReadonlyMap<string, Claim> {
  const found = tenants(facts, ring).flatMap((tenant) => claims(facts, view, tenant));
  if (BOTH_RINGS.has(ring.kind)) found.push(...presealed(facts, view, ring.kind, when));
  const reporter = ring.kind === "reporter" ? facts.roll?.reporter : undefined;
  if (reporter !== undefined) found.push(ofReporter(reporter));
  return new Map(found.map((each) => [each.fingerprint, each]));
}

function tenants(facts: Facts, ring: RingRef): readonly string[] {
  switch (ring.kind) {
    case "joint":
    case "record":
      return [...participants(facts)].filter(([, rings]) => rings.has(ring.kind)).map(([tenant]) => tenant);
    case "tenant":
      return ring.tenant === undefined ? [] : [ring.tenant];
    case "thread":
      return ring.parties ?? [];
    default:
      return [facts.owner];
  }
}

function claims(facts: Facts, view: View, tenant: string): readonly Claim[] {
  return grantedPeople(facts, view, tenant).flatMap(([reader, { devices }]) => {
    const starts = startsOf(facts, reader);
    return [...devices.values()].map((keys) => claim(keys, reader, starts));
  });
}

function startsOf(facts: Facts, reader: Reader): readonly Start[] {
  const invited = facts.invited.get(reader.tenant);
  const starts = [facts.says.get(readerKey(reader))?.start, invited && tenantStart(invited)];
  return starts.filter((start) => start !== undefined);
}

/** CA-8: from where an invited tenant may read, and so the most that any of its people may. */
export function tenantStart({ index, body }: Invited): Start {
  return { index, epoch: body.history.epoch, tenant: body.tenant, person: undefined };
}

function* presealed(facts: Facts, view: View, ring: string, when: string): Generator<Claim> {
  for (const [tenant, invited] of facts.invited) {
    const { rings, expires } = invited.body;
    if (!invited.open || !rings.some((each) => each === ring) || when >= expires) continue;
    for (const [name, since] of invited.preseal) {
      const reader = { tenant, person: name };
      const person = isLead(facts, view, reader) ? view.person(tenant, name) : undefined;
      const start = { ...tenantStart(invited), person: name };
      if (person?.since !== since) continue;
      for (const keys of person.devices.values()) {
        yield claim(keys, reader, [start], { presealed: true });
      }
    }
  }
}

function ofReporter(keys: DeviceKeys): Claim {
  const reader = { tenant: NO_TENANT, person: fingerprint(keys) };
  return claim(keys, reader, [{ index: BEFORE_ALL, epoch: undefined, ...reader }]);
}
