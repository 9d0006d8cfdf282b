/**
 * What rosters.json and rings.json ask: is it the next leaf, who holds a ring, does a join code or a pairing
 * text match, may a request be signed.
 */

import assert from "node:assert/strict";

import { utf8 } from "../src/crypto/bytes.ts";
import { JoinCode, checkCodeAgainst } from "../src/crypto/enrolment.ts";
import { checkPairingAgainst, checkRequest, Pairing, readRequest } from "../src/crypto/pairing.ts";
import { type Held, type Logs, type Question, folded, heldIn, statementOf } from "./logs.ts";
import { type Case, run, vectors } from "./vectors.ts";

/** A case of the two files; which of the fields are there says what it asks. */
interface LogCase extends Case, Partial<Question> {
  readonly after: readonly [number, number];
  readonly log?: "directory" | "case";
  readonly logged_at?: string;
  readonly wire?: string;
  readonly hash?: string;
  readonly holders?: readonly Held[];
  readonly join_code?: string;
  readonly code_key?: string;
  readonly checkpoint?: string;
  readonly pairing?: string;
  readonly fields?: unknown;
  readonly whose?: string;
  readonly request?: string;
  readonly tenant?: string;
  readonly person?: string;
  readonly fingerprint?: string;
}

type LogFile = Logs & { readonly cases: readonly LogCase[] };

/** Run every case of a file. */
export function runLogs(name: string): void {
  const file = vectors<LogFile>(name);
  run(file.cases, (given) => answer(file, given));
}

function answer(file: LogFile, given: LogCase): Partial<LogCase> {
  const replay = folded(file, given.after);
  const { ring, when = "", join_code: code, wire = "", logged_at: loggedAt = "" } = given;
  if (ring !== undefined) return { holders: heldIn(replay, ring, when) };
  if (code !== undefined) {
    const shown = { checkpoint: utf8(given.checkpoint ?? ""), codeKey: given.code_key ?? "", when };
    checkCodeAgainst(JoinCode.fromText(code), replay.directory, shown);
    return {};
  }
  if (given.pairing !== undefined) {
    const fields = Pairing.fromText(given.pairing);
    assert.equal(Pairing.toText(fields), given.pairing);
    const { name } = checkPairingAgainst(fields, replay.directory, utf8(given.checkpoint ?? ""));
    return { fields, whose: name };
  }
  if (given.request !== undefined) {
    const request = readRequest(given.request, file.hub);
    const { tenant = "", person = "" } = given;
    checkRequest(request, replay.directory.now, { tenant, person });
    return { fingerprint: request.body.by };
  }
  const statement = statementOf(wire, file.hub);
  if (given.log === "directory") replay.judgeDirectory(statement, { when: loggedAt });
  else replay.judgeCase(statement, { when: loggedAt });
  return { hash: statement.hash };
}
