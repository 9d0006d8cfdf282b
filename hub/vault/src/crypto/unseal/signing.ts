/**
 * The secret half of a device or reporter, and the one call that signs (DV-3, RE-4).
 *
 * What is signed is always a body of the closed list, encoded here: never bytes that came from elsewhere.
 * Only what several people sign together was encoded by the first of them; it is compared with the body that
 * was read, field by field, before another signature goes under it. WebCrypto holds the keys and gives them
 * to nobody.
 */

import { ed25519 } from "@noble/curves/ed25519.js";

import { x25519Public } from "../age/primitives.ts";
import { X25519Recipient } from "../age/x25519.ts";
import { hexOf, randomBytes } from "../bytes.ts";
import { fingerprint } from "../device.ts";
import * as dsse from "../dsse.ts";
import { codeSeed } from "../enrolment.ts";
import { NotAllowedError } from "../errors.ts";
import { payloadType } from "../kinds/body.ts";
import { type Body, type Device, type DeviceKeys, KINDS, type TypeName } from "../kinds/index.ts";
import type { Seeds } from "../reporter.ts";
import { encode } from "../statement.ts";
import * as strictJson from "../strict_json.ts";
import { holdEd25519, holdX25519, sign } from "./held_keys.ts";

export const SEED_SIZE = 32;

const REPORTERS: ReadonlySet<TypeName> = new Set(["manifest", "login"]);

/** What a browser keeps of a device: public keys, and secret ones that nobody can read out. */
export interface HeldKeys {
  readonly keys: DeviceKeys;
  /** Ed25519, to sign. */
  readonly signKey: CryptoKey;
  /** X25519, to open what is sealed to this device. */
  readonly sealKey: CryptoKey;
}

/** Two new seeds of 32 bytes for a device (DV-1): for its file, and then for `DeviceSecret.fromSeeds`. */
export function newSeeds(): Seeds {
  return { sign: randomBytes(SEED_SIZE), seal: randomBytes(SEED_SIZE) };
}

/** Both keys of a device (DV-1). `sign` takes a body of the closed list and gives the signed statement. */
export class DeviceSecret implements HeldKeys {
  readonly keys: DeviceKeys;
  readonly signKey: CryptoKey;
  readonly sealKey: CryptoKey;
  /** DV-2: what statements call this device in `by`. */
  readonly fingerprint: string;

  /** Take up keys that were kept. */
  constructor({ keys, signKey, sealKey }: HeldKeys) {
    this.keys = keys;
    this.signKey = signKey;
    this.sealKey = sealKey;
    this.fingerprint = fingerprint(keys);
  }

  /** The device of two seeds; what is held here gives them to nobody. */
  static async fromSeeds(seeds: Seeds): Promise<DeviceSecret> {
    return new DeviceSecret(await hold(seeds));
  }

  /**
   * Sign a body as its author.
   *
   * Throws NotAllowedError (ST-8) if `by` is somebody else or the body a notice, and MalformedError for a
   * body that no reader would take.
   */
  async sign(body: Body): Promise<dsse.SignedStatement> {
    this.checkKind(body);
    if (body.by !== this.fingerprint || KINDS.get(body.type)?.signed === "notice") {
      throw new NotAllowedError("ST-8", "a device signs first only what it authored");
    }
    return addSignature(encode(body), this.keys.sign, this.signKey);
  }

  /**
   * Sign, beside others (RO-4, EN-6), the statement `to` if it says exactly `body`, which was read.
   *
   * Throws NotAllowedError (DV-3) if it does not, or if one signature is all that such a statement takes.
   */
  async addSignature(body: Body, to: dsse.SignedStatement): Promise<dsse.SignedStatement> {
    this.checkKind(body);
    const signed = KINDS.get(body.type)?.signed;
    if (signed !== "many" && signed !== "two") {
      throw new NotAllowedError("DV-3", `a ${body.type} takes no second signature`);
    }
    requireSays(to, body);
    return addSignature(to, this.keys.sign, this.signKey);
  }

  /** Throw NotAllowedError if keys of this kind do not sign such a body. */
  protected checkKind(_body: Body): void {
    // A device may sign any body of the list; whether it counts is judged at its leaf.
  }
}

/** The keys behind twelve words; signs manifests and logins only (RE-4). */
export class ReporterSecret extends DeviceSecret {
  readonly reporter = true;

  /** The keys of twelve words; MalformedError (RE-1) if they are not of the list with their checksum. */
  static async fromWords(words: string): Promise<ReporterSecret> {
    const { seeds } = await import("../reporter.ts"); // with a list of 2048 words, which no device needs
    return new ReporterSecret(await hold(seeds(words)));
  }

  protected override checkKind(body: Body): void {
    if (!REPORTERS.has(body.type)) {
      throw new NotAllowedError("RE-4", `a reporter signs letters and logins, no ${body.type}`);
    }
  }
}

/** The public half (hex) of the key behind a join code: `code` of the member-invitation (EN-2). */
export function codeKey(secret: string, tenant: string): string {
  return hexOf(ed25519.getPublicKey(codeSeed(secret, tenant)));
}

/**
 * EN-3: put the code's key, from `secret` (32 hex), under the newcomer's own statement `to`.
 *
 * NotAllowedError (DV-3) unless `to` says exactly `device`.
 */
export async function proveCode(
  secret: string,
  device: Device,
  to: dsse.SignedStatement,
): Promise<dsse.SignedStatement> {
  requireSays(to, device);
  const key = await holdEd25519(codeSeed(secret, device.tenant));
  return addSignature(to, codeKey(secret, device.tenant), key);
}

async function hold(seeds: Seeds): Promise<HeldKeys> {
  const recipient = new X25519Recipient(x25519Public(seeds.seal));
  return {
    keys: { sign: hexOf(ed25519.getPublicKey(seeds.sign)), seal: String(recipient) },
    signKey: await holdEd25519(seeds.sign),
    sealKey: await holdX25519(seeds.seal),
  };
}

/** The same statement with one more signature over its PAE; MalformedError (DS-6) for a key that did. */
async function addSignature(
  to: dsse.SignedStatement,
  key: string,
  signKey: CryptoKey,
): Promise<dsse.SignedStatement> {
  const message = dsse.pae(to.payloadType, to.payload);
  return dsse.addSignature(to, key, await sign(signKey, message));
}

/**
 * Return if the payload of `signed` is `body`, whoever encoded it; else NotAllowedError (DV-3).
 *
 * JSON has no canonical form here, and another implementation may order or space it differently.
 */
function requireSays(signed: dsse.SignedStatement, body: Body): void {
  const said = strictJson.parse(signed.payload, dsse.MAX_PAYLOAD);
  const meant = strictJson.parse(encode(body).payload, dsse.MAX_PAYLOAD);
  if (signed.payloadType !== payloadType(body.type) || sorted(said) !== sorted(meant)) {
    throw new NotAllowedError("DV-3", "the statement does not say what was read");
  }
}

/** A JSON value as text in which the order of members says nothing. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (!strictJson.isObject(inner)) {
      return inner;
    }
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
