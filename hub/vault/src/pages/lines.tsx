/** The lines of Today: what is owed, and the cases; of several teams, each says of which it is. */
import type { ComponentChildren, JSX } from "preact";
import type { OfTeam } from "../client/together.ts";
import type { CaseLine, Task } from "../client/views.ts";
import { ActingFor, ButtonLink, Countdown, count, useAddress, useNow, When } from "./parts/index.ts";
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

/** A line of one team among those of others: it leads into that team's pages. */
export function InTeam(props: {
  readonly team: string;
  readonly several: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  return <ActingFor value={{ slug: props.team, several: props.several }}>{props.children}</ActingFor>;
}

interface TaskProps {
  readonly task: OfTeam<Task>;
  readonly named: boolean;
}

/** One thing owed, with the act that settles it. */
export function TaskLine({ task, named }: TaskProps): JSX.Element {
  const now = useNow(60_000);
  const urgent = task.by !== undefined && new Date(task.by).getTime() - now < 24 * 3_600_000;
  return (
    <li class={urgent ? "task urgent" : "task"}>
      <p class="task-kind">
        {named ? <strong class="team">{task.team}</strong> : null} {KINDS[task.what] ?? "Case"}
      </p>
      <div class="task-text">
        <p class="task-title">{task.title}</p>
        <p>{task.sentence}</p>
        {task.by ? (
          <p class="quiet">
            by <When at={task.by} short utc /> · <Countdown to={task.by} what={task.title} />
          </p>
        ) : null}
      </div>
      <ButtonLink
        to={task.to}
        kind="main"
        label={`${task.act}: ${task.title}${named ? `, for ${task.team}` : ""}`}
      >
        {task.act}
      </ButtonLink>
    </li>
  );
}

interface CaseProps {
  readonly line: OfTeam<CaseLine>;
  readonly named: boolean;
}

/** One case, with its date and whose turn it is. */
export function CaseRow({ line, named }: CaseProps): JSX.Element {
  const address = useAddress();
  return (
    <li class="case-row">
      <p class="case-title">
        <a href={address(toCase(line.caseId))}>{line.title}</a>{" "}
        {named ? <strong class="team">{line.team}</strong> : null}
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

/** The states of an embargo, in words. */
export const STATES = {
  none: "no date yet",
  proposed: "date proposed",
  active: "date agreed",
  revise: "new date proposed",
  exited: "embargo ended",
} as const;
