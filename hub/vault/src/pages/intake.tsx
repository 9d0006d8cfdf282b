/**
 * A sealed report at intake: read it, choose who may read it too, and answer; the answer makes the case
 * (design 3.4).
 *
 * A report that nobody signed (a drop) can be read and not taken on: there is no key to answer to (RE-3).
 */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { IntakeView, Vault } from "../client/views.ts";
import { Colleagues, namesOf } from "./colleagues.tsx";
import { LetterText } from "./letter.tsx";
import { OtherDrafts } from "./others.tsx";
import {
  Button,
  Command,
  FailureNotice,
  Field,
  Form,
  Loaded,
  Notice,
  Page,
  Rule,
  useAct,
  useAddress,
  useLoad,
  When,
} from "./parts/index.ts";
import { toCase } from "./route.ts";
import { command } from "./shell.ts";
import { useTyped } from "./typed.ts";
import { visible } from "./visible.ts";

interface IntakeProps {
  readonly vault: Vault;
  readonly intakeId: string;
}

/** The page of one report. */
export function IntakePage({ vault, intakeId }: IntakeProps): VNode {
  const report = useLoad(`intake/${intakeId}`, () => vault.intake(intakeId));
  const subject = report.value?.subject;
  return (
    <Page title={subject === undefined ? "A sealed report" : visible(subject)} kicker="At intake" tab="A sealed report">
      <Loaded from={report} what="Opening the report">
        {(view) => (
          <>
            <Report view={view} />
            {view.signed && view.body !== undefined ? (
              <TakeOn vault={vault} view={view} />
            ) : (
              <NoCase view={view} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Report({ view }: { view: IntakeView }): VNode {
  return (
    <article class="letter" aria-label="The report">
      <p class="quiet">
        Received <When at={view.received} utc />.{" "}
        {view.signed
          ? "Signed by the reporter, who stays unnamed: only their twelve words open your answer."
          : "Not signed: nobody knows who sent it."}
      </p>
      {view.fault === undefined ? null : (
        <Notice kind="warn" title="It stays shut">
          <p>
            {view.fault.sentence}
            <Rule name={view.fault.rule} />
          </p>
        </Notice>
      )}
      {view.body === undefined ? null : <LetterText text={view.body} />}
    </article>
  );
}

function NoCase({ view }: { view: IntakeView }): VNode {
  return (
    <Notice kind="plain" title="It cannot become a case">
      <p>
        {view.signed
          ? "Only a report that opens can be taken on. Another person on duty may be able to open it."
          : "There is no key to answer to. If the text names a way to reach its sender, ask there for a " +
            "report with twelve words; else treat it as a hint."}
      </p>
    </Notice>
  );
}

function TakeOn({ vault, view }: { vault: Vault; view: IntakeView }): VNode {
  const address = useAddress();
  const others = view.colleagues.filter(({ me }) => !me);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const typed = useTyped(vault, `#/intake/${view.intakeId}`, { body: acknowledgement(vault.me.slug) });
  const answer = typed.body;
  const act = useAct();
  const takeOn = (): void =>
    act.run(async () => {
      const caseId = await vault.takeOn(view.intakeId, [...chosen], answer);
      await typed.forget();
      location.hash = address(toCase(caseId));
    });
  const grants = namesOf(others, chosen).flatMap((name) => ["--grant", name]);
  return (
    <Form onSubmit={takeOn}>
      <h2>Take it on</h2>
      <p>
        You become its coordinator and its first reader. The case gets a code name; its clock of 90 days runs
        since the report.
      </p>
      {others.length === 0 ? null : (
        <Colleagues
          legend="Who else of your team may read it"
          people={others}
          chosen={chosen}
          onChange={setChosen}
        />
      )}
      <OtherDrafts typed={typed} still={act.pending} />
      <Field
        label="Your answer to the reporter"
        hint={<>Sealed to the reporter. Change it as you like; reporters mind silence most. {typed.kept}</>}
        control={(attributes) => (
          <textarea
            {...attributes}
            rows={7}
            required
            readOnly={act.pending}
            value={answer}
            onInput={(event) => typed.set({ body: event.currentTarget.value })}
          />
        )}
      />
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending} disabled={answer.trim() === ""}>
        Take it on and answer
      </Button>
      <Command lines={[command("accord", "take-on", view.intakeId, ...grants, "--answer", "answer.txt")]} />
    </Form>
  );
}

/** What a reporter wants to know first: it arrived, somebody reads it, and what comes next. */
function acknowledgement(slug: string): string {
  return [
    `Thank you. Your report has reached the people on duty at ${slug}, and one of us has opened it.`,
    "",
    "We shall tell you here whether we can reproduce it, which other teams are affected, and which date we " +
      "propose. Please keep it to yourself until then, and tell us how you would like to be credited.",
    "",
    "Come back with your twelve words whenever you like.",
  ].join("\n");
}
