/**
 * What a letter may carry, checked before anything is sealed (EV-2, LE-1, AT-1).
 *
 * The numbers are those of FORMATS.md 7; a reader refuses more, so saying so late would lose somebody's work.
 */

import {
  ATTACHMENTS_LIMIT,
  BODY_LIMIT,
  HIDING,
  MEMBER_ATTACHMENT_LIMIT,
  MOST_ATTACHMENTS,
  REPORTER_ATTACHMENT_LIMIT,
  SUBJECT_LIMIT,
} from "../crypto/letter.ts";
import { Failure } from "./views.ts";
import { bytes } from "./words.ts";

/** A hub takes 30 envelopes a minute from who has no account. */
const MOST_OF_REPORTER = 20;
const NAME = 120;

/** Who writes: a reporter's files may be smaller than a member's (EV-2). */
export type Writer = "member" | "reporter";

/**
 * Return if this may be one letter; Failure "too-big" or "bad-input" says which part may not, and the limit.
 */
export function checkLetter(
  draft: {
    readonly subject?: string | undefined;
    readonly body: string;
    readonly files?: readonly File[] | undefined;
  },
  writer: Writer,
): void {
  if ([...(draft.subject ?? "")].length > SUBJECT_LIMIT) {
    throw new Failure(
      "too-big",
      `The subject is longer than ${SUBJECT_LIMIT} characters: shorten it.`,
      "LE-1",
    );
  }
  if (new TextEncoder().encode(draft.body).length > BODY_LIMIT) {
    throw new Failure(
      "too-big",
      `The text is larger than ${bytes(BODY_LIMIT)}: attach the long part as a file.`,
      "LE-1",
    );
  }
  checkFiles(draft.files ?? [], writer);
}

function checkFiles(files: readonly File[], writer: Writer): void {
  const [limit, most] =
    writer === "member"
      ? [MEMBER_ATTACHMENT_LIMIT, MOST_ATTACHMENTS]
      : [REPORTER_ATTACHMENT_LIMIT, MOST_OF_REPORTER];
  if (files.length > most) {
    throw new Failure(
      "too-big",
      `A letter carries at most ${most} files: send the others in a second one.`,
      "AT-1",
    );
  }
  for (const each of files) {
    if (each.size > limit) {
      const words = `${each.name} has ${bytes(each.size)}; a file may have at most ${bytes(limit)}.`;
      throw new Failure("too-big", words, "EV-2");
    }
  }
  if (files.reduce((sum, each) => sum + each.size, 0) > ATTACHMENTS_LIMIT) {
    const words = `The files are more than ${bytes(ATTACHMENTS_LIMIT)} together: send two letters.`;
    throw new Failure("too-big", words, "AT-1");
  }
}

// A file name is read before somebody opens it: nothing that separates, hides or turns text around (LE-1).
const SEPARATING = String.raw`\x00-\x1f\x7f-\x9f/\\:\u2028\u2029\ud800-\udfff`;
const DECEIT = new RegExp(`[${SEPARATING}${HIDING}]`, "gu");

// Letters and marks that draw nothing, so that a name of them looks empty or like another: fillers of Hangul,
// Khmer, Mongolian and Braille, joiners and selectors. Those of emoji (U+FE0E, U+FE0F) belong to what is seen.
const EMPTY =
  String.raw`\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0d\uffa0` +
  String.raw`\u{1d173}-\u{1d17a}`;

/** What a text of strangers may not do to the text around it: hide, turn it around, break its line unseen. */
export const UNSEEN = new RegExp(
  String.raw`[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff${HIDING}${EMPTY}]`,
  "gu",
);

/** The file's name as a letter may have it (LE-1): what deceives is left out, the end is kept. */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const visible = [...last.replace(DECEIT, "")];
  const cut = visible.slice(-NAME).join("");
  return cut.replace(/^[. ]+|[. ]+$/g, "") || "attachment";
}

/** The file's type as a letter may have it (LE-1). */
export function mediaType(type: string): string {
  const bare = type.toLowerCase().split(";")[0]?.trim() ?? "";
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/.test(bare) ? bare : "application/octet-stream";
}

/** The text with the line ends and characters that letters have (LE-1), whatever was pasted. */
export function plainLines(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "")
    .toWellFormed();
}

/** A subject on one line (LE-1). */
export function oneLine(text: string): string {
  return text
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, " ")
    .toWellFormed()
    .trim();
}
