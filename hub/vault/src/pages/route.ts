/**
 * Where the page is: the fragment of the address and nothing else. It names ids and places only; whatever
 * does not match exactly is `lost`, so that no text of an address ever reaches a page.
 */
import type { Place } from "../client/views.ts";

/** The sections of a case; `read` is its thread. */
export type Section = "read" | "write" | "dates" | "people" | "history" | "draft";

export type Route = Spot & {
  /** The slug of the team whose page it is; where there is one team, addresses name none. */
  readonly team?: string;
};

type Spot =
  | { readonly page: "today" | "devices" | "join" | "lost" }
  | {
      readonly page: "case";
      readonly caseId: string;
      readonly section: Section;
      /** The place that is read or written to; the joint one if the address names none. */
      readonly place?: Place;
      /** The letter that is answered: its envelope (LE-5). */
      readonly reply?: string;
    }
  | { readonly page: "invitation"; readonly caseId: string }
  | { readonly page: "intake"; readonly intakeId: string };

/** A page of one case. */
export type CaseRoute = Extract<Route, { page: "case" }>;

const ID = /^[0-9A-Za-z-]{1,64}$/;
const ENVELOPE = /^[0-9a-f]{32}$/;
const PLACES: ReadonlySet<string> = new Set(["joint", "reporter", "tenant", "record"]);
const PLAIN: ReadonlySet<string> = new Set(["dates", "people", "history", "draft"]);
const TEAM = /^@([a-z0-9][a-z0-9-]{1,31})$/;
const LOST: Spot = { page: "lost" };

/** The route of a fragment such as `#/case/<id>/write/joint` or `#/@pip/case/<id>`. An empty one is Today. */
export function parseRoute(fragment: string): Route {
  const [first = "", ...rest] = fragment.replace(/^#?\/?/, "").split("/");
  const team = TEAM.exec(first)?.[1];
  if (team === undefined) {
    return spotOf([first, ...rest]);
  }
  const spot = spotOf(rest);
  return spot.page === "join" || spot.page === "lost" ? LOST : { ...spot, team };
}

function spotOf([page = "", ...rest]: readonly string[]): Spot {
  if ((page === "" || page === "today") && rest.length === 0) {
    return { page: "today" };
  }
  if ((page === "devices" || page === "join") && rest.length === 0) {
    return { page };
  }
  const [id = "", ...inside] = rest;
  if (!ID.test(id)) {
    return LOST;
  }
  if (page === "case") {
    return caseRoute(id, inside);
  }
  if (inside.length > 0) {
    return LOST;
  }
  return page === "invitation" ? { page, caseId: id } : page === "intake" ? { page, intakeId: id } : LOST;
}

function caseRoute(caseId: string, [section = "read", place, reply, ...more]: readonly string[]): Spot {
  if (PLAIN.has(section) && place === undefined) {
    return { page: "case", caseId, section: section as Section };
  }
  const known = place === undefined || PLACES.has(place);
  const answer = reply === undefined || (section === "write" && ENVELOPE.test(reply));
  if ((section !== "read" && section !== "write") || !known || !answer || more.length > 0) {
    return LOST;
  }
  const at = place === undefined ? {} : { place: place as Place };
  return { page: "case", caseId, section, ...at, ...(reply === undefined ? {} : { reply }) };
}

/** The fragment of a place in a case; `parseRoute` reads it back. */
export function toCase(caseId: string, section: Section = "read", place?: Place, reply?: string): string {
  const parts = ["#", "case", caseId];
  if (section !== "read" || place !== undefined) {
    parts.push(section);
  }
  return [...parts, ...[place, reply].filter((part) => part !== undefined)].join("/");
}

/** The team that a page acts for; `several` if the browser is of more than one, and addresses name it. */
export interface Here {
  readonly slug: string;
  readonly several: boolean;
}

const OF_ALL: ReadonlySet<string> = new Set(["#/today", "#/join"]);

/** The address of a team's page: `#/@pip/case/<id>` where there are several teams. */
export function addressIn({ slug, several }: Here, to: string): string {
  return several && slug !== "" && !OF_ALL.has(to) ? to.replace(/^#\//, `#/@${slug}/`) : to;
}

/** What is the same page, however far one is in it: a change of it moves the focus. */
export function pageOf(route: Route): string {
  return `${route.team === undefined ? "" : `@${route.team}/`}${spotName(route)}`;
}

function spotName(route: Spot): string {
  return route.page === "case"
    ? `case/${route.caseId}`
    : route.page === "invitation"
      ? `invitation/${route.caseId}`
      : route.page === "intake"
        ? `intake/${route.intakeId}`
        : route.page;
}
