/** Whom a browser takes in: what a code, a key file or a pairing text has to be, beside the teams that are here. */

import { JoinCode } from "../crypto/enrolment.ts";
import { failureOf } from "./errors.ts";
import { isPinnedAlike } from "./home.ts";
import type { Pinned } from "./home.ts";
import type { Kept } from "./homes.ts";
import { Failure } from "./views.ts";

/** Whether a page on `host` is the vault of `hub`. */
export function isVaultOf(host: string, hub: string): boolean {
  return host === `vault.${hub}` || (host.startsWith("vault.") && host.endsWith(`.${hub}`));
}

/** The join code that somebody typed. */
export function codeIn(text: string): JoinCode {
  if (text.trim().startsWith("accord-pair-")) {
    const what = "this text was shown by a device of yours: it belongs under “I have another device of mine”";
    throw new Failure("bad-input", what, "EN-1");
  }
  try {
    return JoinCode.fromText(text.trim());
  } catch (error) {
    const found = failureOf(error);
    throw new Failure("bad-input", `this is no whole join code: ${found.message}`, found.rule);
  }
}

/** The demo's clock goes for every team of its hub: by how many seconds it is ahead. */
export function aheadOf(teams: readonly Kept[]): number {
  return Math.max(0, ...teams.map(({ record }) => record.ahead ?? 0));
}

/** One person a team, and each once: who is meant by a team's name is never in question. */
export function requireFree(teams: readonly Kept[], { tenant }: Pick<Pinned, "tenant">): void {
  const { record } = teams.find((each) => each.record.member.tenant === tenant) ?? {};
  if (record === undefined) return;
  const { name, slug } = record;
  const what = "remove their device first, here or under Devices, or use another profile of this browser";
  throw new Failure("refused", `this browser belongs to ${name} (${slug}) already: ${what}`);
}

/** All teams of a browser pin one hub, by one log key and one CNA: one that pins another was led astray. */
export function requireAlike(teams: readonly Kept[], member: Pinned, what: string): void {
  if (teams.every(({ record }) => isPinnedAlike(record.member, member))) return;
  const sentence = `this browser was joined to another log than ${what} is of, and nothing was opened`;
  throw new Failure("refused", `${sentence}: ask an admin of your team which is right`, "EN-1");
}
