/**
 * A reporter without account: one report in, twelve words back (FORMATS.md 8).
 *
 * Everything is sealed here before anything is sent. The words are made here, given to the page once and kept
 * nowhere; the report's page and the receipt's leave nothing in the browser.
 */

import { newWords } from "../crypto/reporter.ts";
import { firstHead } from "../crypto/ring/index.ts";
import type { Ring } from "../crypto/ring/index.ts";
import { sealLetter } from "../crypto/envelope.ts";
import type { Sealed } from "../crypto/envelope.ts";
import type { RingPlace } from "../crypto/kinds/index.ts";
import type { Attached, Letter } from "../crypto/letter.ts";
import { ReporterSecret } from "../crypto/unseal/signing.ts";
import type { Carrier } from "./carrier.ts";
import { Desk, newId } from "./desk.ts";
import { failureOf } from "./errors.ts";
import { failing } from "./failing.ts";
import type { Membership } from "./home.ts";
import { checkLetter, oneLine, plainLines } from "./limits.ts";
import { memoryStore } from "./memory.ts";
import { Mirror } from "./mirror.ts";
import { anotherTeam, askedFor, CUT, verdictOn } from "./pinning.ts";
import { openReceipt } from "./receipt.ts";
import { teams } from "./suggestions.ts";
import { product } from "./matching.ts";
import { Transport } from "./transport.ts";
import { Failure } from "./views.ts";
import type { ReportDraft, Reporting, Step } from "./views.ts";
import { sentence } from "./words.ts";
import { attachedOutside, outside, sealFile } from "./writing.ts";

const NOBODY = { tenant: "0".repeat(64), person: "0".repeat(32) };

/** Where the page is served and how it reaches its hub; a page's own by default. */
export interface ReportingSetting {
  readonly base?: string;
  readonly carry?: Carrier;
  readonly clock?: () => number;
}

/** The way in for who has no account. */
export function openReporting(setting: ReportingSetting = {}): Reporting {
  return {
    teams: () => failing(() => teamsThatTake(setting)),
    send: (draft, step, stop) => failing(() => report(setting, draft, step, stop)),
    receipt: (words) => failing(() => receiptOf(setting, words)),
  };
}

async function teamsThatTake(setting: ReportingSetting): ReturnType<Reporting["teams"]> {
  const desk = await reporterDesk(setting, newWords());
  const takers = (await teams(desk)).filter((each) => intakeOf(desk, each.genesis) !== undefined);
  return takers.map(({ slug, name, genesis, profile }) => ({
    slug,
    name,
    genesis,
    products: profile.scope.map(product),
  }));
}

function intakeOf(desk: Desk, genesis: string): Ring | undefined {
  const ring = desk.known.replay.intake.get(genesis);
  return ring?.current === undefined ? undefined : ring;
}

/** A desk with a reporter's keys over the hub's directory, checked as every copy is. */
async function reporterDesk({ base, carry, clock }: ReportingSetting, words: string): Promise<Desk> {
  const secret = await secretOf(words);
  const transport = new Transport(base, carry);
  const said = await transport.get<{ hub: string; log_key: string | null; cna: string | null }>("hub");
  if (said.log_key === null) {
    throw new Failure("refused", "This hub has signed nothing yet: nothing can be checked.", "LO-1");
  }
  const member: Membership = {
    hub: said.hub,
    log_key: said.log_key,
    ...(said.cna !== null && { cna: said.cna }),
    ...NOBODY,
  };
  const store = memoryStore();
  await new Mirror(store, transport, member, clock).copyDirectory();
  return Desk.over({ store, transport, key: { member, secret }, ...(clock && { clock }) });
}

async function secretOf(words: string): Promise<ReporterSecret> {
  try {
    return await ReporterSecret.fromWords(words);
  } catch (error) {
    const { message, rule } = failureOf(error);
    throw new Failure("bad-input", `These are not the twelve words. ${sentence(message)}`, rule);
  }
}

async function receiptOf(setting: ReportingSetting, words: string): ReturnType<Reporting["receipt"]> {
  return openReceipt(await reporterDesk(setting, words));
}

interface Sealing {
  readonly sealed: Sealed;
  readonly attached: Attached;
  readonly name: string;
}

