/**
 * The genesis that a reporter brings from outside the hub, as the team's SECURITY.md has it (FORMATS.md
 * RE-5): `slug@GENESIS`, the 64 digits alone, or the whole link `…/report#slug@GENESIS`.
 */

import { Failure } from "./views.ts";

const BROUGHT = /^(?:([a-z][a-z0-9-]{1,31})@)?([0-9a-f]{64})$/;
const AT = "@";
const ENCODED_AT = "%40";

/** A team as the hub shows it. */
export interface Shown {
  readonly slug: string;
  readonly genesis: string;
}

/** What somebody brought: whole, or cut on its way. `slug` is absent where the digits came alone. */
export type Brought = { readonly slug?: string; readonly genesis: string } | undefined;

/** How what was brought and what the hub shows go together. */
export type Verdict = "nothing brought" | "cut" | "pinned" | "another";

/** The team that a link asks for, and what it pins as it stands there: `pip`, or `pip@GENESIS`. */
export function askedFor(fragment: string): { readonly slug: string; readonly brought: string } {
  const text = fragment.replaceAll(ENCODED_AT, AT);
  const slug = text.split(AT)[0] ?? "";
  return { slug, brought: slug === text ? "" : text };
}

/** Read what was pasted; groups of four and the link around it are no fault. */
export function readBrought(text: string): Brought {
  const bare = text.replace(/^.*#/s, "").replaceAll(ENCODED_AT, AT).replace(/\s+/g, "");
  const [, slug, genesis] = BROUGHT.exec(bare) ?? [];
  return genesis === undefined ? undefined : { genesis, ...(slug !== undefined && { slug }) };
}

/** Hold what was pasted against the chosen team. */
export function verdictOn(text: string, chosen: Shown | undefined): Verdict {
  if (text.trim() === "") return "nothing brought";
  const brought = readBrought(text);
  if (brought === undefined) return "cut";
  const { slug = chosen?.slug, genesis } = brought;
  return slug === chosen?.slug && genesis === chosen?.genesis ? "pinned" : "another";
}

/** What is wrong with a genesis that is not whole. */
export const CUT =
  "This is no whole genesis. Copy it once more from the team's SECURITY.md: 64 digits, or the team's name, " +
  "@ and the digits.";

/** What to do where a hub shows another team than the one that was brought. */
export function anotherTeam(slug: string): Failure {
  const sentence =
    `This hub does not show the team whose genesis you brought under the name ${slug}. Nothing was sent: ` +
    "report over the team's other channel, which its SECURITY.md names, and say there what you saw here.";
  return new Failure("refused", sentence, "RE-5");
}
