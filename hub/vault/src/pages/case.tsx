/** A case: its header, and under it the thread by place, the dates, the people, the history or the draft. */
import type { JSX } from "preact";
import type { CaseView, LetterView, Place, Readers, Vault } from "../client/views.ts";
import { Composer } from "./composer.tsx";
import { DatesPage } from "./dates.tsx";
import { DraftSection } from "./draft.tsx";
import { HistorySection } from "./history.tsx";
import { ImpactPanel } from "./impact.tsx";
import { type Letters, useLetters } from "./letters.ts";
import {
  ButtonLink,
  Command,
  Countdown,
  FailureNotice,
  Loaded,
  Page,
  PLACE_NAMES,
  PLACE_WORDS,
  useLoad,
  Warnings,
  When,
  WhoReads,
} from "./parts/index.ts";
import { PeopleSection } from "./people.tsx";
import { type Route, type Section, toCase } from "./route.ts";
import { command } from "./shell.ts";
import { Thread } from "./thread.tsx";
import { STATES } from "./today.tsx";
import { visible } from "./visible.ts";

type CaseRoute = Extract<Route, { page: "case" }>;

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
  const letters = useLetters(vault, view.caseId, view.version);
  const place = placeOf(view, route);
  const unread = letters.list.filter((letter) => letter.unread).length;
  return (
    <Page title={visible(view.title)} kicker={<Kicker view={view} />} wide>
      <Header view={view} readers={view.places.find((each) => each.place === place)} />
      <Warnings list={view.warnings} />
      {route.section === "read" ? <ImpactPanel vault={vault} view={view} /> : null}
      <nav class="sections" aria-label="Case">
        {SECTIONS.map(([section, name]) => (
          <a
            key={section}
            href={toCase(view.caseId, section)}
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

/**
 * The place that is shown: the one of the address, else the joint one, else the first that this person reads.
 */
function placeOf(view: CaseView, route: CaseRoute): Place | undefined {
  const readable = view.places.map((each) => each.place);
  const wanted = route.place ?? "joint";
  return readable.includes(wanted) ? wanted : readable[0];
}

function SectionOf(
  props: CaseProps & { readonly letters: Letters; readonly place: Place | undefined },
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

/** One place: who reads it, its letters, and the composer beside them while one writes. */
function Talk(
  props: CaseProps & { readonly letters: Letters; readonly place: Place | undefined },
): JSX.Element {
  const { vault, view, route, letters, place } = props;
  const readers = view.places.find((each) => each.place === place);
  if (!place || !readers) {
    return <p>You take part by date only: there is nothing here that your keys open.</p>;
  }
  const writing = route.section === "write";
  const here = letters.list.filter((letter) => letter.place === place);
  const answered = writing ? here.find((letter) => letter.hash === route.reply) : undefined;
  return (
    <div class={writing ? "talk writing" : "talk"}>
      <Places view={view} place={place} letters={letters.list} />
      {writing ? (
        <Composer
          key={`${place} ${route.reply ?? ""}`}
          vault={vault}
          caseId={view.caseId}
          codeName={view.codeName}
          readers={readers}
          reply={route.reply}
          answered={answered}
        />
      ) : null}
      <section class="letters" aria-labelledby="place">
        <div class="place-head">
          <h2 id="place" class="unseen">
            {PLACE_NAMES[place]}
          </h2>
          <p class="quiet">{PLACE_WORDS[place]}</p>
          {writing ? null : (
            <ButtonLink to={toCase(view.caseId, "write", place)} kind="main">
              Write to {readers.short}
            </ButtonLink>
          )}
        </div>
        <Thread vault={vault} caseId={view.caseId} place={place} letters={here} whole={letters.whole} />
        {writing ? null : <Command lines={[command("accord", "read", view.codeName)]} />}
      </section>
      {writing ? null : <Glance view={view} />}
    </div>
  );
}

/** Where every team stands, beside the thread where there is room; the People section has all of it. */
function Glance({ view }: { readonly view: CaseView }): JSX.Element {
  return (
    <aside class="glance" aria-label="Teams at a glance">
      <ul>
        {view.parties.map((party) => (
          <li key={party.slug}>
            <strong>{party.slug}</strong>{" "}
            <span class="quiet">{party.role === "owner" ? "owns the case" : party.consent}</span>
            <br />
            “affected?” {party.impact} · fix {party.fix}
            {party.waitsFor ? <p class="waits">{party.waitsFor}</p> : null}
          </li>
        ))}
      </ul>
    </aside>
  );
}

interface PlacesProps {
  readonly view: CaseView;
  readonly place: Place;
  readonly letters: readonly LetterView[];
}

function Places({ view, place, letters }: PlacesProps): JSX.Element {
  return (
    <nav class="places" aria-label="Places">
      {view.places.map((each) => (
        <a
          key={each.place}
          href={toCase(view.caseId, "read", each.place)}
          aria-current={each.place === place ? "page" : undefined}
        >
          {PLACE_NAMES[each.place]}
          <Unread count={letters.filter((letter) => letter.unread && letter.place === each.place).length} />
        </a>
      ))}
    </nav>
  );
}

function Unread({ count }: { readonly count: number }): JSX.Element | null {
  return count > 0 ? (
    <span class="badge">
      {count}
      <span class="unseen"> unread</span>
    </span>
  ) : null;
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
}

function Header({ view, readers }: HeaderProps): JSX.Element {
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
    </header>
  );
}
