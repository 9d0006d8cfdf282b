/** Today: what this person owes, by when, across their cases, each with the one act that settles it. */
import type { JSX } from "preact";
import type { CaseLine, Task, Today, Vault } from "../client/views.ts";
import {
  ButtonLink,
  Command,
  Countdown,
  count,
  Empty,
  Loaded,
  Notice,
  Page,
  useLoad,
  useNow,
  Warnings,
  When,
} from "./parts/index.ts";
import { looked } from "./rounds.ts";
import { toCase } from "./route.ts";

const KINDS: Readonly<Record<string, string>> = {
  report: "Report",
  invitation: "Invitation",
  read: "Letters",
  impact: "Affected?",
  proposal: "Date",
  propose: "Date",
  ready: "Ready?",
  invite: "Invitation",
  confirm: "Became known?",
  end: "Early end?",
  refused: "Not published",
  review: "Review",
  agent: "Your client",
};

/** The first page of the vault. */
export function TodayPage({ vault }: { readonly vault: Vault }): JSX.Element {
  const today = useLoad("today", () => vault.today());
  return (
    <Page title="Today" wide>
      <Loaded from={today} what="Opening what waits for you">
        {(value) => <Day today={value} persistent={vault.me.persistent} />}
      </Loaded>
      <Command lines={["accord list"]} />
    </Page>
  );
}

function Day({ today, persistent }: { readonly today: Today; readonly persistent: boolean }): JSX.Element {
  if (today.tasks.length + today.cases.length === 0 && !looked.value) {
    return <p class="loading">Looking for news…</p>;
  }
  return (
    <>
      <section aria-label="What you owe">
        {today.tasks.length > 0 ? (
          <ol class="tasks">
            {today.tasks.map((task) => (
              <TaskLine key={`${task.what} ${task.to} ${task.caseId ?? ""}`} task={task} />
            ))}
          </ol>
        ) : (
          <Empty title="Nothing waits for you">
            <p>
              When a report arrives, a letter is unread, a date is proposed or an invitation comes, it stands
              here with the one act that settles it. While this tab is open it also does what waits for your
              client, such as sealing keys to newcomers.
            </p>
          </Empty>
        )}
      </section>
      <section>
        <h2>Cases</h2>
        {today.cases.length > 0 ? (
          <ul class="cases">
            {today.cases.map((line) => (
              <CaseRow key={line.caseId} line={line} />
            ))}
          </ul>
        ) : (
          <Empty title="No case yet">
            <p>A case appears once a lead of your team lets you read it, or when you take a report on.</p>
          </Empty>
        )}
      </section>
      {persistent ? null : <Forgetful />}
      <Warnings list={today.warnings} />
    </>
  );
}

function TaskLine({ task }: { readonly task: Task }): JSX.Element {
  const now = useNow(60_000);
  const urgent = task.by !== undefined && new Date(task.by).getTime() - now < 24 * 3_600_000;
  return (
    <li class={urgent ? "task urgent" : "task"}>
      <p class="task-kind">{KINDS[task.what] ?? "Case"}</p>
      <div class="task-text">
        <p class="task-title">{task.title}</p>
        <p>{task.sentence}</p>
        {task.by ? (
          <p class="quiet">
            by <When at={task.by} short utc /> · <Countdown to={task.by} what={task.title} />
          </p>
        ) : null}
      </div>
      <ButtonLink to={task.to} kind="main" label={`${task.act}: ${task.title}`}>
        {task.act}
      </ButtonLink>
    </li>
  );
}

function CaseRow({ line }: { readonly line: CaseLine }): JSX.Element {
  return (
    <li class="case-row">
      <p class="case-title">
        <a href={toCase(line.caseId)}>{line.title}</a>
        {line.unread > 0 ? <span class="badge">{count(line.unread, "new letter")}</span> : null}
      </p>
      <p class="quiet">
        {line.title === line.codeName ? null : `${line.codeName} · `}
        {line.role === "owner" ? "yours" : `you ${line.role === "reporter" ? "reported" : "take part"}`}
        {line.turn ? ` · ${line.turn}` : ""}
      </p>
      <p class="case-date">
        {line.t0 ? (
          <>
            <When at={line.t0} short utc /> <span class="quiet">· {STATES[line.state]}</span>
          </>
        ) : (
          <span class="quiet">{STATES[line.state]}</span>
        )}
      </p>
    </li>
  );
}

export const STATES = {
  none: "no date yet",
  proposed: "date proposed",
  active: "date agreed",
  revise: "new date proposed",
  exited: "embargo ended",
} as const;

function Forgetful(): JSX.Element {
  return (
    <Notice kind="warn" title="This browser may forget your keys">
      <p>
        It keeps them only while there is room, or until this private window closes. Nothing is lost as long
        as you have your key file and its passphrase: <a href="#/devices">save it again</a>.
      </p>
    </Notice>
  );
}
