/** Rosters: the chain that says who a tenant is (RO-1 to RO-8, EN-9, DU-1). */

import { fingerprint } from "../device.ts";
import { BadSignatureError, MalformedError, NotAllowedError } from "../errors.ts";
import type { DeviceKeys, Member, Roster } from "../kinds/index.ts";
import type { Statement } from "../statement.ts";
import type { Facts, Person } from "./facts.ts";
import type { View } from "./view.ts";

/** Admins from which on no one of them changes the roster alone (RO-3). */
export const ALONE = 3;

/**
 * Return if the roster founds a tenant, or replaces the one in force (RO-1 to RO-8).
 *
 * Throws MalformedError or NotAllowedError, and BadSignatureError (RO-1, RO-4) for want of signatures.
 */
export function judge(view: View, statement: Statement<Roster>, when: string): void {
  const body = statement.body;
  const admins = body.members.filter((each) => each.roles.includes("admin"));
  if (body.threshold !== (admins.length < ALONE ? 1 : 2)) {
    throw new MalformedError("RO-3", `the threshold is 1 below ${ALONE} admins, else 2`);
  }
  if (admins.filter((each) => each.devices.length > 0).length < body.threshold) {
    throw new MalformedError("RO-3", "too few admins have a device");
  }
  if (when >= body.expires) throw new NotAllowedError("RO-7", "expired before it was logged");
  if (body.tenant === undefined) judgeFirst(view, statement);
  else judgeNext(view, statement, body.tenant);
}

function judgeFirst(view: View, statement: Statement<Roster>): void {
  const { body, keys } = statement;
  const devices = body.members.flatMap((each) => each.devices);
  const listed = new Map(devices.map((each) => [fingerprint(each), each]));
  const publicKeys = devices.flatMap((each) => [each.sign, each.seal]);
  if (new Set(publicKeys).size !== publicKeys.length || publicKeys.some((key) => view.keyOwner(key))) {
    throw new NotAllowedError("RO-8", "a public key stands in another device already");
  }
  const first = listed.get(body.by);
  if (first === undefined) throw new MalformedError("ST-8", "by is not a device of the roster");
  if (keys[0] !== first.sign) {
    throw new BadSignatureError("ST-8", "the first signature is not by the device that by names");
  }
  const wanted = new Set(devices.map((each) => each.sign));
  if (wanted.size !== keys.length || !keys.every((key) => wanted.has(key))) {
    throw new BadSignatureError("RO-1", "not signed by exactly the devices it lists");
  }
}

function judgeNext(view: View, statement: Statement<Roster>, genesis: string): void {
  const body = statement.body;
  const before = view.roster(genesis);
  if (before === undefined) throw new NotAllowedError("RO-2", "no such tenant");
  const follows = body.version === before.body.version + 1 && body.previous === before.hash;
  if (!follows || body.slug !== before.body.slug) {
    throw new NotAllowedError("RO-2", "does not follow the roster in force");
  }
  for (const member of body.members) {
    const known = view.person(genesis, member.person);
    if (known === undefined) throw new NotAllowedError("RO-6", `${member.person} never joined`);
    if (!member.devices.every((keys) => known.devices.has(fingerprint(keys)))) {
      throw new NotAllowedError("RO-5", `a device of ${member.person} is not an active one of theirs`);
    }
  }
  const signer = view.signer(statement, genesis);
  const listed = adminDevices(body);
  if (!signer.roles.has("admin") && !listed.has(body.by)) {
    throw new NotAllowedError("RO-4", "not by an admin of this roster or the one before");
  }
  requireQuorum(view, statement, { genesis, listed, threshold: before.body.threshold });
}

interface Quorum {
  readonly genesis: string;
  readonly listed: ReadonlySet<string>; // the admins' devices in the new roster
  readonly threshold: number; // of the roster in force
}

