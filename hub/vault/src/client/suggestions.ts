/** Which teams could be invited to a case, and why: matched in this browser, never at the hub (design 4). */

import type { Circle } from "../crypto/circle/index.ts";
import type { Desk } from "./desk.ts";
import { match, readProfile, stems } from "./matching.ts";
import type { Profile } from "./matching.ts";
import type { Reading } from "./reading.ts";
import type { Suggestion } from "./views.ts";

interface ShownTenant {
  readonly genesis: string;
  readonly slug: string;
  readonly name: string;
  readonly profile: unknown;
}

/** A team as the directory has it, with what the operator's page says of it. */
export interface Team {
  readonly genesis: string;
  readonly slug: string;
  readonly name: string;
  readonly profile: Profile;
}

const CLOSED: readonly (string | undefined)[] = [undefined, "suspended", "left"];

/** The admitted teams; slug and genesis by the directory log, name and profile by the operator's word. */
export async function teams(desk: Pick<Desk, "transport" | "known">): Promise<readonly Team[]> {
  const { tenants } = await desk.transport.get<{ tenants: readonly ShownTenant[] }>("tenants");
  const told = new Map(tenants.map((each) => [each.genesis, each]));
  return desk.known.view.tenants().flatMap(({ genesis, slug, stage }) => {
    if (CLOSED.includes(stage)) return [];
    const row = told.get(genesis);
    return [{ genesis, slug, name: row?.name ?? slug, profile: readProfile(row?.profile) }];
  });
}

/** The teams that take no part yet, the likeliest first. */
export async function suggestionsFor(
  desk: Desk,
  reading: Reading,
  caseId: string,
): Promise<readonly Suggestion[]> {
  const circle = desk.known.circle(caseId);
  const { owner, invited } = circle.opened;
  const all = await teams(desk);
  const taking = new Set([
    owner,
    ...[...invited.values()].filter((each) => each.open || each.stands).map((each) => each.body.tenant),
  ]);
  const words = await wordsOf(reading, circle);
  const others = all.filter((each) => taking.has(each.genesis)).map((each) => each.profile);
  const found = all
    .filter((each) => !taking.has(each.genesis))
    .map(({ genesis, slug, name, profile }) => {
      const { because, weight } = match(profile, words, others);
      return { slug, name, genesis, because, edge: edgeTo(desk, owner, genesis), weight };
    });
  found.sort((a, b) => b.weight - a.weight || (a.slug < b.slug ? -1 : 1));
  return found.map(({ weight: _weight, ...suggestion }) => suggestion);
}

/** The words of all letters that this device can open. */
async function wordsOf(reading: Reading, circle: Circle): Promise<ReadonlySet<string>> {
  const texts: string[] = [];
  for await (const batch of reading.all(circle.caseId)) {
    for (const { letter, quotation } of batch) {
      for (const each of [letter, quotation?.letter]) if (each) texts.push(each.subject, each.body);
    }
  }
  return stems(texts.join("\n"));
}

/** Both boundaries in one word (BO-3): what is not taken cannot be sent. */
function edgeTo(desk: Desk, owner: string, tenant: string): Suggestion["edge"] {
  const { view } = desk.known;
  return view.edge(tenant, owner, desk.now).takes ? view.edge(owner, tenant, desk.now).rule : "deny";
}
