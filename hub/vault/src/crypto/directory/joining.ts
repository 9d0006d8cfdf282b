/** How people and devices come in between two rosters (EN-3 to EN-10, RO-8). */

import { fingerprint } from "../device.ts";
import { BadSignatureError, MalformedError, NotAllowedError } from "../errors.ts";
import type { Device, DeviceKeys, MemberInvitation } from "../kinds/index.ts";
import { MAX_DEVICES, MAX_MEMBERS } from "../kinds/directory.ts";
import type { Statement } from "../statement.ts";
import { requireNext } from "../statement.ts";
import type { Facts, Invited, Person } from "./facts.ts";
import type { View } from "./view.ts";

/** Return if an admin may invite or withdraw so (ST-12, RO-7), else NotAllowedError, BadSignatureError. */
export function judgeInvitation(view: View, statement: Statement<MemberInvitation>, when: string): void {
  const body = statement.body;
  view.admin(statement, body.tenant);
  requireNext(statement, view.invitation(body.tenant, body.person)?.statement);
  if (body.state === "open" && view.expired(body.tenant, when)) {
    throw new NotAllowedError("RO-7", "the roster has expired and invites nobody");
  }
}

/** Put the invitation in force for its person. */
export function applyInvitation(facts: Facts, index: number, statement: Statement<MemberInvitation>): void {
  const { tenant, person } = statement.body;
  facts.invitationsOf(tenant).put(person, index, { statement, closed: false });
}

/**
 * Return if the device comes in by a code (EN-3) or by an older device of the same person (EN-6).
 *
 * Throws MalformedError or NotAllowedError, and BadSignatureError for the want of either signature.
 */
export function judgeDevice(view: View, statement: Statement<Device>, when: string): void {
  const body = statement.body;
  if (body.by !== fingerprint(keysOf(body))) throw new MalformedError("ST-8", "by is not the device itself");
  if (view.keyOwner(body.sign) || view.keyOwner(body.seal)) {
    throw new NotAllowedError("RO-8", "a public key stands in another device already");
  }
  if (statement.keys[0] !== body.sign) {
    throw new BadSignatureError("ST-8", "the first signature is not by the device itself");
  }
  requireRoom(view, body);
  if (body.invitation === undefined) requireOlder(view, statement);
  else requireCode(view, statement, when);
}

function requireRoom(view: View, body: Device): void {
  const person = view.person(body.tenant, body.person);
  if (person === undefined && view.people(body.tenant).length >= MAX_MEMBERS) {
    throw new NotAllowedError("EN-10", `the tenant has ${MAX_MEMBERS} members`);
  }
  if (person !== undefined && person.devices.size >= MAX_DEVICES) {
    throw new NotAllowedError("EN-10", `the person has ${MAX_DEVICES} devices`);
  }
}

function requireOlder(view: View, statement: Statement<Device>): void {
  const devices = view.person(statement.body.tenant, statement.body.person)?.devices;
  if (!devices?.size) throw new NotAllowedError("EN-6", "the person has no active device; it takes a code");
  if (![...devices.values()].some((keys) => keys.sign === statement.keys[1])) {
    throw new BadSignatureError("EN-6", "the second signature is not by an active device of the same person");
  }
}

function requireCode(view: View, statement: Statement<Device>, when: string): void {
  const { tenant, person, invitation } = statement.body;
  const invited = view.invitation(tenant, person);
  if (invited === undefined || invited.statement.hash !== invitation) {
    throw new NotAllowedError("EN-3", "not the invitation in force for this person");
  }
  const { state, expires, code } = invited.statement.body;
  if (state !== "open") throw new NotAllowedError("EN-3", "the invitation was withdrawn");
  if (invited.closed) throw new NotAllowedError("EN-4", "the invitation was used, or overtaken by a roster");
  if (when >= expires) throw new NotAllowedError("EN-3", "the invitation has expired");
  if (statement.keys[1] !== code) {
    throw new BadSignatureError("EN-3", "the second signature is not by the code of the invitation");
  }
}

/** Make the device active, its person a member (EN-5), and use up its invitation (EN-4). */
export function applyDevice(facts: Facts, index: number, statement: Statement<Device>): void {
  const { tenant, person, by, invitation } = statement.body;
  const keys = keysOf(statement.body);
  const members = facts.peopleOf(tenant);
  const invitations = facts.invitationsOf(tenant);
  const invited = invitations.get(person, index);
  const known = members.get(person, index) ?? newcomer(invited as Invited, index); // EN-3 was judged
  members.put(person, index, { ...known, devices: new Map(known.devices).set(by, keys) });
  facts.devices.put(by, index, { tenant, person, keys, active: true });
  facts.owners.set(keys.sign, by).set(keys.seal, by);
  if (invited !== undefined && invitation !== undefined) {
    invitations.put(person, index, { ...invited, closed: true });
  }
}

function newcomer(invited: Invited, index: number): Person {
  const { person, name, role } = invited.statement.body;
  const given = role === "admin" ? "member" : role; // EN-5: admin by the next roster only
  return { person, name, roles: new Set([given]), devices: new Map(), since: index };
}

function keysOf(body: Device): DeviceKeys {
  return { sign: body.sign, seal: body.seal };
}
