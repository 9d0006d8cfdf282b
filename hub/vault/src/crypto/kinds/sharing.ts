/** The statements of rings and envelopes (FORMATS.md 1, 6, 7) and the one that signs in. */

import { MalformedError } from "../errors.ts";
import { choice, count, hash, id, key, optional, positive, recipient, setOf, struct } from "../schema.ts";
import { type BodyOf, kind } from "./body.ts";

const ringKind = choice("intake", "joint", "reporter", "tenant", "record", "thread");
export const purpose = choice("report", "comment", "impact", "reason", "draft", "quote");
export type RingKind = ReturnType<typeof ringKind>;
export type Purpose = ReturnType<typeof purpose>;

/** What a ring of each kind names beside id and kind. */
export const RING_NAMES: Readonly<Record<RingKind, readonly ("case" | "tenant" | "parties")[]>> = {
  intake: ["tenant"],
  joint: ["case"],
  reporter: ["case"],
  tenant: ["case", "tenant"],
  record: ["case"],
  thread: ["case", "parties"],
};

/** Which ring: its id and what its holders are computed from, and nothing else (RI-1). */
export const ringRef = struct(
  {
    id,
    kind: ringKind,
    case: optional(id),
    tenant: optional(hash),
    parties: optional(setOf(hash, 1, 64)),
  },
  (found) => {
    const wanted = RING_NAMES[found.kind];
    const fields = ["case", "tenant", "parties"] as const;
    if (fields.some((field) => (found[field] !== undefined) !== wanted.includes(field))) {
      throw new MalformedError("RI-1", `a ring of kind ${found.kind} names ${wanted.join(" and ")}`);
    }
  },
);
export type RingRef = ReturnType<typeof ringRef>;

/** The sizes of both logs at which holders were computed (RI-2). */
export const at = struct({ directory: count, cases: count });
export type At = ReturnType<typeof at>;

/** Where in a ring an envelope stands, as its author saw it (RI-8). */
export const ringPlace = struct({ id, epoch: positive, count, head: hash });
export type RingPlace = ReturnType<typeof ringPlace>;

/** A member (`tenant`, `person`) or a reporter (`reporter`, `sign`): one of the two forms, whole. */
export const author = struct(
  { tenant: optional(hash), person: optional(id), reporter: optional(hash), sign: optional(key) },
  (found) => {
    if (!["tenant,person", "reporter,sign"].includes(Object.keys(found).join())) {
      throw new MalformedError("EV-1", "an author is tenant and person, or reporter and sign");
    }
  },
);
export type Author = ReturnType<typeof author>;

const epochFields = {
  ring: ringRef,
  epoch: positive,
  recipient,
  at,
  holders: setOf(hash, 1, 512),
  previous: optional(hash),
} as const;

const shareFields = {
  ring: ringRef,
  from_epoch: positive,
  epoch: positive,
  recipient,
  to: hash,
  sha256: hash,
  size: positive,
} as const;

const manifestFields = {
  ring: ringPlace,
  envelope: id,
  kind: choice("letter", "attachment", "record"),
  purpose,
  author,
  suite: choice("age-v1"),
  sha256: hash,
  size: positive,
  case: optional(id),
  plain: optional(hash),
} as const;

const loginFields = { key, challenge: hash } as const;

/** One key of a ring and the devices it is for (RI-2, RI-3). */
export type Epoch = BodyOf<"epoch", typeof epochFields>;
/** Which file carries a ring's identities to one holder (SH-1 to SH-3). */
export type Share = BodyOf<"share", typeof shareFields>;
/** The outside of an envelope: everything the hub may know of it (FORMATS.md 7). */
export type Manifest = BodyOf<"manifest", typeof manifestFields>;
/** An answer to the hub's challenge by a device or reporter. */
export type Login = BodyOf<"login", typeof loginFields>;

export const SHARING_KINDS = [
  kind("epoch", { log: "either" }, epochFields),
  kind("share", { log: "either" }, shareFields),
  kind("manifest", { log: "case", check: checkKind }, manifestFields),
  kind("login", { log: "never" }, loginFields),
] as const;

// Letters and records commit to their plaintext; attachments, unsalted, never do, and are no act.
function checkKind(found: {
  readonly kind: string;
  readonly purpose: string;
  readonly plain?: string;
}): void {
  if ((found.kind === "attachment") !== (found.plain === undefined)) {
    throw new MalformedError("EV-1", "letters and records have plain, attachments have not");
  }
  if (found.kind === "attachment" && found.purpose !== "comment") {
    throw new MalformedError("EV-1", "what act it is, the letter says; an attachment is a comment");
  }
}
