/** The log folded: what the hub's columns cache and what anybody recomputes. */

import { DomainError } from "../kernel/errors.ts";
import { decide, opened } from "./decide.ts";
import { OutOfOrderError } from "./errors.ts";
import type { Event } from "./events.ts";
import type { DisclosureState } from "./state.ts";

/** An event that stands in the log and moved nothing, because of `rule`. An honest hub logs none. */
export interface NotCounted {
  readonly index: number;
  readonly rule: string;
}

/** The state after the last event, and the events that did not count. */
export interface Replayed {
  readonly state: DisclosureState;
  readonly notCounted: readonly NotCounted[];
}

/**
 * Fold a case's events, in the order of the log, at their log times.
 *
 * Throws OutOfOrderError if the first is not the opening. Apply `elapsed` to read the result at a later time.
 */
export function replay(events: Iterable<Event>): Replayed {
  const [first, ...rest] = events;
  if (first?.kind !== "case-opened") {
    throw new OutOfOrderError("the log of a case begins with its opening");
  }
  let state = opened(first, first.at);
  const notCounted: NotCounted[] = [];
  for (const event of rest) {
    try {
      state = decide(state, event, event.at);
    } catch (error) {
      if (!(error instanceof DomainError)) {
        throw error;
      }
      notCounted.push({ index: event.index, rule: error.rule });
    }
  }
  return { state, notCounted };
}
