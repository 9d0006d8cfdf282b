/** How far each team is, and the three words that a team may say before T0 (ready, hold, go). */

import type { VNode } from "preact";

import type { CaseView, Vault } from "../client/views.ts";
import { readyLines } from "./commands.ts";
import { announce, Button, Command, FailureNotice, useAct } from "./parts/index.ts";

interface ReadinessProps {
  readonly vault: Vault;
  readonly view: CaseView;
  readonly refresh: () => void;
}

const STATES = {
  ready: "ready",
  go: "go: final",
  hold: "holds its own advisory back",
  silent: "has not said yet",
} as const;

const CHOICES = [
  ["ready", "Ready", "Your fix and your text are done. At T0 your advisory goes out."],
  ["go", "Go", "Said in the last day: the text is final, and it goes out at T0."],
  [
    "hold",
    "Hold",
    "Your own advisory stays back at T0 until you lift it. The others publish; the date stays.",
  ],
] as const;

/** The table of all teams, and our own choice. */
export function Readiness({ vault, view, refresh }: ReadinessProps): VNode {
  const act = useAct();
  const { ready } = view.embargo;
  const ours = ready.find((each) => each.slug === vault.me.slug)?.state;
  const say = (state: "ready" | "hold" | "go"): void =>
    act.run(async () => {
      await vault.ready(view.caseId, state);
      announce(`Signed: ${state}.`);
      refresh();
    });
  return (
    <section aria-labelledby="ready">
      <h2 id="ready">Ready for T0</h2>
      <ul class="answers" aria-label="Teams">
        {ready.map(({ slug, state }) => (
          <li key={slug} class={state}>
            {slug} {state === "ready" || state === "go" ? "is" : ""} {STATES[state]}
          </li>
        ))}
      </ul>
      {ours === undefined ? null : (
        <>
          <dl class="choices">
            {CHOICES.map(([state, name, words]) => (
              <div key={state} class="choice">
                <dt>
                  <Button
                    kind={state === "ready" && ours === "silent" ? "main" : "plain"}
                    pending={act.pending}
                    disabled={ours === state}
                    onPress={() => say(state)}
                  >
                    {name}
                  </Button>
                </dt>
                <dd>{ours === state ? `Your team said so. ${words}` : words}</dd>
              </div>
            ))}
          </dl>
          <FailureNotice failure={act.failure} />
          <Command either lines={readyLines(view.codeName, ours)} />
        </>
      )}
    </section>
  );
}
