/** One place of a case: its letters, the composer while one writes, and where every team stands. */
import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { CaseView, Place, Vault } from "../client/views.ts";
import type { Reading } from "./letters.ts";
import { ButtonLink, Command, laterSection, PLACE_NAMES, PLACE_WORDS, useAddress } from "./parts/index.ts";
import { type CaseRoute, toCase } from "./route.ts";
import { command } from "./shell.ts";
import { Thread } from "./thread.tsx";

const Composer = laterSection(async () => (await import("./sections.ts")).Composer);

export interface TalkProps {
  readonly vault: Vault;
  readonly view: CaseView;
  readonly route: CaseRoute;
  readonly letters: Reading;
  readonly place: Place | undefined;
}

/** One place: who reads it, its letters, and the composer beside them while one writes. */
export function Talk({ vault, view, route, letters, place }: TalkProps): JSX.Element {
  const writing = route.section === "write";
  const heading = useReturn(writing);
  const readers = view.places.find((each) => each.place === place);
  if (!place || !readers) {
    return <p>You take part by date only: there is nothing here that your keys open.</p>;
  }
  const here = letters.list.filter((letter) => letter.place === place);
  const answered = writing ? here.find((letter) => letter.envelope === route.reply) : undefined;
  return (
    <div class={writing ? "talk writing" : "talk"}>
      <Places view={view} place={place} letters={letters} />
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
          <h2 id="place" class="unseen" tabIndex={-1} ref={heading}>
            {PLACE_NAMES[place]}
          </h2>
          <p class="quiet">{PLACE_WORDS[place]}</p>
          {writing ? null : (
            <ButtonLink to={toCase(view.caseId, "write", place)} kind="main">
              Write to {readers.short}
            </ButtonLink>
          )}
        </div>
        <Thread vault={vault} caseId={view.caseId} place={place} letters={here} reading={letters} />
        {writing ? null : <Command lines={[command("accord", "read", view.codeName)]} />}
      </section>
      {writing ? null : <Glance view={view} />}
    </div>
  );
}

/** Who closes the composer stands at the thread again, and not at the top of the document. */
function useReturn(writing: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const wrote = useRef(writing);
  useEffect(() => {
    if (wrote.current && !writing) {
      heading.current?.focus();
    }
    wrote.current = writing;
  }, [writing]);
  return heading;
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
            {party.impact === "not asked" ? "in the record alone" : `“affected?” ${party.impact} · ${party.fix}`}
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
  readonly letters: Reading;
}

function Places({ view, place, letters }: PlacesProps): JSX.Element {
  const address = useAddress();
  return (
    <nav class="places" aria-label="Places">
      {view.places.map((each) => (
        <a
          key={each.place}
          href={address(toCase(view.caseId, "read", each.place))}
          aria-current={each.place === place ? "page" : undefined}
        >
          {PLACE_NAMES[each.place]}
          <Unread
            count={
              letters.list.filter((letter) => letters.waits(letter) && letter.place === each.place).length
            }
          />
        </a>
      ))}
    </nav>
  );
}

/** How many letters wait to be read. */
export function Unread({ count }: { readonly count: number }): JSX.Element | null {
  return count > 0 ? (
    <span class="badge">
      {count}
      <span class="unseen"> unread</span>
    </span>
  ) : null;
}
