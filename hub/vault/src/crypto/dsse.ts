/**
 * Signed statements on the wire: DSSE v1.0.2 (secure-systems-lab/dsse) with Ed25519.
 *
 *     DS-1  The JSON text has at most 96 KiB, the payload at most 64 KiB, and there are at most 16
 *           signatures.
 *     DS-2  The text is strict JSON (JS-1 to JS-8): exactly `payloadType`, `payload` and `signatures`, and in
 *           each signature exactly `keyid` and `sig`.
 *     DS-3  `payload` and `sig` are base64 of RFC 4648 section 4 in its canonical spelling.
 *     DS-4  `payloadType` has 1 to 128 visible ASCII characters.
 *     DS-5  `keyid` is the signer's public key in 64 lower-case hex digits; `sig` holds 64 bytes.
 *     DS-6  No key signs twice.
 *     DS-7  Every signature verifies (ED-2) over PAE(payloadType, payload); one that does not spoils all.
 *     DS-8  A statement is named by its leaf in the log: SHA-256(0x00, PAE(payloadType, payload)), in 64
 *           lower-case hex digits. Signatures are no part of it.
 *
 * That a key signed is all this module says; whether it may is decided against the log.
 */

import { type Bytes, concat, bytesOf, sha256, hexOf, utf8 } from "./bytes.ts";
import * as ed25519 from "./ed25519.ts";
import { BadSignatureError, LimitError, MalformedError } from "./errors.ts";
import * as strictBase64 from "./strict_base64.ts";
import * as strictJson from "./strict_json.ts";

export const MAX_TEXT = 96 * 1024;
export const MAX_PAYLOAD = 64 * 1024;
export const MAX_SIGNATURES = 16;
const PAYLOAD_TYPE = /^[!-~]{1,128}$/;
const KEY_ID = /^[0-9a-f]{64}$/;

/** `signature` (64 bytes) made by `key` (64 hex digits), not yet verified (DS-5). */
export interface Signature {
  readonly key: string;
  readonly signature: Uint8Array;
}

/** A payload, its type and the signatures over both; a notice of the hub has none. */
export class SignedStatement {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly Signature[];

  /** Refuse what could not be written: MalformedError (DS-4 to DS-6), LimitError (DS-1). */
  constructor(payloadType: string, payload: Uint8Array, signatures: readonly Signature[] = []) {
    signatures.forEach(checkSizes);
    if (!PAYLOAD_TYPE.test(payloadType)) {
      throw new MalformedError("DS-4", "a payload type has 1 to 128 visible ASCII characters");
    }
    if (payload.length > MAX_PAYLOAD) {
      throw new LimitError("DS-1", `a payload of more than ${MAX_PAYLOAD} bytes`);
    }
    checkCount(signatures);
    if (new Set(signatures.map((each) => each.key)).size !== signatures.length) {
      throw new MalformedError("DS-6", "a key signs twice");
    }
    this.payloadType = payloadType;
    this.payload = payload;
    this.signatures = signatures;
  }
}

/** The bytes that are signed: DSSE's pre-authentication encoding (protocol.md). */
export function pae(payloadType: string, payload: Uint8Array): Bytes {
  return concat(`DSSEv1 ${utf8(payloadType).length} ${payloadType} ${payload.length} `, payload);
}

/**
 * The statement in the JSON text `data` (DS-1 to DS-6); its signatures are not verified yet.
 *
 * Throws LimitError and MalformedError.
 */
export function parse(data: Uint8Array): SignedStatement {
  if (data.length > MAX_TEXT) {
    throw new LimitError("DS-1", `a statement of more than ${MAX_TEXT} bytes`);
  }
  const fields = strictJson.parse(data, MAX_TEXT);
  if (!hasExactly(fields, "payloadType", "payload", "signatures")) {
    throw new MalformedError("DS-2", "a statement has payloadType, payload and signatures");
  }
  const signatures = fields["signatures"];
  if (!Array.isArray(signatures)) {
    throw new MalformedError("DS-2", "signatures is not a list");
  }
  checkCount(signatures);
  const payloadType = text(fields, "payloadType");
  const payload = strictBase64.decode(text(fields, "payload"), "DS-3");
  return new SignedStatement(payloadType, payload, signatures.map(parseSignature));
}

/** The JSON text of `statement`; `parse` gives the same statement back. */
export function write(statement: SignedStatement): Bytes {
  return strictJson.dump({
    payloadType: statement.payloadType,
    payload: strictBase64.encode(statement.payload),
    signatures: statement.signatures.map((each) => ({
      keyid: each.key,
      sig: strictBase64.encode(each.signature),
    })),
  });
}

/**
 * The keys (hex) that signed, in order; one bad signature is BadSignatureError (DS-7).
 *
 * A statement without signatures gives an empty list: who needs a signer asks for one.
 */
export function verifyAll(statement: SignedStatement): readonly string[] {
  const signed = pae(statement.payloadType, statement.payload);
  statement.signatures.forEach((each, place) => {
    try {
      ed25519.verify(bytesOf(each.key), signed, each.signature);
    } catch (error) {
      throw new BadSignatureError("DS-7", `signature ${place + 1} does not verify`, error);
    }
  });
  return statement.signatures.map((each) => each.key);
}

/** The same statement with one more signature (64 bytes) by `key` (hex); MalformedError (DS-5, DS-6). */
export function addSignature(
  statement: SignedStatement,
  key: string,
  signature: Uint8Array,
): SignedStatement {
  const signatures = [...statement.signatures, { key, signature }];
  return new SignedStatement(statement.payloadType, statement.payload, signatures);
}

/** The 32 bytes by which the log knows `statement` (DS-8; RFC 6962 2.1). */
export function leafHash(statement: SignedStatement): Bytes {
  return sha256(Uint8Array.of(0), pae(statement.payloadType, statement.payload));
}

/** The statement's name everywhere: its leaf hash in hex (DS-8). */
export function statementHash(statement: SignedStatement): string {
  return hexOf(leafHash(statement));
}

function parseSignature(value: unknown): Signature {
  if (!strictJson.isObject(value) || !hasExactly(value, "keyid", "sig")) {
    throw new MalformedError("DS-2", "a signature has keyid and sig");
  }
  const key = text(value, "keyid");
  if (!KEY_ID.test(key)) {
    throw new MalformedError("DS-5", "keyid is not 64 lower-case hex digits");
  }
  const found = { key, signature: strictBase64.decode(text(value, "sig"), "DS-3") };
  checkSizes(found);
  return found;
}

function checkSizes({ key, signature }: Signature): void {
  if (!KEY_ID.test(key) || signature.length !== ed25519.SIGNATURE_SIZE) {
    throw new MalformedError("DS-5", "a signature has 64 bytes and its key 32");
  }
}

function checkCount(signatures: readonly unknown[]): void {
  if (signatures.length > MAX_SIGNATURES) {
    throw new LimitError("DS-1", `more than ${MAX_SIGNATURES} signatures`);
  }
}

function hasExactly(fields: strictJson.JsonObject, ...names: readonly string[]): boolean {
  return Object.keys(fields).length === names.length && names.every((name) => Object.hasOwn(fields, name));
}

function text(fields: strictJson.JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") {
    throw new MalformedError("DS-2", `${name} is not a string`);
  }
  return value;
}
