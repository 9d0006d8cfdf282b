/**
 * Sealing letters: the ring asked for, a rotation on the spot if one is pending, then files and manifests.
 *
 * Everything is sealed here before anything is sent. A letter may carry the id of its envelope along, so that
 * one that was handed in already is found in the log and not sent twice (EV-5).
 */

import { sha256Hex } from "../crypto/bytes.ts";
import type { Circle } from "../crypto/circle/index.ts";
import { sealAttachment, sealLetter } from "../crypto/envelope.ts";
import type { Sealed } from "../crypto/envelope.ts";
import type { Purpose, RingPlace } from "../crypto/kinds/index.ts";
import type { Attached, Letter, Quoted } from "../crypto/letter.ts";
import type { Ring } from "../crypto/ring/index.ts";
import type { Desk } from "./desk.ts";
import { newId } from "./desk.ts";
import { checkLetter, fileName, mediaType, oneLine, plainLines } from "./limits.ts";
import { ringAt } from "./names.ts";
import { ProblemError } from "./transport.ts";
import type { Progress } from "./transport.ts";
import { foundOwnRing, rotateIfDue } from "./upkeep.ts";
import { Failure } from "./views.ts";
import type { Place, Step } from "./views.ts";

/** What somebody wants to say, and where. */
export interface Writing {
  readonly place: Place;
  readonly body: string;
  readonly subject?: string | undefined;
  readonly purpose?: Purpose;
  readonly kind?: "letter" | "record";
  readonly replyTo?: string | undefined;
  readonly files?: readonly File[] | undefined;
  readonly quoted?: Quoted;
  /** The envelope's id; a new one without it. */
  readonly envelope?: string;
}

export interface HowSent {
  readonly step?: Step | undefined;
  readonly stop?: AbortSignal | undefined;
  /** What became of the files at an earlier try, and then at this one. */
  readonly handed?: HandedFiles;
  /** The letter itself goes out now: from here on it may arrive, whatever becomes of the reply. */
  readonly begins?: () => Promise<void>;
  /** The hub refused it, and no try of it went without an answer: it did not arrive. */
  readonly refused?: () => Promise<void>;
}

/**
 * An attachment with the epoch that it was sealed to: a letter of another may not name it. `sealed` is here
 * until the hub is known to have it, so that after a lost reply the same file goes under the same id.
 */
interface Handed {
  readonly attached: Attached;
  readonly epoch: number;
  readonly sealed?: Sealed;
}

/** The attachments of one letter: each is sealed and handed in once, however often the letter is tried. */
export type HandedFiles = Map<File, Handed>;

/** Seal a letter to a ring of a case and hand it in; the hash of its manifest, which the log has. */
export async function send(desk: Desk, caseId: string, writing: Writing, how: HowSent = {}): Promise<string> {
  checkLetter(writing, desk.author.reporter === undefined ? "member" : "reporter");
  const envelope = writing.envelope ?? newId();
  const { handed = new Map<File, Handed>() } = how;
  return desk.retried(
    async () =>
      sent(desk.known.circle(caseId), envelope) ??
      handIn(desk, caseId, { ...writing, envelope }, handed, how),
  );
}

/** Hand in an envelope; one that the hub has by an earlier try, which nobody heard of, is found in the log. */
async function once(
  desk: Desk,
  caseId: string,
  envelope: string,
  put: () => Promise<string>,
): Promise<string> {
  try {
    return await put();
  } catch (problem) {
    if (!(problem instanceof Failure) || problem.rule !== "EV-5") throw problem;
    const found = await desk.awaitFound(() => sent(desk.known.circle(caseId), envelope));
    if (found === undefined) throw problem;
    return found;
  }
}

/** The hash of the manifest of an envelope, if the log has it. */
export function sent(circle: Circle, envelope: string): string | undefined {
  return [...circle.letters].find(([, manifest]) => manifest.envelope === envelope)?.[0];
}

async function handIn(
  desk: Desk,
  caseId: string,
  writing: Writing & { readonly envelope: string },
  handed: HandedFiles,
  { step = () => undefined, stop, begins, refused }: HowSent,
): Promise<string> {
  const files = writing.files ?? [];
  mayAnswer(desk.known.circle(caseId), writing, desk.tenant);
  await ready(desk, caseId, writing.place);
  for (const [done, file] of files.entries()) {
    const tell = (words: string, part = 0): void =>
      step(`${words} ${file.name}`, done + part, files.length + 1);
    await attach(desk, caseId, writing.place, file, { tell, stop, handed });
  }
  step("Sealing the letter", files.length, files.length + 1);
  const { recipient, place: at } = target(place(desk, caseId, writing.place));
  const attached = files.map((each) => (handed.get(each) as Handed).attached);
  const letter = letterOf(desk, caseId, writing, at, attached);
  const sealed = await sealLetter(letter, recipient);
  stop?.throwIfAborted();
  step("Sending the letter", files.length, files.length + 1);
  const manifest = await desk.sign(desk.body("manifest", outside(letter, sealed, at)));
  const path = `cases/${caseId}/envelopes/${letter.envelope}`;
  await begins?.();
  let arrives = false;
  const mayArrive = (): void => void (arrives = true);
  const put = { lost: mayArrive, taken: mayArrive };
  const hash = await once(desk, caseId, letter.envelope, () =>
    desk.putEnvelope(path, sealed.file, manifest, put), // not to be stopped: it may have arrived
  ).catch(async (problem: unknown) => {
    const known = problem instanceof ProblemError && problem.rule !== "EV-5"; // its id is used: it is there
    if (known && !arrives) await refused?.();
    throw problem;
  });
  step("In the log", files.length + 1, files.length + 1);
  return hash;
}

