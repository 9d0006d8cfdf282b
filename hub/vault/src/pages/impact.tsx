/** "Are we affected?" in one act: three buttons, and words for who has them. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CaseView, Vault } from "../client/views.ts";
import { announce, Button, Command, FailureNotice, Field, useAct } from "./parts/index.ts";
import { command } from "./shell.ts";

const ANSWERS = [
  ["affected", "Affected"],
  ["not affected", "Not affected"],
  ["not sure yet", "Not sure yet"],
] as const;

/** Stands above the thread while this person's team owes the answer. */
export function ImpactPanel({
  vault,
  view,
}: {
  readonly vault: Vault;
  readonly view: CaseView;
}): JSX.Element | null {
  const act = useAct();
  const [words, setWords] = useState("");
  const mine = view.parties.find((party) => party.slug === vault.me.slug);
  if (mine?.impact !== "waiting" || (mine.role !== "owner" && mine.role !== "participant")) {
    return null;
  }
  const answer = (affected: (typeof ANSWERS)[number][0]): void =>
    act.run(async () => {
      await vault.answerImpact(view.caseId, affected, words.trim());
      document.querySelector("h1")?.focus(); // this panel goes, and the focus would go with it
      announce("Answered. The other teams can read it.");
    });
  return (
    <section class="panel" aria-labelledby="impact">
      <h2 id="impact">Is {mine.slug} affected?</h2>
      <p>One press answers, sealed to the joint place. The hub learns that you answered, and not what.</p>
      <div class="acts">
        {ANSWERS.map(([value, label]) => (
          <Button key={value} pending={act.pending} onPress={() => answer(value)}>
            {label}
          </Button>
        ))}
      </div>
      <FailureNotice failure={act.failure} />
      <details>
        <summary>Add why (optional)</summary>
        <Field
          label="Why, or since which version"
          control={(attributes) => (
            <textarea
              {...attributes}
              rows={3}
              value={words}
              onInput={(event) => setWords(event.currentTarget.value)}
            />
          )}
        />
        <Command lines={[command("accord", "reply", view.codeName, "-", "--purpose", "impact")]} />
      </details>
    </section>
  );
}
