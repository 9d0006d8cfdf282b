/** Today: what this person owes, by when, across their teams, each with the one act that settles it. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { type OfTeam, type Together, todayTogether } from "../client/together.ts";
import type { Gate, Today, Vault, Warning } from "../client/views.ts";
import { About } from "./banners.tsx";
import { CaseRow, InTeam, TaskLine } from "./lines.tsx";
import {
  Command,
  Empty,
  FailureNotice,
  laterSection,
  Loaded,
  Notice,
  noticed,
  Page,
  useLoad,
  Warnings,
} from "./parts/index.ts";
import { looked } from "./rounds.ts";
import type { Team } from "./standing.ts";

const ShutTeams = laterSection(async () => (await import("./outside.ts")).ShutTeams);

interface TodayProps {
  readonly gate: Gate;
  /** The teams that are shown, also those that are not open. */
  readonly teams: readonly Team[];
  readonly vaults: readonly Vault[];
  /** This browser is of several teams, if only one of them is shown. */
  readonly several: boolean;
  readonly onOpen: (vault: Vault) => void;
  readonly onRetry: () => void;
}

/** The first page of the vault: of all teams together, or of one. */
export function TodayPage({ gate, teams, vaults, several, onOpen, onRetry }: TodayProps): JSX.Element {
  const seen = useRef(new Map<string, Today>());
  const today = useLoad("today", async () => {
    const found = await todayTogether(vaults, seen.current);
    found.faults.forEach(({ failure, team }) => noticed(failure, team));
    return found;
  });
  const shut = teams.filter(({ standing }) => standing.at !== "open");
  return (
    <Page title="Today" wide>
      {shut.length > 0 ? <ShutTeams gate={gate} teams={shut} onOpen={onOpen} onRetry={onRetry} /> : null}
      <Loaded from={today} what="Opening what waits for you">
        {(value) => (
          <Day
            today={only(value, vaults)}
            vaults={vaults}
            several={several}
            named={teams.length > 1}
            again={today.again}
          />
        )}
      </Loaded>
      <Command lines={["accord list"]} />
      {teams.length > 1 ? (
        <p class="hint">
          The command line keeps each team in a home of its own: <a href="#/devices">how to name it</a>.
        </p>
      ) : null}
    </Page>
  );
}

/** What was loaded without what is of teams that have gone since. */
function only({ tasks, cases, warnings, faults }: Together, vaults: readonly Vault[]): Together {
  const open = new Set(vaults.map(({ me }) => me.slug));
  const isHere = ({ team }: { readonly team: string }): boolean => open.has(team);
  return {
    tasks: tasks.filter(isHere),
    cases: cases.filter(isHere),
    warnings: warnings.filter(isHere),
    faults: faults.filter(isHere),
  };
}

interface DayProps {
  readonly today: Together;
  readonly vaults: readonly Vault[];
  readonly several: boolean;
  /** Each line says of which team it is. */
  readonly named: boolean;
  readonly again: () => void;
}

function Day({ today, vaults, several, named, again }: DayProps): JSX.Element {
  const late = vaults.some(({ me }) => !looked.value.has(me.slug));
  const faults = today.faults.map(({ team, failure }) => (
    <div key={team}>
      {named ? <About team={team} /> : null}
      <FailureNotice failure={failure} retry={again} />
    </div>
  ));
  if (today.tasks.length + today.cases.length + faults.length === 0 && late) {
    return <p class="loading">Looking for news…</p>;
  }
  return (
    <>
      {faults}
      <section aria-label="What you owe">
        {today.tasks.length > 0 ? (
          <ol class="tasks">
            {today.tasks.map((task) => (
              <InTeam key={`${task.team} ${task.what} ${task.to}`} team={task.team} several={several}>
                <TaskLine task={task} named={named} />
              </InTeam>
            ))}
          </ol>
        ) : faults.length > 0 ? null : (
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
              <InTeam key={`${line.team} ${line.caseId}`} team={line.team} several={several}>
                <CaseRow line={line} named={named} />
              </InTeam>
            ))}
          </ul>
        ) : (
          <Empty title="No case yet">
            <p>A case appears once a lead of your team lets you read it, or when you take a report on.</p>
          </Empty>
        )}
      </section>
      {vaults.every(({ me }) => me.persistent) ? null : <Forgetful />}
      <Warnings list={named ? told(today.warnings, vaults.length) : today.warnings} />
    </>
  );
}

/** Each warning once: of all teams as it is, of some with their names. */
function told(warnings: readonly OfTeam<Warning>[], teams: number): readonly Warning[] {
  const said = Map.groupBy(warnings, ({ sentence }) => sentence);
  return [...said.values()].flatMap((same) => {
    const [first] = same;
    const names = same.map(({ team }) => team).join(", ");
    const known = { ...first, sentence: `${names}: ${first?.sentence}` };
    return first ? [same.length === teams ? first : known] : [];
  });
}

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
