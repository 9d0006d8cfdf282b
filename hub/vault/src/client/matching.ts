/**
 * Which other teams a case may concern: the case's words against what teams say of themselves in public.
 *
 * Profiles are public and the words are read in this browser, so the match tells nobody anything (design 4).
 * It is a hint for a person who knows better, and says what it rests on.
 */

import { listed } from "./words.ts";

/** A team's public profile, as far as it is used here: products by purl, what it does, what it contains. */
export interface Profile {
  readonly scope: readonly string[];
  readonly capabilities: readonly string[];
  readonly relations: readonly { readonly kind: string; readonly purl: string }[];
}

export interface Matched {
  readonly because: readonly string[];
  /** The higher, the likelier; 0 for no reason at all. */
  readonly weight: number;
}

const IDLE = new Set(["and", "any", "can", "for", "from", "has", "its", "not", "own", "that", "the", "with"]);

/** The stems of a text's words: "Entry-point scripts" gives entry, point and script. */
export function stems(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return new Set(words.filter((each) => each.length > 1 && !IDLE.has(each)).map(stem));
}

function stem(word: string): string {
  if (word.length < 4) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  const bare = word.replace(/(ing|ed|es|s)$/, "");
  return bare.length < 3 ? word : bare.replace(/e$/, "");
}

/** The product's own name: the last part of `pkg:pypi/pip`. */
export function product(purl: string): string {
  return decodeURIComponent(purl.split(/[?#@]/)[0]?.split("/").at(-1) ?? purl);
}

/**
 * Why a team may be affected by a case whose letters hold these `words`; `others` are the profiles of those
 * who take part already.
 */
export function match(profile: Profile, words: ReadonlySet<string>, others: readonly Profile[]): Matched {
  const named = profile.scope.map(product).filter((each) => speaksOf(words, each));
  const abilities = profile.capabilities.filter((each) => hits(words, each).length * 2 >= stems(each).size);
  const shipped = profile.relations.filter((each) => concerns(each.purl, words, others));
  const because = [
    ...(named.length ? [`the letters name ${listed(named)}`] : []),
    ...abilities.map((each) => `says that it ${each}${shared(each, others)}`),
    ...shipped.map((each) => `${each.kind} ${product(each.purl)}`),
  ];
  const doubled = abilities.filter((each) => shared(each, others) !== "").length;
  return { because, weight: 4 * named.length + 3 * shipped.length + 2 * abilities.length + doubled };
}

function hits(words: ReadonlySet<string>, phrase: string): readonly string[] {
  return [...stems(phrase)].filter((each) => words.has(each));
}

function speaksOf(words: ReadonlySet<string>, name: string): boolean {
  const parts = stems(name);
  return parts.size > 0 && [...parts].every((each) => words.has(each));
}

function concerns(purl: string, words: ReadonlySet<string>, others: readonly Profile[]): boolean {
  return others.some((each) => each.scope.includes(purl)) || speaksOf(words, product(purl));
}

function shared(ability: string, others: readonly Profile[]): string {
  return others.some((each) => each.capabilities.includes(ability)) ? ", as a team in the case does" : "";
}

/** A profile out of whatever an operator wrote: what is not understood is left out. */
export function readProfile(value: unknown): Profile {
  const fields = isRecord(value) ? value : {};
  const scope = list(fields["scope"]).map((each) => (isRecord(each) ? each["purl"] : each));
  const relations = list(fields["relations"]).flatMap((each) => {
    const { kind, purl } = isRecord(each) ? each : {};
    return typeof kind === "string" && typeof purl === "string" ? [{ kind, purl }] : [];
  });
  return {
    scope: scope.filter(isText),
    capabilities: list(fields["capabilities"]).filter(isText),
    relations,
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
