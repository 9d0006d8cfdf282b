/** The command lines that stand beside the forms of a case: each does what the form is filled in for. */

import type { Instant } from "../client/views.ts";
import { command } from "./shell.ts";

/** What an invitation is chosen to be. */
export interface Inviting {
  /** Undefined until a team is chosen. */
  readonly slug: string | undefined;
  readonly reads: "joint" | "both" | "date";
  readonly fromNow: boolean;
  /** Until when it may be answered, where that is not the week that is usual. */
  readonly expires: Instant | undefined;
}

/** Inviting a team. */
export function inviteLine(codeName: string, { slug, reads, fromNow, expires }: Inviting): string {
  return command(
    ...["accord", "invite", codeName, slug ?? "TEAM"],
    ...(reads === "both" ? ["--ring", "joint", "--ring", "record"] : []),
    ...(reads === "date" ? ["--date-only"] : []),
    ...(fromNow && reads !== "date" ? ["--from-now"] : []),
    ...(expires === undefined ? [] : ["--expires", expires]),
  );
}

/** Letting a colleague read, or ending that. */
export function grantLine(
  codeName: string,
  { name, reads }: { readonly name: string; readonly reads: boolean },
): string {
  return command("accord", "grant", codeName, name, ...(reads ? ["--end"] : []));
}

/** The letter that is being written, from a file of its text. */
export function replyLine(
  codeName: string,
  {
    place,
    subject,
    replyTo,
    files,
  }: {
    readonly place: string;
    readonly subject: string;
    readonly replyTo?: string | undefined;
    readonly files: readonly string[];
  },
): string {
  return command(
    ...["accord", "reply", codeName, "letter.md", "--ring", place],
    ...(subject.trim() ? ["--subject", subject.trim()] : []),
    ...(replyTo === undefined ? [] : ["--reply-to", replyTo]),
    ...files.flatMap((name) => ["--attach", name]),
  );
}

/** What a team may still say before T0. */
export function readyLines(codeName: string, said: string): readonly string[] {
  const others = ["ready", "go", "hold"].filter((each) => each !== said);
  return others.map((each) => command("accord", "ready", codeName, each));
}

/** The three answers to "affected?", as the buttons send them. */
export function impactLines(codeName: string, slug: string): readonly string[] {
  return ["is affected", "is not affected", "does not know yet whether it is affected"].map((answer) => {
    const said = `${slug} ${answer}.`;
    const reply = command("accord", "reply", codeName, "-", "--purpose", "impact", "--subject", said);
    return `${command("echo", said)} | ${reply}`;
  });
}
