/**
 * Proposing a date: native inputs, a zone by place, good days to choose from, and what speaks for or against
 * one.
 */

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { CaseView, Instant, Vault } from "../client/views.ts";
import {
  announce,
  Button,
  Command,
  distance,
  FailureNotice,
  Field,
  Form,
  useAct,
  useLoad,
  utcText,
  When,
} from "./parts/index.ts";
import { command } from "./shell.ts";
import { advise, type Bearing, effectOf, suggest } from "./slots.ts";
import { instantOf, ownZone, type Wall, wallOf, zoneChoices } from "./zones.ts";

interface ProposeProps {
  readonly vault: Vault;
  readonly view: CaseView;
  readonly refresh: () => void;
  readonly now: Instant;
  /** The date to begin from: that which is countered. */
  readonly begin?: Instant | undefined;
}

/** The form; what was typed stays when the hub refuses it. */
export function ProposeForm({ vault, view, refresh, now, begin }: ProposeProps): VNode {
  const [zone, setZone] = useState(ownZone);
  const [given, setGiven] = useState<Given>(() => (begin === undefined ? NOTHING : wallOf(begin, zone)));
  const wall = { date: given.date, time: given.time ?? usualTime(given.date, zone) };
  const form = useRef<HTMLFormElement>(null);
  const act = useAct();
  useEffect(() => {
    if (begin !== undefined) {
      form.current?.querySelector<HTMLElement>("input[type=date]")?.focus();
    }
  }, [begin]);
  const { embargo, received, caseId, codeName } = view;
  const away = useLoad(`away ${caseId}`, () => vault.daysOff(caseId));
  const bearing: Bearing = {
    now,
    received,
    current: embargo.t0,
    proposed: embargo.proposals.map(({ t0 }) => t0),
    off: away.value ?? [],
  };
  const touched = wall.date !== "" && wall.time !== "";
  const found = instantOf(wall, zone);
  const at = "at" in found ? found.at : undefined;
  const advice = at === undefined ? [] : advise(at, bearing);
  const refused = advice.some((each) => each.kind === "refused");
  const propose = (): void => {
    if (at === undefined || refused) {
      announce(advice[0]?.sentence ?? "Give a date and a time.");
      return;
    }
    act.run(async () => {
      await vault.propose(caseId, at, zone);
      announce("Proposed and signed.");
      setGiven(NOTHING);
      refresh();
    });
  };
  return (
    <Form class="propose" formRef={form} onSubmit={propose}>
      {away.value === undefined && away.failure === undefined ? (
        <p class="loading">Looking up holidays…</p>
      ) : (
        <Suggestions
          view={view}
          bearing={bearing}
          chosen={at}
          blind={away.value === undefined}
          onChoose={(slot) => setGiven(wallOf(slot, zone))}
        />
      )}
      <div class="row">
        <Field
          label="Date"
          control={(attributes) => (
            <input
              {...attributes}
              type="date"
              required
              value={wall.date}
              onInput={(event) => setGiven({ ...given, date: event.currentTarget.value })}
            />
          )}
        />
        <Field
          label="Time"
          control={(attributes) => (
            <input
              {...attributes}
              type="time"
              required
              value={wall.time}
              onInput={(event) => setGiven({ ...given, time: event.currentTarget.value.slice(0, 5) })}
            />
          )}
        />
        <Field
          label="Zone"
          control={(attributes) => (
            <select {...attributes} value={zone} onChange={(event) => setZone(event.currentTarget.value)}>
              {zoneChoices(ownZone(), embargo.zone ?? "UTC").map((each) => (
                <option key={each} value={each}>
                  {each.replaceAll("_", " ")}
                </option>
              ))}
            </select>
          )}
        />
      </div>
      <div class="advice" aria-live="polite">
        {touched && "fault" in found ? <p class="refused">{found.fault}</p> : null}
        {at === undefined ? null : (
          <p>
            <strong>{utcText(at)}</strong>, {distance(at, Date.parse(now))}.{" "}
            {refused ? "" : effectOf(at, embargo.t0)}
          </p>
        )}
        {advice.map(({ kind, sentence }) => (
          <p key={sentence} class={kind}>
            {sentence}
          </p>
        ))}
      </div>
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending} disabled={touched && (at === undefined || refused)}>
        {at === undefined || refused ? "Propose" : `Propose ${utcText(at)}`}
      </Button>
      {at === undefined || refused ? null : (
        <Command lines={[command("accord", "propose", codeName, at, "--zone", zone)]} />
      )}
    </Form>
  );
}

/** What was typed. Until somebody gives a time of their own it is that of the good days. */
type Given = Pick<Wall, "date"> & Partial<Wall>;

const NOTHING: Given = { date: "" };

/** 15:00 UTC on the clocks of a zone, on a whole date; no time on a half-typed one. */
function usualTime(date: string, zone: string): string {
  return date < "2000" ? "" : wallOf(`${date}T15:00:00Z`, zone).time;
}

interface SuggestionsProps {
  readonly view: CaseView;
  readonly bearing: Bearing;
  readonly chosen: Instant | undefined;
  /** The holidays could not be looked up. */
  readonly blind: boolean;
  readonly onChoose: (at: Instant) => void;
}

function Suggestions({ view, bearing, chosen, blind, onChoose }: SuggestionsProps): VNode | null {
  const slots = suggest(bearing, view.embargo.windows);
  if (slots.length === 0) {
    return null;
  }
  return (
    <fieldset class="suggestions">
      <legend>Good days: Tuesday to Thursday, 15:00 UTC</legend>
      <ul>
        {slots.map(({ at, why }) => (
          <li key={at}>
            <button
              type="button"
              class="button plain"
              aria-pressed={at === chosen ? "true" : "false"}
              onClick={() => onChoose(at)}
            >
              <When at={at} />
            </button>
            <span class="quiet">{why.join(" ")}</span>
          </li>
        ))}
      </ul>
      <p class="hint">
        {blind
          ? "Holidays could not be looked up: whoever must answer knows their own."
          : "Public holidays are those of the countries that the teams name in their profiles."}
      </p>
    </fieldset>
  );
}
