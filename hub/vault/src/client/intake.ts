/**
 * What was handed in at this team: listed for the people on duty, opened with the intake ring's keys.
 *
 * A manifest is believed if it is for this team's ring, signed by the keys that it names, and a leaf of the
 * log; then EV-8 to EV-11 as for every letter.
 */

import { CryptoError } from "../crypto/errors.ts";
import { hexOf } from "../crypto/bytes.ts";
import type { Manifest } from "../crypto/kinds/index.ts";
import type { Attached, Letter } from "../crypto/letter.ts";
import type { Statement } from "../crypto/statement.ts";
import { is } from "../crypto/statement.ts";
import { openAttachment, openLetter } from "../crypto/unseal/envelopes.ts";
import { openFile } from "../crypto/unseal/index.ts";
import { colleagues } from "./invitations.ts";
import type { Desk } from "./desk.ts";
import { faultOf } from "./faults.ts";
import { fetchKeyring } from "./keyring.ts";
import { checkedWire } from "./known.ts";
import { Failure } from "./views.ts";
import type { Instant, IntakeView, Warning } from "./views.ts";

/** One line of the intake: a report, or an unsigned file of nobody known. */
export interface Arrival {
  readonly intakeId: string;
  readonly received: Instant;
  readonly signed: boolean;
}

/** A report at intake; `letter` with the bytes it came as, or the `fault` that kept it shut. */
export interface Report {
  readonly received: Instant;
  readonly manifest?: Statement<Manifest>;
  readonly letter?: Letter;
  readonly plaintext?: Uint8Array;
  readonly fault?: Warning;
  /** The case that took it on. */
  readonly case?: string;
}

interface Shown {
  readonly id: string;
  readonly kind: string;
  readonly index: number | null;
  readonly wire: unknown;
  readonly received: Instant;
  readonly case: string | null;
}

/** The reports that wait for a case, the newest first; none for who is not on duty. */
export async function arrivals(desk: Desk): Promise<readonly Arrival[]> {
  if (!desk.known.view.duty(desk.tenant).includes(desk.me)) return [];
  const waiting = (await rows(desk)).filter((each) => each.kind !== "attachment" && each.case === null);
  waiting.sort((a, b) => (a.received < b.received ? 1 : a.received > b.received ? -1 : 0));
  return waiting.map(({ id, received, wire }) => ({ intakeId: id, received, signed: wire !== null }));
}

async function rows(desk: Desk): Promise<readonly Shown[]> {
  return desk.transport.getAll<Shown>("intake", "envelopes", ({ id }) => id);
}

/** A report as its reader sees it before it is taken on. */
export async function intakeView(desk: Desk, intakeId: string): Promise<IntakeView> {
  const { received, manifest, letter, fault } = await reportAt(desk, intakeId);
  return {
    intakeId,
    received,
    signed: manifest !== undefined,
    ...(letter && { subject: letter.subject, body: letter.body }),
    ...(fault && { fault }),
    colleagues: colleagues(desk),
    attachments: (letter?.attachments ?? []).map(({ envelope, name, type, size }) => ({
      envelope,
      name,
      type,
      size,
    })),
  };
}

/** One report, opened; Failure "not-found" if there is none of that id. */
export async function reportAt(desk: Desk, intakeId: string): Promise<Report> {
  const shown = (await rows(desk)).find((each) => each.id === intakeId);
  if (shown === undefined) {
    throw new Failure("not-found", "There is no such report at your team\u2019s intake.");
  }
  const { received } = shown;
  const taken = shown.case === null ? {} : { case: shown.case };
  if (shown.wire === null) {
    const sentence =
      "An unsigned file of nobody known: nobody can answer it here, and the command line opens it.";
    return { received, ...taken, fault: { sentence, rule: "LE-4" } };
  }
  if (shown.case !== null) return { received, ...taken, manifest: manifestIn(desk, shown) };
  const manifest = manifestIn(desk, shown);
  try {
    await checkPlace(desk, shown, manifest);
    return { received, manifest, ...(await open(desk, shown.id, manifest.body)) };
  } catch (error) {
    return { received, manifest, fault: faultOf(error) };
  }
}

function manifestIn(desk: Desk, shown: Shown): Statement<Manifest> {
  const statement = checkedWire(shown.wire, desk.key.member.hub);
  if (is(statement, "manifest")) return statement;
  throw new Failure("hub-lies", "The hub shows something at intake that is no letter.", "ST-1");
}

async function checkPlace(
  desk: Desk,
  shown: Shown,
  { body, keys, hash }: Statement<Manifest>,
): Promise<void> {
  const ring = desk.known.replay.intake.get(desk.tenant);
  if (ring?.ref.id !== body.ring.id || body.author.sign !== keys[0] || body.envelope !== shown.id) {
    throw new Failure(
      "hub-lies",
      "The hub shows a letter at intake that was written for another place.",
      "EV-3",
    );
  }
  const leaf = (await desk.store.leaves())[shown.index ?? -1];
  if (leaf === undefined) {
    throw new Failure("refused", "The log does not cover this report yet: look again in a moment.");
  }
  if (hexOf(leaf) !== hash) {
    throw new Failure("hub-lies", "The hub shows a report at intake that its log does not have.", "LO-8");
  }
}

async function open(
  desk: Desk,
  id: string,
  manifest: Manifest,
): Promise<{ letter: Letter; plaintext: Uint8Array }> {
  const identity = (await fetchKeyring(desk)).identity(manifest.ring.id, manifest.ring.epoch);
  const file = await desk.transport.getBytes(`intake/${id}`);
  const letter = await openLetter(manifest, file, identity);
  return { letter, plaintext: await openFile(file, [identity]) }; // as it came: `plain` is of these bytes
}

/** The files that came with a report, and those that did not hold, in words. */
export async function filesOf(
  desk: Desk,
  { manifest, letter }: Report,
): Promise<{ files: File[]; faults: string[] }> {
  const [files, faults]: [File[], string[]] = [[], []];
  const shown = letter?.attachments?.length ? await rows(desk) : [];
  for (const named of letter?.attachments ?? []) {
    const row = shown.find((each) => each.id === named.envelope);
    try {
      files.push(await fileOf(desk, (manifest as Statement<Manifest>).body, named, row));
    } catch (error) {
      // What is wrong with the file is said with it; a network that fails loses no file.
      const absent = error instanceof Failure && error.kind === "not-found";
      if (!(error instanceof CryptoError) && !absent) throw error;
      faults.push(`${named.name}: ${faultOf(error).sentence}`);
    }
  }
  return { files, faults };
}

async function fileOf(desk: Desk, outside: Manifest, named: Attached, row: Shown | undefined): Promise<File> {
  if (row === undefined || row.wire === null) throw new Failure("not-found", "it was never handed in");
  const manifest = manifestIn(desk, row);
  const identity = (await fetchKeyring(desk)).identity(outside.ring.id, outside.ring.epoch);
  const file = await desk.transport.getBytes(`intake/${named.envelope}`);
  const data = await openAttachment([outside, named], manifest.body, file, identity);
  return new File([data], named.name, { type: named.type });
}
