/**
 * The days on which a team of a case is away: public holidays of its countries, and days that it names.
 *
 * Both are public and come with the list of all teams, which is the same for everybody; which of them bear on
 * a case is picked out in this browser. They are the operator's word: they advise, and decide nothing.
 */

import type { Desk } from "./desk.ts";
import type { DayOff } from "./views.ts";
import { listed } from "./words.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The days off of who takes part in a case, in order. */
export async function daysOff(desk: Desk, caseId: string): Promise<readonly DayOff[]> {
  const told = await desk.transport.get<unknown>("tenants");
  const taking = desk.known.circle(caseId).participants();
  const teams = [...taking.keys()].map((genesis) => ({ genesis, slug: desk.known.slug(genesis) }));
  return daysOffOf(told, teams);
}

/** The days off of these teams out of the hub's list of all; what is not understood is left out. */
export function daysOffOf(
  told: unknown,
  teams: readonly { readonly genesis: string; readonly slug: string }[],
): readonly DayOff[] {
  const { tenants, holidays } = fields(told);
  const rows = new Map(list(tenants).map((row) => [fields(row)["genesis"], fields(row)]));
  const mine = teams.map(({ genesis, slug }) => ({ slug, row: rows.get(genesis) ?? {} }));
  const named = mine.flatMap(({ slug, row }) =>
    texts(row["blackouts"]).map((day) => ({ day, why: `${slug} publishes nothing` })),
  );
  const countries = new Map<string, string[]>();
  for (const { slug, row } of mine) {
    for (const each of texts(row["countries"])) countries.set(each, [...(countries.get(each) ?? []), slug]);
  }
  const kept = [...countries].flatMap(([country, slugs]) =>
    list(fields(holidays)[country]).map((each) => {
      const { day, name } = fields(each);
      const called = typeof name === "string" ? `, ${name}` : "";
      return { day: String(day), why: `holiday in ${country} (${listed(slugs)})${called}` };
    }),
  );
  return [...named, ...kept].filter(({ day }) => DAY.test(day)).sort((a, b) => (a.day < b.day ? -1 : 1));
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): readonly string[] {
  return list(value).filter((each) => typeof each === "string");
}
