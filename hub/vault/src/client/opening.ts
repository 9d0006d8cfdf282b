/**
 * Taking a report on: a case, its roll and grants, four rings with their shares, the report quoted, an
 * answer.
 *
 * It may break off anywhere and be begun again: what the log has of it already is left alone (design 3.4).
 */

import * as strictBase64 from "../crypto/strict_base64.ts";
import { sha256Hex } from "../crypto/bytes.ts";
import * as dsse from "../crypto/dsse.ts";
import type { SignedStatement } from "../crypto/dsse.ts";
import type { DeviceKeys, RingRef } from "../crypto/kinds/index.ts";
import { newCodeName } from "./codenames.ts";
import { FROM_THE_START } from "./deciding.ts";
import type { Desk } from "./desk.ts";
import { newId } from "./desk.ts";
import { filesOf, reportAt } from "./intake.ts";
import type { Report } from "./intake.ts";
import { ringAt } from "./names.ts";
import { newEpoch } from "./rotation.ts";
import { Failure } from "./views.ts";
import type { Place } from "./views.ts";
import { send } from "./writing.ts";

const OWN_RINGS: readonly Place[] = ["joint", "reporter", "tenant", "record"];

/** Make a case of a report for oneself and `people`, and answer the reporter; the case's id. */
export async function takeOn(
  desk: Desk,
  intakeId: string,
  people: readonly string[],
  answer: string,
): Promise<string> {
  if (answer.trim() === "") {
    throw new Failure(
      "bad-input",
      "Write the reporter a line: that you have the report, and what happens next.",
    );
  }
  await desk.sync();
  const report = await reportAt(desk, intakeId);
  const caseId = begun(desk, report) ?? (await openCase(desk, report, people));
  await desk.retried(() => foundRings(desk, caseId));
  await quote(desk, caseId, report);
  await reply(desk, caseId, answer);
  return caseId;
}

/** The case that an earlier try opened for this report and did not finish: it is gone on with. */
function begun(desk: Desk, { manifest }: Report): string | undefined {
  return [...desk.versions.keys()].find((each) => {
    const opening = desk.known.circles.get(each)?.opened.opening;
    return opening?.tenant === desk.tenant && opening.report === manifest?.hash;
  });
}

async function openCase(
  desk: Desk,
  { received, manifest, letter, fault, case: taken }: Report,
  people: readonly string[],
): Promise<string> {
  if (taken !== undefined) throw new Failure("moved", "A colleague has taken this report on meanwhile.");
  if (manifest === undefined || letter === undefined) {
    throw new Failure("refused", fault?.sentence ?? "This report cannot be opened.", fault?.rule);
  }
  if (letter.reporter === undefined) {
    throw new Failure("refused", "The letter names no keys to answer to.", "RE-3");
  }
  const [caseId, statements] = [newId(), await opening(desk, received, manifest.hash, letter.reporter)];
  const signed: SignedStatement[] = [];
  for (const each of statements(
    caseId,
    people.filter((person) => person !== desk.me),
  ))
    signed.push(await desk.sign(each));
  await desk.openCase(signed);
  return caseId;
}

async function opening(desk: Desk, received: string, report: string, reporter: DeviceKeys) {
  const tenant = desk.known.view.tenant(desk.tenant);
  if (tenant === undefined) throw new Failure("not-found", "Your team is not in the directory.");
  const seat = { tenant: desk.tenant, version: tenant.roster.version, rings: ["joint", "record"] as const };
  return (id: string, people: readonly string[]) => [
    desk.body("case", { case: id, tenant: desk.tenant, code_name: newCodeName(), received, report }),
    desk.body("case-roll", { case: id, seq: 1, participants: [seat], reporter }),
    ...people.map((person) =>
      desk.body("grant", {
        case: id,
        tenant: desk.tenant,
        person,
        seq: 1,
        state: "reads",
        history: FROM_THE_START,
      }),
    ),
  ];
}

/** The rings the owner works in, each with a share to every holder; what exists already is left alone. */
async function foundRings(desk: Desk, caseId: string): Promise<void> {
  const circle = desk.known.circle(caseId);
  const statements: SignedStatement[] = [];
  const files = new Map<string, Uint8Array>();
  for (const kind of OWN_RINGS) {
    if (ringAt(circle, kind, desk.tenant) !== undefined) continue;
    const ref: RingRef = {
      id: newId(),
      kind,
      case: caseId,
      ...(kind === "tenant" && { tenant: desk.tenant }),
    };
    const made = await newEpoch(desk, ref, undefined, circle.holders(ref, { when: desk.now }));
    statements.push(...made.statements);
    for (const [name, data] of made.files) files.set(name, data);
  }
  if (statements.length > 0) await desk.postCase(caseId, statements, files);
}

/** Post the report anew as it came; the hub deletes it at intake once this is in the log. */
async function quote(desk: Desk, caseId: string, report: Report): Promise<void> {
  const { manifest, letter, plaintext } = report;
  if (wrote(desk, caseId, "joint", "quote") || !manifest || !letter || !plaintext) return;
  const { files, faults } = await filesOf(desk, report);
  const quoted = {
    manifest: new TextDecoder().decode(dsse.write(manifest.signed)),
    plaintext: strictBase64.encode(plaintext),
  };
  const body =
    faults.length > 0 ? `These files came with the report and do not hold:\n${faults.join("\n")}` : "";
  const envelope = idFrom(caseId, "quote");
  await send(desk, caseId, {
    place: "joint",
    purpose: "quote",
    subject: letter.subject,
    body,
    quoted,
    files,
    envelope,
  });
}

async function reply(desk: Desk, caseId: string, answer: string): Promise<void> {
  if (wrote(desk, caseId, "reporter", "comment")) return;
  await send(desk, caseId, {
    place: "reporter",
    subject: "Your report",
    body: answer,
    envelope: idFrom(caseId, "answer"),
  });
}

/** The same id at every try, so that nothing is written twice (EV-5). */
function idFrom(caseId: string, what: string): string {
  return sha256Hex(`${caseId} ${what}`).slice(0, 32);
}

function wrote(desk: Desk, caseId: string, place: Place, purpose: string): boolean {
  const circle = desk.known.circle(caseId);
  const ring = ringAt(circle, place, desk.tenant)?.ref.id;
  return [...circle.letters.values()].some((each) => {
    return (
      each.ring.id === ring &&
      each.purpose === purpose &&
      each.kind === "letter" &&
      each.author.tenant === desk.tenant
    );
  });
}
