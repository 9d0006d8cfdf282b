/** Who is who, by the directory: never by what the hub says of somebody (P3). */

import type { Circle } from "../crypto/circle/index.ts";
import type { Author, RingRef } from "../crypto/kinds/index.ts";
import type { Holder } from "../crypto/ring/index.ts";
import { holds, readerKey } from "../crypto/ring/index.ts";
import type { Desk } from "./desk.ts";
import { newId } from "./desk.ts";
import type { Place, Readers } from "./views.ts";
import { listed } from "./words.ts";

export const REPORTER = "the reporter";
export const PLACES: readonly Place[] = ["joint", "reporter", "tenant", "record"];

/** Who wrote it; a reporter is only ever the same reporter as before. */
export function authorName(desk: Desk, author: Author): string {
  if (author.tenant === undefined || author.person === undefined) return REPORTER;
  return personName(desk, author.tenant, author.person);
}

/** "pip Lead (pip)". */
export function personName(desk: Desk, tenant: string, person: string): string {
  const found = desk.known.view.person(tenant, person);
  return `${found?.name ?? "a former member"} (${desk.known.slug(tenant)})`;
}

/** Whoever signed with this device, in whatever it signed. */
export function signerName(desk: Desk, fingerprint: string): string {
  const located = desk.known.view.device(fingerprint);
  return located === undefined ? REPORTER : personName(desk, located.tenant, located.person);
}

/**
 * "vouched for by pip" for a team that mine has no edge to; "the reporter"; nothing for who is known (CA-10).
 */
export function standing(desk: Desk, circle: Circle, author: Author): string | undefined {
  const { tenant } = author;
  if (tenant === undefined) return REPORTER;
  const { view } = desk.known;
  const joined = (genesis: string, group: string) => view.join(genesis, group)?.body.state === "joined";
  const together = view
    .groups()
    .some(({ body }) => joined(desk.tenant, body.group) && joined(tenant, body.group));
  const known = tenant === desk.tenant || together || view.boundary(desk.tenant, tenant) !== undefined;
  return known ? undefined : `vouched for by ${desk.known.slug(circle.opened.owner)}`;
}

/** The names of those who can open an epoch of a ring (the next one, without a number), each person once. */
export function readerNames(desk: Desk, holders: Iterable<Holder>, epoch?: number): readonly string[] {
  const names = new Map<string, string>();
  for (const each of holders) {
    if (epoch !== undefined && !holds(each, epoch)) continue;
    const { tenant, person } = each.reader;
    names.set(readerKey(each.reader), tenant === "" ? REPORTER : personName(desk, tenant, person));
  }
  return [...names.values()].sort();
}

/** Where this member can write in a case, and who can read there: shown before anything is sealed. */
export function placesOf(desk: Desk, circle: Circle): readonly Readers[] {
  return PLACES.flatMap((place) => readersAt(desk, circle, place) ?? []);
}

function readersAt(desk: Desk, circle: Circle, place: Place): Readers | undefined {
  const ring = ringAt(circle, place, desk.tenant);
  const ref: RingRef | undefined = ring?.ref ?? (place === "tenant" ? ownRing(desk, circle) : undefined);
  if (ref === undefined) return undefined;
  const holders = circle.holders(ref, { when: desk.now });
  const mine = holders.get(desk.key.secret.fingerprint);
  if (mine === undefined || mine.presealed) return undefined;
  const teams = new Set([...holders.values()].map(({ reader }) => reader.tenant));
  const slugs = [...teams].filter((each) => each !== "").map((each) => desk.known.slug(each));
  return {
    place,
    names: readerNames(desk, holders.values()),
    short: listed([...slugs, ...(teams.has("") ? [REPORTER] : [])]),
    rotates: ring !== undefined && circle.rotationDue(ring, { when: desk.now }) !== undefined,
  };
}

/** The case's ring at a place; for "tenant" the one of that tenant (RI-4: there is at most one). */
export function ringAt(circle: Circle, place: Place, tenant: string) {
  return [...circle.rings.values()].find(
    ({ ref }) => ref.kind === place && [undefined, tenant].includes(ref.tenant),
  );
}

function ownRing(desk: Desk, circle: Circle): RingRef {
  return { id: newId(), kind: "tenant", case: circle.caseId, tenant: desk.tenant };
}
