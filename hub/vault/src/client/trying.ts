/**
 * What an act would do, by doing it: the rules that everybody decides with are asked for the state after it.
 */

import { decide } from "../disclosure/decide.ts";
import type { Event } from "../disclosure/events.ts";
import type { DisclosureState } from "../disclosure/state.ts";
import type { Instant } from "./views.ts";
import { sentence } from "./words.ts";

/** For whom the sentences are made. */
export interface Viewer {
  readonly tenant: string;
  readonly now: Instant;
  readonly slug: (genesis: string) => string;
}

/** An event without its place in the log. */
export type Act = Event extends infer E ? (E extends Event ? Omit<E, "index" | "at" | "by"> : never) : never;

/** The state after an act of the viewer's team, or the sentence with which the rules refuse it. */
export function tried(state: DisclosureState, { tenant, now }: Viewer, act: Act): DisclosureState | string {
  const at = now > state.at ? now : state.at; // the log may be ahead of this machine
  try {
    return decide(state, { ...act, index: state.index + 1, at, by: tenant } as Event, at);
  } catch (refusal) {
    return sentence(refusal instanceof Error ? refusal.message : String(refusal));
  }
}