/** LE-5: what a letter answers stands in the place that it goes to. */
function mayAnswer(circle: Circle, { place: where, replyTo }: Writing, tenant: string): void {
  const ring = ringAt(circle, where, tenant)?.ref.id;
  const there = [...circle.letters.values()].some(
    (each) => each.envelope === replyTo && each.ring.id === ring && each.kind !== "attachment",
  );
  if (replyTo !== undefined && !there) {
    throw new Failure("refused", "The letter that this one answers is not in this place.", "LE-5");
  }
}

/** Found one's own ring, rotate what has to rotate: a reporter can do neither (RE-4). */
async function ready(desk: Desk, caseId: string, where: Place): Promise<void> {
  desk.requireFresh(); // LO-4: before anything is sealed
  if (desk.author.reporter !== undefined) return;
  if (where === "tenant" && ringAt(desk.known.circle(caseId), where, desk.tenant) === undefined) {
    await foundOwnRing(desk, caseId);
  }
  await rotateIfDue(desk, caseId, place(desk, caseId, where));
}

function place(desk: Desk, caseId: string, where: Place): Ring {
  const ring = ringAt(desk.known.circle(caseId), where, desk.tenant);
  if (ring === undefined) throw new Failure("not-found", "The case has no such place to write to.");
  return ring;
}

/** What to seal to, and the place in the ring as this reader sees it (RI-8). */
function target(ring: Ring): { readonly recipient: string; readonly place: RingPlace } {
  const { current, ref, count, heads } = ring;
  if (current === undefined) throw new Failure("refused", "This place has no key yet.", "RI-4");
  const head = heads[count] as string; // there is one more of them than letters
  return { recipient: current.recipient, place: { id: ref.id, epoch: current.number, count, head } };
}

function letterOf(
  desk: Desk,
  caseId: string,
  {
    subject = "",
    body,
    purpose = "comment",
    kind = "letter",
    replyTo,
    quoted,
    envelope,
  }: Writing & { readonly envelope: string },
  at: RingPlace,
  attached: readonly Attached[],
): Letter {
  return {
    hub: desk.key.member.hub,
    ring: at.id,
    epoch: at.epoch,
    envelope,
    author: desk.author,
    kind,
    purpose,
    salt: newId(),
    subject: oneLine(subject),
    body: plainLines(body),
    case: caseId,
    ...(replyTo !== undefined && { reply_to: replyTo }),
    ...(attached.length > 0 && { attachments: attached }),
    ...(quoted && { quoted }),
  };
}

/** The manifest's own fields for a sealed letter. */
export function outside(letter: Letter, sealed: Sealed, at: RingPlace) {
  return {
    ring: at,
    envelope: letter.envelope,
    kind: letter.kind,
    purpose: letter.purpose,
    author: letter.author,
    suite: "age-v1",
    sha256: sealed.sha256,
    size: sealed.size,
    ...(letter.case !== undefined && { case: letter.case }),
    ...(sealed.plain !== undefined && { plain: sealed.plain }),
  } as const;
}

interface HowAttached {
  /** What is done, and which part of it. */
  readonly tell: (words: string, part?: number) => void;
  readonly stop: AbortSignal | undefined;
  readonly handed: HandedFiles;
}

async function attach(
  desk: Desk,
  caseId: string,
  where: Place,
  file: File,
  { tell, stop, handed }: HowAttached,
): Promise<void> {
  const { recipient, place: at } = target(place(desk, caseId, where));
  const watch = stop ? { stop } : {};
  let made = handed.get(file);
  if (made?.epoch !== at.epoch) {
    tell("Sealing");
    const data = new Uint8Array(await file.arrayBuffer());
    made = { ...(await sealFile(file, data, recipient, watch)), epoch: at.epoch };
    handed.set(file, made);
  }
  const { sealed, attached, epoch } = made;
  if (sealed !== undefined && sent(desk.known.circle(caseId), attached.envelope) === undefined) {
    tell("Sending");
    const fields = { ...attachedOutside(desk, attached, sealed, at), case: caseId };
    const manifest = await desk.sign(desk.body("manifest", fields));
    const path = `cases/${caseId}/envelopes/${attached.envelope}`;
    const progress: Progress = (done, of) => tell("Sending", done / Math.max(of, 1));
    await once(desk, caseId, attached.envelope, () =>
      desk.putEnvelope(path, sealed.file, manifest, { ...watch, progress }),
    );
  }
  handed.set(file, { attached, epoch });
}

/** A file sealed, and how its letter will name it (AT-1). */
export async function sealFile(
  file: File,
  data: Uint8Array,
  recipient: string,
  watch: { readonly stop?: AbortSignal } = {},
): Promise<{ readonly sealed: Sealed; readonly attached: Attached }> {
  const sealed = await sealAttachment(data, recipient, watch);
  const attached = {
    name: fileName(file.name),
    type: mediaType(file.type),
    size: data.length,
    sha256: sha256Hex(data),
    envelope: newId(),
  };
  return { sealed, attached };
}

/** The manifest's own fields for a sealed attachment. */
export function attachedOutside(
  desk: Pick<Desk, "author">,
  attached: Attached,
  sealed: Sealed,
  at: RingPlace,
) {
  return {
    ring: at,
    envelope: attached.envelope,
    kind: "attachment",
    purpose: "comment",
    author: desk.author,
    suite: "age-v1",
    sha256: sealed.sha256,
    size: sealed.size,
  } as const;
}
