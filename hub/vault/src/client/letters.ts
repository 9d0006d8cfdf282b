/** Opened letters as pages show them: author, readers, what was verified, and what came with each. */

import type { Circle } from "../crypto/circle/index.ts";
import type { Manifest } from "../crypto/kinds/index.ts";
import { sameAuthor } from "../crypto/letter.ts";
import type { Desk } from "./desk.ts";
import { authorName, readerNames, standing } from "./names.ts";
import type { Read } from "./reading.ts";
import type { LetterView, Place } from "./views.ts";

/** Opened letters as pages show them; `marks` are the envelopes that were read here. */
export function letterViews(
  desk: Desk,
  caseId: string,
  reads: readonly Read[],
  marks: ReadonlySet<string>,
): readonly LetterView[] {
  const circle = desk.known.circle(caseId);
  const names = new Map<string, readonly string[]>();
  const readersOf = ({ ring, manifest }: Read): readonly string[] => {
    const key = `${ring.ref.id} ${manifest.ring.epoch}`;
    const found = names.get(key);
    if (found !== undefined) return found;
    const made = readerNames(
      desk,
      circle.holders(ring.ref, { when: desk.now }).values(),
      manifest.ring.epoch,
    );
    names.set(key, made);
    return made;
  };
  return reads.map((read) => letterView(desk, circle, read, readersOf(read), marks));
}

function letterView(
  desk: Desk,
  circle: Circle,
  read: Read,
  readers: readonly string[],
  marks: ReadonlySet<string>,
): LetterView {
  const { manifest, letter, fault, gap } = read;
  const mine = isMine(desk, manifest);
  const told = standing(desk, circle, manifest.author);
  const quoted = quotedView(desk, read);
  return {
    envelope: manifest.envelope,
    hash: read.hash,
    place: read.ring.ref.kind as Place, // no letter is written to another kind
    index: read.index,
    at: read.at,
    author: authorName(desk, manifest.author),
    mine,
    ...(told !== undefined && { standing: told }),
    readers,
    purpose: manifest.purpose,
    kind: manifest.kind === "record" ? "record" : "letter",
    ...(letter && { subject: letter.subject, body: letter.body }),
    ...(letter?.reply_to !== undefined && { replyTo: letter.reply_to }),
    attachments: (letter?.attachments ?? []).map(({ envelope, name, type, size }) => ({
      envelope,
      name,
      type,
      size,
    })),
    ...(quoted && { quoted }),
    ...(fault && { fault }),
    ...(gap && { gap }),
    unread: !mine && !marks.has(manifest.envelope),
  };
}

/** Whether this member wrote it. */
export function isMine(desk: Desk, { author }: Manifest): boolean {
  return sameAuthor(author, desk.author);
}

function quotedView(desk: Desk, { quotation, proven, manifest }: Read): LetterView["quoted"] {
  if (quotation?.letter === undefined) return undefined;
  const { subject, body, author } = quotation.letter;
  // What proves nothing is shown as words of the one who quotes (LE-2).
  return { subject, body, proven, author: authorName(desk, proven ? author : manifest.author) };
}
