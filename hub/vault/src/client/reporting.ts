/**
 * A reporter without account: one report in, twelve words back (FORMATS.md 8).
 *
 * Everything is sealed here before anything is sent. The words are made here, given to the page once and kept
 * nowhere; the report's page and the receipt's leave nothing in the browser.
 */

import { statementHash as hashOf } from "../crypto/dsse.ts";
import type { SignedStatement } from "../crypto/dsse.ts";
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
import type { Given } from "./desk.ts";
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
  let begun: Begun | undefined;
  const send: Reporting["send"] = async (draft, step, stop) => {
    if (begun === undefined || !isSame(begun.draft, draft)) begun = { draft, words: newWords() };
    const done = await report(setting, begun, step, stop);
    begun = undefined;
    return done;
  };
  return {
    teams: () => failing(() => teamsThatTake(setting)),
    send: (draft, step, stop) => failing(() => send(draft, step, stop)),
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

/**
 * A report under way. A reply may be lost after the hub has taken something: so words, ids and sealed files
 * stay the same until all has arrived or the text is another one, and nobody gets it twice (EV-5).
 */
interface Begun {
  readonly draft: ReportDraft;
  readonly words: string;
  sealed?: SealedReport;
}

/** Sealed for one epoch of a ring: the files, then the report that names them. */
interface SealedReport {
  readonly ring: string;
  readonly epoch: number;
  readonly parts: readonly Part[];
}

interface Part {
  readonly name: string;
  readonly envelope: string;
  readonly file: Uint8Array;
  readonly manifest: SignedStatement;
  state: "sealed" | "tried" | "arrived";
}

type Fields = Given<"manifest">;

function isSame(one: ReportDraft, other: ReportDraft): boolean {
  const words = ["to", "title", "product", "versions", "description", "credit"] as const;
  const files = one.files.length === other.files.length;
  return (
    files &&
    words.every((each) => one[each] === other[each]) &&
    one.files.every((each, place) => each === other.files[place])
  );
}

async function report(
  setting: ReportingSetting,
  begun: Begun,
  step: Step,
  stop?: AbortSignal,
): ReturnType<Reporting["send"]> {
  const { draft, words } = begun;
  const body = bodyOf(draft);
  checkLetter({ subject: draft.title, body, files: draft.files }, "reporter");
  const steps = 2 * (draft.files.length + 1);
  step("Looking up the team\u2019s key", 0, steps);
  const desk = await reporterDesk(setting, words);
  desk.requireFresh();
  const { slug, ring } = recipientOf(desk, draft.to);
  if (begun.sealed?.ring !== ring.ref.id || begun.sealed.epoch !== ring.epochs.length) {
    const sealing = (name: string, done: number): void => step(`Sealing ${name}`, done, steps);
    begun.sealed = await sealedReport(desk, ring, { ...draft, description: body }, { step: sealing, stop });
  }
  const { parts } = begun.sealed;
  for (const [sent, part] of parts.entries()) {
    step(`Sending ${part.name}`, parts.length + sent, steps);
    await handIn(desk, slug, part, stop);
  }
  step("The hub has it", steps, steps);
  return { words, receipt: hashOf((parts.at(-1) as Part).manifest) };
}

interface HowSealed {
  readonly step: (name: string, done: number) => void;
  readonly stop: AbortSignal | undefined;
}

/** Seal the files of a report, and the report whose `description` is its whole body. */
async function sealedReport(
  desk: Desk,
  ring: Ring,
  { title, description, files }: ReportDraft,
  { step, stop }: HowSealed,
): Promise<SealedReport> {
  const { id } = ring.ref;
  const place: RingPlace = { id, epoch: ring.epochs.length, count: 0, head: firstHead(id) };
  const recipient = ring.current?.recipient ?? "";
  const part = async (name: string, envelope: string, { file }: Sealed, fields: Fields): Promise<Part> => {
    const manifest = await desk.sign(desk.body("manifest", fields));
    return { name, envelope, file, manifest, state: "sealed" };
  };
  const [parts, attached]: [Part[], Attached[]] = [[], []];
  for (const file of files) {
    step(file.name, parts.length);
    const data = new Uint8Array(await file.arrayBuffer());
    const made = await sealFile(file, data, recipient, stop ? { stop } : {});
    const fields = attachedOutside(desk, made.attached, made.sealed, place);
    parts.push(await part(file.name, made.attached.envelope, made.sealed, fields));
    attached.push(made.attached);
  }
  step("the report", files.length);
  const letter = letterOf(desk, place, { subject: title, body: description }, attached);
  const sealed = await sealLetter(letter, recipient);
  stop?.throwIfAborted();
  parts.push(await part("the report", letter.envelope, sealed, outside(letter, sealed, place)));
  return { ring: id, epoch: place.epoch, parts };
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

/** Hand in one part; that the hub has it already is what an earlier try, whose reply was lost, had done. */
async function handIn(desk: Desk, slug: string, part: Part, stop: AbortSignal | undefined): Promise<void> {
  const { envelope, file, manifest, state } = part;
  const path = `intake/${slug}/envelopes/${envelope}`;
  if (state === "arrived") return;
  part.state = "tried";
  try {
    await desk.transport.put(path, file, { manifest, ...(stop && { stop }) });
  } catch (error) {
    const rule = error instanceof Failure ? error.rule : undefined;
    if (state === "sealed" || (rule !== "EV-5" && rule !== "ST-9")) throw error;
  }
  part.state = "arrived";
}