function requireQuorum(view: View, statement: Statement<Roster>, quorum: Quorum): void {
  const old = new Set<string>();
  const now = new Set<string>();
  for (const key of statement.keys) {
    const device = view.keyOwner(key) ?? "";
    const located = view.device(device);
    if (located === undefined || located.tenant !== quorum.genesis || !located.active) {
      throw new BadSignatureError("RO-4", "signed by somebody who is no admin");
    }
    const wasAdmin = view.person(quorum.genesis, located.person)?.roles.has("admin") ?? false;
    const isAdmin = quorum.listed.has(device);
    if (!wasAdmin && !isAdmin) throw new BadSignatureError("RO-4", "signed by somebody who is no admin");
    if (wasAdmin) old.add(located.person);
    if (isAdmin) now.add(located.person);
  }
  if (old.size < quorum.threshold || now.size < statement.body.threshold) {
    throw new BadSignatureError("RO-4", "too few admins signed; devices of one member count once");
  }
}

function adminDevices(body: Roster): ReadonlySet<string> {
  const admins = body.members.filter((each) => each.roles.includes("admin"));
  return new Set(admins.flatMap((each) => each.devices.map(fingerprint)));
}

interface Change {
  readonly genesis: string;
  readonly before: ReadonlyMap<string, Person>;
  readonly after: ReadonlyMap<string, Person>;
}

/** Put the roster in force from leaf `index` on: its people and devices, and nobody else's. */
export function apply(facts: Facts, index: number, statement: Statement<Roster>): void {
  const genesis = statement.body.tenant ?? statement.hash;
  facts.rosters.put(genesis, index, statement);
  const members = facts.peopleOf(genesis);
  const before = new Map(members.items(index));
  const since = (person: string): number => before.get(person)?.since ?? index;
  const after = new Map(
    statement.body.members.map((each) => [each.person, personOf(each, since(each.person))]),
  );
  for (const person of new Set([...after.keys(), ...before.keys()])) {
    if (!samePerson(before.get(person), after.get(person))) members.put(person, index, after.get(person));
  }
  const change = { genesis, before, after };
  moveDevices(facts, index, change);
  closeInvitations(facts, index, change);
  shortenDuty(facts, index, change);
}

function personOf(member: Member, since: number): Person {
  const devices = new Map(member.devices.map((keys) => [fingerprint(keys), keys]));
  return { person: member.person, name: member.name, roles: new Set(member.roles), devices, since };
}

function samePerson(one: Person | undefined, other: Person | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const named = one.name === other.name;
  return named && sameKeys(one.roles, other.roles) && sameKeys(one.devices, other.devices);
}

type Keyed = Pick<ReadonlySet<string>, "has" | "size" | "keys">;

function sameKeys(one: Keyed, other: Keyed): boolean {
  return one.size === other.size && [...one.keys()].every((each) => other.has(each));
}

function moveDevices(facts: Facts, index: number, { genesis, before, after }: Change): void {
  const then = devicesOf(before);
  const now = devicesOf(after);
  for (const [device, [person, keys]] of then) {
    if (!now.has(device)) facts.devices.put(device, index, { tenant: genesis, person, keys, active: false });
  }
  for (const [device, [person, keys]] of now) {
    if (then.has(device)) continue; // new ones stand in a first roster only (RO-5)
    facts.devices.put(device, index, { tenant: genesis, person, keys, active: true });
    facts.owners.set(keys.sign, device).set(keys.seal, device);
  }
}

function devicesOf(people: ReadonlyMap<string, Person>): ReadonlyMap<string, readonly [string, DeviceKeys]> {
  const found = new Map<string, readonly [string, DeviceKeys]>();
  for (const each of people.values()) {
    for (const [device, keys] of each.devices) found.set(device, [each.person, keys]);
  }
  return found;
}

function closeInvitations(facts: Facts, index: number, { genesis, before, after }: Change): void {
  const invitations = facts.invitationsOf(genesis);
  for (const [person, invited] of [...invitations.items(index)]) {
    const author = facts.devices.get(invited.statement.body.by, index);
    const stands = author !== undefined && after.get(author.person)?.roles.has("admin") === true;
    const putOut = before.has(person) && !after.has(person);
    if (!invited.closed && (putOut || !stands)) invitations.put(person, index, { ...invited, closed: true });
  }
}

function shortenDuty(facts: Facts, index: number, { genesis, after }: Change): void {
  const duty = facts.duties.get(genesis, index);
  if (duty === undefined) return;
  const people = duty.people.filter((each) => after.has(each));
  facts.duties.put(genesis, index, { statement: duty.statement, people });
}
