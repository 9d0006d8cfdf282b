/** A case: its header, and under it the thread by place, the dates, the people, the history or the draft. */
import { Fragment } from "preact";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { CaseView, LetterView, Place, Readers, Vault } from "../client/views.ts";
import { ImpactPanel } from "./impact.tsx";
import { type Reading, useLetters } from "./letters.ts";
import { STATES } from "./lines.tsx";
import { linksOf } from "./links.ts";
import {
  Countdown,
  FailureNotice,
  laterSection,
  Loaded,
  Page,
  useAddress,
  useLoad,
  Warnings,
  When,
  WhoReads,
} from "./parts/index.ts";
import { type CaseRoute, type Section, toCase } from "./route.ts";
import { Talk, Unread } from "./talk.tsx";
import { visible } from "./visible.ts";

const DatesPage = laterSection(async () => (await import("./sections.ts")).DatesPage);
const DraftSection = laterSection(async () => (await import("./sections.ts")).DraftSection);
const HistorySection = laterSection(async () => (await import("./sections.ts")).HistorySection);
const PeopleSection = laterSection(async () => (await import("./sections.ts")).PeopleSection);

const SECTIONS: readonly (readonly [Section, string])[] = [
  ["read", "Letters"],
  ["dates", "Dates"],
  ["people", "People"],
  ["history", "History"],
  ["draft", "Draft"],
];

/** The page of one case. */
export function CasePage({
  vault,
  route,
}: {
  readonly vault: Vault;
  readonly route: CaseRoute;
}): JSX.Element {
  const loaded = useLoad(route.caseId, () => vault.case(route.caseId));
  return (
    <Loaded from={loaded} what="Opening the case">
      {(view) => <Case vault={vault} view={view} route={route} refresh={loaded.again} />}
    </Loaded>
  );
}

interface CaseProps {
  readonly vault: Vault;
  readonly view: CaseView;
  readonly route: CaseRoute;
  readonly refresh: () => void;
}

function Case({ vault, view, route, refresh }: CaseProps): JSX.Element {
  const address = useAddress();
  const letters = useLetters(vault, view.caseId, view.version);
  const place = placeOf(view, route);
  const unread = letters.list.filter(letters.waits).length;
  return (
    <Page title={visible(view.title)} tab={view.codeName} kicker={<Kicker view={view} />} wide>
      <Header
        view={view}
        readers={view.places.find((each) => each.place === place)}
        letters={letters.list}
      />
      <Warnings list={view.warnings} />
      {route.section === "read" ? <ImpactPanel vault={vault} view={view} /> : null}
      <nav class="sections" aria-label="Case">
        {SECTIONS.map(([section, name]) => (
          <a
            key={section}
            href={address(toCase(view.caseId, section))}
            aria-current={
              section === (route.section === "write" ? "read" : route.section) ? "page" : undefined
            }
          >
            {name}
            {section === "read" ? <Unread count={unread} /> : null}
          </a>
        ))}
      </nav>
      <FailureNotice failure={letters.failure} retry={refresh} />
      <SectionOf vault={vault} view={view} route={route} refresh={refresh} letters={letters} place={place} />
    </Page>
  );
}

/** Where who comes to a case looks first: where teams talk with each other, and only then their own notes. */
const FIRST: readonly Place[] = ["joint", "record", "reporter", "tenant"];

/** The place that is shown: the one of the address, else the first that this person reads. */
function placeOf(view: CaseView, route: CaseRoute): Place | undefined {
  const wanted = route.place === undefined ? FIRST : [route.place, ...FIRST];
  return wanted.find((place) => view.places.some((each) => each.place === place));
}

function SectionOf(
  props: CaseProps & { readonly letters: Reading; readonly place: Place | undefined },
): JSX.Element {
  const { vault, view, route, refresh, letters } = props;
  switch (route.section) {
    case "dates":
      return <DatesPage vault={vault} view={view} refresh={refresh} />;
    case "people":
      return <PeopleSection vault={vault} view={view} />;
    case "history":
      return <HistorySection vault={vault} view={view} />;
    case "draft":
      return <DraftSection view={view} letters={letters} />;
    case "read":
    case "write":
      return <Talk {...props} />;
  }
}

function Kicker({ view }: { readonly view: CaseView }): JSX.Element {
  const whose = view.role === "owner" ? "your team’s case" : `a case of ${view.owner}`;
  return (
    <>
      <code>{view.codeName}</code> · {whose} · reported <When at={view.received} short />
    </>
  );
}

interface HeaderProps {
  readonly view: CaseView;
  readonly readers: Readers | undefined;
  readonly letters: readonly LetterView[];
}

function Header({ view, readers, letters }: HeaderProps): JSX.Element {
  const { embargo } = view;
  return (
    <header class="case-head">
      <p class="case-state">
        <span class={`state ${embargo.state}`}>{STATES[embargo.state]}</span>
        {embargo.t0 ? (
          <>
            <strong>
              <When at={embargo.t0} utc />
            </strong>
            {embargo.state === "exited" ? null : (
              <Countdown to={embargo.t0} what={`Disclosure of ${view.title}`} />
            )}
          </>
        ) : null}
      </p>
      <p>{embargo.sentence}</p>
      {readers ? <WhoReads readers={readers} /> : null}
      <Links letters={letters} cves={view.cves} />
    </header>
  );
}

interface LinksProps {
  readonly letters: readonly LetterView[];
  readonly cves: readonly string[];
}

function Links({ letters, cves }: LinksProps): JSX.Element | null {
  const links = useMemo(() => linksOf(letters, cves), [letters, cves.join()]);
  return links.length === 0 ? null : (
    <p class="quiet">
      Links:{" "}
      {links.map(({ address, name }, at) => (
        <Fragment key={address}>
          {at > 0 ? " · " : ""}
          <a class="outside" href={address} rel="noreferrer noopener" target="_blank">
            {name}
          </a>
        </Fragment>
      ))}
    </p>
  );
}
