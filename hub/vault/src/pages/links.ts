/**
 * Where a case is spoken of elsewhere: its CVE ID, and the identifiers and addresses that stand in its joint
 * letters. Collected here from what was opened here: the hub learns of none.
 *
 * What is quoted is left out: a stranger's address stands in their report, not at the head of the case.
 */

import type { LetterView } from "../client/views.ts";
import { ADDRESS, safeAddress } from "./visible.ts";

/** So many stand in the header; the others are in the letters. */
export const MOST = 12;
const LONGEST = 60;
const CVE = /\bCVE-\d{4}-\d{4,19}\b/g;
const GHSA = /\bGHSA(?:-[23456789cfghjmpqrvwx]{4}){3}\b/g;

/** A link with what it is called; the host where it leads is always in the name. */
export interface CaseLink {
  readonly address: string;
  readonly name: string;
}

/** What the header of a case links to, what was assigned first; nothing twice. */
export function linksOf(letters: readonly LetterView[], assigned: readonly string[]): readonly CaseLink[] {
  const texts = letters
    .filter(({ place, kind, fault }) => place === "joint" && kind === "letter" && fault === undefined)
    .map(({ subject = "", body = "" }) => `${subject}\n${body}`);
  const addresses = found(texts, ADDRESS).flatMap((each) => safeAddress(each) ?? []);
  const unlinked = (id: string): boolean => !addresses.some((each) => each.includes(id));
  const links = [
    ...[...assigned, ...found(texts, CVE)].map(ofCve),
    ...found(texts, GHSA).filter(unlinked).map(ofAdvisory),
    ...addresses.map(ofAddress),
  ];
  return [...new Map(links.map((each) => [each.address, each])).values()].slice(0, MOST);
}

function found(texts: readonly string[], what: RegExp): readonly string[] {
  const all = new Set<string>();
  for (const text of texts) {
    for (const [match] of text.matchAll(what)) {
      all.add(match);
      if (all.size === MOST) return [...all];
    }
  }
  return [...all];
}

function ofCve(id: string): CaseLink {
  return { address: `https://www.cve.org/CVERecord?id=${id}`, name: `${id} (www.cve.org)` };
}

function ofAdvisory(id: string): CaseLink {
  return { address: `https://github.com/advisories/${id}`, name: `${id} (github.com)` };
}

function ofAddress(address: string): CaseLink {
  const { host, pathname, search } = new URL(address);
  const rest = `${pathname}${search}`.replace(/^\/$/, "");
  return { address, name: `${host}${rest.length > LONGEST ? `${rest.slice(0, LONGEST)}…` : rest}` };
}
