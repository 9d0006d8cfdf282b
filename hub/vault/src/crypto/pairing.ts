/**
 * A further device of one person: what the older one shows, what the new one asks (FORMATS.md 4.2).
 *
 * The pairing text pins for the new machine what a join code pins, without a secret (EN-11). The request
 * comes back: the `device` statement of the new machine under its own signature alone. Whoever signs beside
 * has read it, and compared the fingerprint with the other screen: neither text is a secret, so nothing else
 * says whose machine it is (EN-12).
 */

import { fingerprint } from "./device.ts";
import type { Directory, Person, View } from "./directory/index.ts";
import * as dsse from "./dsse.ts";
import { BadSignatureError, CryptoError, MalformedError, NotAllowedError } from "./errors.ts";
import { HandedText } from "./handed.ts";
import type { Device } from "./kinds/index.ts";
import { PINNED, pinnedFrom, pinnedText, viewUnder } from "./pinned.ts";
import { struct } from "./schema.ts";
import { checkBegun, narrow, type Statement } from "./statement.ts";

const PAIRING = new HandedText("accord-pair-1.", "pairing text", "EN-11");
const REQUEST = new HandedText("accord-device-1.", "request of a device", "EN-12");

const pairing = struct(PINNED);

/** What an active device of `person` tells a machine that shall be their next one. */
export type Pairing = ReturnType<typeof pairing>;

export const Pairing = {
  /** Parse a text as it was handed over; MalformedError (EN-11) if it was cut or mistyped. */
  fromText: (text: string): Pairing => pinnedFrom(PAIRING, pairing, text),

  /** The text to hand over. */
  toText: (pinned: Pairing): string => pinnedText(PAIRING, pairing, pinned),
} as const;

/**
 * Whose next device it shall be, if the directory of the pairing text is what was shown.
 *
 * `checkpoint` is the signed note over `directory`. Throws NotAllowedError: EN-1 for another log, root, CNA
 * or tenant, EN-6 for somebody who has no active device there.
 */
export function checkPairingAgainst(
  pinned: Pairing,
  directory: Directory,
  checkpoint: Uint8Array,
): Person {
  const view = viewUnder(pinned, PAIRING.what, directory, checkpoint);
  const person = view.person(pinned.tenant, pinned.person);
  if (person === undefined || person.devices.size === 0) {
    const sentence = "the person of the pairing text has no active device; it takes a code";
    throw new NotAllowedError("EN-6", sentence);
  }
  return person;
}

/** The request to hand over: the `device` statement that its own key has signed, as DSSE JSON. */
export function requestText(begun: dsse.SignedStatement): string {
  return REQUEST.write(dsse.write(begun));
}

/**
 * Read a request as it was handed over, and check its form and its one signature.
 *
 * Throws MalformedError (EN-12) if it was cut, mistyped or is for a code, and what refuses a statement by
 * form: MalformedError, LimitError or BadSignatureError (ST-1, ST-2, ST-5 to ST-8).
 */
export function readRequest(text: string, hub: string): Statement<Device> {
  const found = narrow(checkBegun(begunIn(text), hub), "device");
  const { invitation, by, sign, seal } = found.body;
  if (invitation !== undefined) {
    throw new MalformedError("EN-12", "it is for the code of an invitation");
  }
  if (by !== fingerprint({ sign, seal })) {
    throw new MalformedError("ST-8", "by is not the device itself");
  }
  if (found.keys[0] !== sign) {
    throw new BadSignatureError("ST-8", "the signature is not by the device itself");
  }
  return found;
}

/** Return if `person` of `tenant` may sign the request; NotAllowedError (EN-12, RO-8) says why not. */
export function checkRequest(
  { body }: Statement<Device>,
  view: View,
  { tenant, person }: { readonly tenant: string; readonly person: string },
): void {
  if (body.tenant !== tenant || body.person !== person) {
    throw new NotAllowedError("EN-12", "the request is of a device for somebody else");
  }
  if (view.device(body.by)?.active) {
    throw new NotAllowedError("EN-12", "this device is in the list already");
  }
  if (view.keyOwner(body.sign) !== undefined || view.keyOwner(body.seal) !== undefined) {
    const sentence = "its keys stand in another device, or in one that was put out: make new ones";
    throw new NotAllowedError("RO-8", sentence);
  }
}

function begunIn(text: string): dsse.SignedStatement {
  const data = REQUEST.read(text);
  try {
    return dsse.parse(data);
  } catch (error) {
    throw error instanceof CryptoError ? new MalformedError("EN-12", error.message, error) : error;
  }
}
