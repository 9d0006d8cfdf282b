/** Notices: a failure that says what to do, a warning, a fact worth knowing. */
import type { ComponentChildren, JSX } from "preact";
import type { Failure, FailureKind, Warning } from "../../client/views.ts";
import { Button } from "./button.tsx";

const TITLES: Readonly<Record<FailureKind, string>> = {
  offline: "No connection",
  expired: "You were signed out",
  clock: "This machine’s clock is off",
  storage: "This browser cannot keep it",
  "too-big": "Too big",
  refused: "It was refused",
  moved: "Something changed meanwhile",
  "hub-lies": "The hub showed something that cannot be true",
  "not-found": "Not here",
  "wrong-passphrase": "Wrong passphrase",
  "bad-input": "That did not work",
  missing: "A part of the vault did not arrive",
  cancelled: "Stopped",
};

/** What to do next, beside the sentence of the failure itself. */
const ADVICE: Readonly<Partial<Record<FailureKind, string>>> = {
  offline: "What you typed is still here. Try again when the network is back.",
  expired: "What you typed is still here. Sign in again above, then repeat the act.",
  clock: "Set the clock of this machine right, then try again. What you typed is still here.",
  storage: "Free some space or leave the private window; keep your key file at hand.",
  moved: "The page shows how things stand now. Repeat the act if you still want it.",
  "hub-lies":
    "Nothing of it was believed or shown. Tell your hub’s operator and a second team, over another channel.",
};

/** A box with a coloured edge; `title` is bold. Kind `warn` is read out at once. */
export function Notice(props: {
  readonly kind: "warn" | "calm" | "plain";
  readonly title?: string | undefined;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`notice ${props.kind}`} role={props.kind === "warn" ? "alert" : undefined}>
      {props.title ? <p class="notice-title">{props.title}</p> : null}
      {props.children}
    </div>
  );
}

/** What failed, why, and what to do; nothing when nothing failed. `retry` offers the same again. */
export function FailureNotice(props: {
  readonly failure: Failure | undefined;
  readonly retry?: (() => void) | undefined;
}): JSX.Element | null {
  const { failure, retry } = props;
  if (!failure) {
    return null;
  }
  const advice = ADVICE[failure.kind];
  return (
    <Notice kind="warn" title={TITLES[failure.kind]}>
      <p>
        {failure.message} {advice && !failure.message.includes(advice) ? advice : ""}
        <Rule name={failure.rule} />
      </p>
      {retry ? <Button onPress={retry}>Try again</Button> : null}
    </Notice>
  );
}

/** Warnings, one line each. */
export function Warnings({ list }: { readonly list: readonly Warning[] }): JSX.Element | null {
  if (list.length === 0) {
    return null;
  }
  return (
    <ul class="warnings">
      {list.map((each) => (
        <li key={each.sentence}>
          {each.sentence}
          <Rule name={each.rule} />
        </li>
      ))}
    </ul>
  );
}

/** The name of a rule of FORMATS.md, small, behind the sentence that explains it. */
export function Rule({ name }: { readonly name: string | undefined }): JSX.Element | null {
  return name ? <small class="rule"> ({name})</small> : null;
}
