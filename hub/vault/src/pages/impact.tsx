/** "Are we affected?" in one act: three buttons, and words for who has them. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { CaseView, Vault } from "../client/views.ts";
import { impactLines } from "./commands.ts";
import { OtherDrafts } from "./others.tsx";
import { announce, Button, Command, FailureNotice, Field, useAct } from "./parts/index.ts";
import { toCase } from "./route.ts";
import { useTyped } from "./typed.ts";

const ANSWERS = [
  ["affected", "Affected"],
  ["not affected", "Not affected"],
  ["not sure yet", "Not sure yet"],
] as const;

interface ImpactProps {
  readonly vault: Vault;
  readonly view: CaseView;
}

/** Stands above the thread while this person's team owes the answer. */
export function ImpactPanel({ vault, view }: ImpactProps): JSX.Element | null {
  const mine = view.parties.find((party) => party.slug === vault.me.slug);
  const owed = mine?.impact === "waiting" && (mine.role === "owner" || mine.role === "participant");
  return owed ? <Impact vault={vault} view={view} /> : null;
}

function Impact({ vault, view }: ImpactProps): JSX.Element {
  const act = useAct();
  const typed = useTyped(vault, `${toCase(view.caseId)}/impact`);
  const begun = useRef(false);
  begun.current ||= typed.body !== ""; // who finds their words again shall see them
  const answer = (affected: (typeof ANSWERS)[number][0]): void =>
    act.run(async () => {
      await vault.answerImpact(view.caseId, affected, typed.body.trim());
      await typed.forget();
      document.querySelector("h1")?.focus(); // this panel goes, and the focus would go with it
      announce("Answered. The other teams can read it.");
    });
  return (
    <section class="panel" aria-labelledby="impact">
      <h2 id="impact">Is {vault.me.slug} affected?</h2>
      <p>One press answers, sealed to the joint place. The hub learns that you answered, and not what.</p>
      <div class="acts">
        {ANSWERS.map(([value, label]) => (
          <Button key={value} pending={act.pending} onPress={() => answer(value)}>
            {label}
          </Button>
        ))}
      </div>
      <FailureNotice failure={act.failure} />
      <details open={begun.current}>
        <summary>Add why (optional)</summary>
        <OtherDrafts typed={typed} still={act.pending} />
        <Field
          label="Why, or since which version"
          hint={typed.kept}
          control={(attributes) => (
            <textarea
              {...attributes}
              rows={3}
              readOnly={act.pending}
              value={typed.body}
              onInput={(event) => typed.set({ body: event.currentTarget.value })}
            />
          )}
        />
      </details>
      <Command either lines={impactLines(view.codeName, vault.me.slug)} />
    </section>
  );
}
