/**
 * A report without an account: exactly what the teams' policy asks for, sealed in this browser before
 * anything is sent. There is no field for a severity: the team scores it. What was typed lives in this page
 * alone, and survives every failure of sealing or sending.
 */

import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";

import type { ReportDraft, Reporting } from "../client/views.ts";
import { Attached } from "./attached.tsx";
import { type Faults, faultsOf } from "./filing.ts";
import {
  announce,
  Button,
  Check,
  Command,
  Empty,
  FailureNotice,
  Field,
  Form,
  hubAddress,
  Loaded,
  Page,
  Progress,
  type ProgressState,
  useAct,
  useLoad,
} from "./parts/index.ts";
import { command } from "./shell.ts";
import { type Choice, Credit, TeamChoice, type Teams, useChoice } from "./teams.tsx";
import { useUnloadWarning } from "./unload.ts";
import { WordsOnce } from "./words.tsx";

interface ReportProps {
  readonly reporting: Reporting;
}

type Handed = Awaited<ReturnType<Reporting["send"]>>;

const BLANK: ReportDraft = {
  to: "",
  title: "",
  product: "",
  versions: "",
  description: "",
  credit: "",
  files: [],
};

/** The form; then the twelve words. */
export function ReportPage({ reporting }: ReportProps): VNode {
  const [handed, setHanded] = useState<Handed & { readonly to: string }>();
  const teams = useLoad("teams", () => reporting.teams());
  if (handed !== undefined) {
    return <WordsOnce words={handed.words} receipt={handed.receipt} to={handed.to} />;
  }
  return (
    <Page title="Report a vulnerability">
      <p class="lede">
        One report, sealed in this browser for the people on duty at one team. No account, no name, no PGP;
        the hub cannot read it.
      </p>
      <Loaded from={teams} what="Looking up the teams and their keys">
        {(found) =>
          found.length === 0 ? (
            <Empty title="No team takes sealed reports here yet">
              <p>
                A team does once it has named the people on duty. Until then write to its own security
                contact.
              </p>
            </Empty>
          ) : (
            <ReportForm
              reporting={reporting}
              teams={found}
              onHanded={(receipt, to) => setHanded({ ...receipt, to })}
            />
          )
        }
      </Loaded>
    </Page>
  );
}

interface FormProps extends ReportProps {
  readonly teams: Teams;
  readonly onHanded: (handed: Handed, to: string) => void;
}

function ReportForm({ reporting, teams, onHanded }: FormProps): VNode {
  const choice = useChoice(teams);
  const { team } = choice;
  const [typed, setTyped] = useState<ReportDraft>(BLANK);
  // Whoever compared the genesis by eye has it pinned too: what is shown here is what is sealed to.
  const draft = { ...typed, to: team === undefined ? "" : `${team.slug}@${team.genesis}` };
  const [verified, setVerified] = useState(false);
  const [tried, setTried] = useState(false);
  const [looking, setLooking] = useState(false);
  const [progress, setProgress] = useState<ProgressState>();
  const stop = useRef<AbortController>(null);
  const form = useRef<HTMLFormElement>(null);
  const act = useAct();
  const set = (change: Partial<ReportDraft>): void => setTyped((old) => ({ ...old, ...change }));
  const faults: Faults = tried ? faultsOf(draft) : {};
  useUnloadWarning(draft.title + draft.description + draft.versions !== "" || draft.files.length > 0);
  const send = (): void => {
    setTried(true);
    const doubtful = choice.verdict === "another" || choice.verdict === "cut";
    const missing = Object.keys(faultsOf(draft)).length + (verified ? 0 : 1) + (doubtful ? 1 : 0);
    if (missing > 0) {
      announce(missing === 1 ? "One thing is missing." : `${missing} things are missing.`);
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(FIRST_FAULT)?.focus());
      return;
    }
    stop.current = new AbortController();
    const { signal } = stop.current;
    act.run(async () => {
      try {
        const step = (sentence: string, done: number, of: number): void =>
          setProgress({ sentence, done, of });
        onHanded(await reporting.send(draft, step, signal), team?.name ?? "");
      } finally {
        setProgress(undefined);
      }
    });
  };
  const bound = (field: "title" | "product" | "versions" | "description") => ({
    value: draft[field],
    onInput: (event: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      set({ [field]: event.currentTarget.value }),
  });
  return (
    <Form class="report" formRef={form} noValidate onSubmit={send}>
      <TeamChoice teams={teams} choice={choice} fault={faults.to} />
      <Field
        label="In one line, what goes wrong?"
        error={faults.title}
        control={(attributes) => <input {...attributes} type="text" autocomplete="off" {...bound("title")} />}
      />
      <div class="row">
        <Field
          label="Tool or package"
          error={faults.product}
          control={(attributes) => (
            <input {...attributes} type="text" autocomplete="off" list="products" {...bound("product")} />
          )}
        />
        <Field
          label="Versions you tried"
          error={faults.versions}
          control={(attributes) => (
            <input {...attributes} type="text" autocomplete="off" {...bound("versions")} />
          )}
        />
      </div>
      <datalist id="products">
        {team?.products.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <Field
        label="Description"
        hint="A few sentences of plain text or Markdown: what one does, what happens, what should happen."
        error={faults.description}
        control={(attributes) => <textarea {...attributes} rows={10} {...bound("description")} />}
      />
      <Attached files={draft.files} onChange={(files) => set({ files })} onLooking={setLooking} />
      <Credit value={draft.credit} onChange={(credit) => set({ credit })} />
      <Policy verified={verified} fault={tried && !verified} onVerified={setVerified} />
      <FailureNotice failure={act.failure} />
      {progress === undefined ? (
        <Button kind="main" submit pending={act.pending || looking}>
          Seal and send
        </Button>
      ) : (
        <Progress at={progress} onStop={() => stop.current?.abort()} />
      )}
      {team === undefined ? null : <Command lines={[commandFor(choice, draft.title)]} />}
    </Form>
  );
}

const FIRST_FAULT = "[aria-invalid=true], .fault input";

/** It pins what was pinned here: a genesis that only this hub has said would be no pin there either. */
function commandFor({ team, verdict }: Choice, title: string): string {
  const { slug = "", genesis = "" } = team ?? {};
  const to = verdict === "pinned" ? `${slug}@${genesis}` : slug;
  return command(
    "accord",
    "report",
    "--to",
    to,
    "--url",
    hubAddress.value,
    "--subject",
    title.trim() || "one line",
    "report.md",
  );
}

interface PolicyProps {
  readonly verified: boolean;
  readonly fault: boolean;
  readonly onVerified: (verified: boolean) => void;
}

function Policy({ verified, fault, onVerified }: PolicyProps): VNode {
  return (
    <section class={fault ? "policy fault" : "policy"} aria-labelledby="policy">
      <h2 id="policy">Before you send</h2>
      <ul>
        <li>One flaw in one report. Several of a kind: the clearest first.</li>
        <li>A script that exits with 1 where the flaw is and with 0 where it is not says more than pages.</li>
        <li>No severity and no score: the team works it out with you.</li>
        <li>Tell nobody else, and publish nothing, before the date that the teams agree with you.</li>
      </ul>
      <Check
        label="I have seen it happen on these versions. What a tool or a model wrote, I have checked myself."
        checked={verified}
        onChange={onVerified}
      />
      {fault ? <p class="error">Try it first: teams close what nobody has seen happen.</p> : null}
    </section>
  );
}
