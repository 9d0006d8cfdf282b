/**
 * Signed statements: DSSE around one of a closed list of payloads (FORMATS.md 2).
 *
 * Bytes in, a checked `Statement` out: form, signatures and schema. Whether its signer *may* say so is
 * decided against the log, in `directory` and `circle`. Nothing here signs; `unseal` does.
 */

import { hexOf } from "./bytes.ts";
import * as dsse from "./dsse.ts";
import { BadSignatureError, MalformedError, NotAllowedError } from "./errors.ts";
import type { Instant } from "./instant.ts";
import { payloadType, SIGNED } from "./kinds/body.ts";
import { type AnyKind, type Body, type BodyNamed, KINDS, type Sequel, type TypeName } from "./kinds/index.ts";
import * as strictJson from "./strict_json.ts";

/** `by` of a notice (LO-6). */
export const NOBODY = "0".repeat(64);

const BY_PAYLOAD_TYPE: ReadonlyMap<string, AnyKind> = new Map(
  Array.from(KINDS.values(), (kind) => [payloadType(kind.type), kind]),
);

/** A statement whose form and signatures hold: `hash` is its leaf, `keys` who signed (hex, in order). */
export interface Statement<B extends Body = Body> {
  readonly body: B;
  readonly signed: dsse.SignedStatement;
  readonly hash: string;
  readonly keys: readonly string[];
}

/** A statement at its place in a log; `loggedAt` is the time of the first checkpoint over it (ST-11). */
export interface Entry<B extends Body = Body> {
  readonly index: number;
  readonly statement: Statement<B>;
  readonly loggedAt: Instant;
}

/**
 * The unsigned envelope of a body: what a device is asked to sign, or a notice as it stands (LO-6).
 *
 * Throws as `check` does for a body that would be refused by form.
 */
export function encode(body: Body): dsse.SignedStatement {
  const { type, ...fields } = body;
  const kind = BY_PAYLOAD_TYPE.get(payloadType(type));
  if (kind === undefined) {
    throw new MalformedError("ST-1", "not a type of statement of the list");
  }
  const payload = strictJson.dump({ v: 1, ...kind.read(fields, "") });
  return new dsse.SignedStatement(payloadType(type), payload);
}

/** Parse the JSON wire form and `check` it. */
export function parse(wire: Uint8Array, hub: string): Statement {
  return check(dsse.parse(wire), hub);
}

/**
 * Check ST-1 to ST-8 and ST-14; MalformedError, LimitError or BadSignatureError names the rule.
 *
 * That no key signs twice (ST-3) is DS-6 already.
 */
export function check(signed: dsse.SignedStatement, hub: string): Statement {
  const kind = kindOf(signed);
  return checked(signed, kind, SIGNED[kind.signed], hub);
}

/** Check, as `check` does, what only its author has signed yet and another signs beside (EN-6, EN-12). */
export function checkBegun(signed: dsse.SignedStatement, hub: string): Statement {
  return checked(signed, kindOf(signed), SIGNED.one, hub);
}

function kindOf(signed: dsse.SignedStatement): AnyKind {
  const kind = BY_PAYLOAD_TYPE.get(signed.payloadType);
  if (kind === undefined) {
    throw new MalformedError("ST-1", "not a type of statement of the list");
  }
  return kind;
}

function checked(
  signed: dsse.SignedStatement,
  kind: AnyKind,
  [fewest, most]: readonly [number, number],
  hub: string,
): Statement {
  const keys = dsse.verifyAll(signed); // ST-2: before the payload is looked at
  if (keys.length < fewest || keys.length > most) {
    throw new BadSignatureError("ST-8", `a ${kind.type} carries ${fewest} to ${most} signatures`);
  }
  const body = parseBody(kind, strictJson.parse(signed.payload, dsse.MAX_PAYLOAD));
  if (body.hub !== hub) {
    throw new MalformedError("ST-7", `meant for the hub ${body.hub}`);
  }
  if ((kind.signed === "notice") !== (body.by === NOBODY)) {
    throw new MalformedError("ST-8", "by is zero in a notice and nowhere else");
  }
  return { body, signed, hash: hexOf(dsse.leafHash(signed)), keys };
}

/** The same statement, known to be of `type`; MalformedError (ST-1) if it is another. */
export function narrow<N extends TypeName>(statement: Statement, type: N): Statement<BodyNamed<N>> {
  if (!is(statement, type)) {
    throw new MalformedError("ST-1", `a ${statement.body.type} where a ${type} belongs`);
  }
  return statement;
}

/** Whether a statement is of `type`. */
export function is<N extends TypeName>(statement: Statement, type: N): statement is Statement<BodyNamed<N>> {
  return statement.body.type === type;
}

/**
 * Return if `statement` replaces `before`, the one in force, or is the first (ST-12).
 *
 * Throws NotAllowedError: an old one shown again, a gap, or the second of two with one `previous`.
 */
export function requireNext(statement: Statement<Sequel>, before: Statement<Sequel> | undefined): void {
  const { seq, previous } = statement.body;
  if (seq !== (before?.body.seq ?? 0) + 1 || previous !== before?.hash) {
    throw new NotAllowedError("ST-12", "does not follow the statement in force");
  }
}

function parseBody(kind: AnyKind, fields: strictJson.JsonObject): Body {
  const { type, v, ...rest } = fields;
  if (type !== kind.type) {
    throw new MalformedError("ST-6", "type is not that of the payload type");
  }
  if (v !== 1) {
    throw new MalformedError("ST-6", "v is not 1");
  }
  return kind.read(rest, "");
}