async function report(
  setting: ReportingSetting,
  draft: ReportDraft,
  step: Step,
  stop?: AbortSignal,
): ReturnType<Reporting["send"]> {
  const body = bodyOf(draft);
  checkLetter({ subject: draft.title, body, files: draft.files }, "reporter");
  const words = newWords();
  const steps = 2 * (draft.files.length + 1);
  step("Looking up the team\u2019s key", 0, steps);
  const desk = await reporterDesk(setting, words);
  desk.requireFresh();
  const { slug, ring } = recipientOf(desk, draft.to);
  const place: RingPlace = {
    id: ring.ref.id,
    epoch: ring.epochs.length,
    count: 0,
    head: firstHead(ring.ref.id),
  };
  const recipient = ring.current?.recipient ?? "";
  const files: Sealing[] = [];
  for (const file of draft.files) {
    step(`Sealing ${file.name}`, files.length, steps);
    const made = await sealFile(
      file,
      new Uint8Array(await file.arrayBuffer()),
      recipient,
      stop ? { stop } : {},
    );
    files.push({ ...made, name: file.name });
  }
  step("Sealing the report", files.length, steps);
  const letter = letterOf(
    desk,
    place,
    { subject: draft.title, body },
    files.map((each) => each.attached),
  );
  const sealed = await sealLetter(letter, recipient);
  stop?.throwIfAborted();
  for (const [sent, { attached, sealed: file, name }] of files.entries()) {
    step(`Sending ${name}`, files.length + 1 + sent, steps);
    await handIn(desk, slug, attached.envelope, file, attachedOutside(desk, attached, file, place), stop);
  }
  step("Sending the report", steps - 1, steps);
  const receipt = await handIn(desk, slug, letter.envelope, sealed, outside(letter, sealed, place), stop);
  step("The hub has it", steps, steps);
  return { words, receipt };
}

/** The team that is meant, and no other under its name (RE-5). */
function recipientOf(desk: Desk, to: string): { slug: string; ring: Ring } {
  const { slug, brought } = askedFor(to);
  const tenant = desk.known.view.bySlug(slug);
  const verdict = verdictOn(brought, tenant);
  if (verdict === "cut") throw new Failure("bad-input", CUT, "RE-5");
  if (verdict === "another") throw anotherTeam(slug);
  const ring = tenant && intakeOf(desk, tenant.genesis);
  if (tenant === undefined || ring === undefined) {
    throw new Failure("not-found", `The team ${slug} takes no sealed reports here: choose another.`);
  }
  return { slug: tenant.slug, ring };
}

/** What the Python policy asks for, each on its line, and the words as they were written (design 5). */
function bodyOf({ title, product, versions, description, credit }: ReportDraft): string {
  if (oneLine(title) === "") {
    throw new Failure("bad-input", "Give the report a title: one line that says what goes wrong.");
  }
  if (description.trim() === "") {
    throw new Failure("bad-input", "Describe what goes wrong and how to see it.");
  }
  const lines = [
    ["Product", product],
    ["Versions", versions],
    ["Credit", credit],
  ] as const;
  const given = lines.flatMap(([name, value]) => (value.trim() === "" ? [] : [`${name}: ${oneLine(value)}`]));
  return plainLines([...given, ...(given.length > 0 ? [""] : []), description].join("\n"));
}

function letterOf(
  desk: Desk,
  place: RingPlace,
  { subject, body }: { readonly subject: string; readonly body: string },
  attached: readonly Attached[],
): Letter {
  return {
    hub: desk.key.member.hub,
    ring: place.id,
    epoch: place.epoch,
    envelope: newId(),
    author: desk.author,
    kind: "letter",
    purpose: "report",
    salt: newId(),
    subject: oneLine(subject),
    body,
    ...(attached.length > 0 && { attachments: attached }),
    reporter: desk.key.secret.keys,
  };
}

async function handIn(
  desk: Desk,
  slug: string,
  envelope: string,
  { file }: Sealed,
  fields: Parameters<typeof desk.body<"manifest">>[1],
  stop?: AbortSignal,
): Promise<string> {
  const manifest = await desk.sign(desk.body("manifest", fields));
  const path = `intake/${slug}/envelopes/${envelope}`;
  const said = await desk.transport.put<{ receipt: { hash: string } }>(path, file, {
    manifest,
    ...(stop && { stop }),
  });
  return said.receipt.hash;
}
