/** The teams of this browser: which there are, how another one is added, and the same at the command line. */
import type { VNode } from "preact";
import type { TeamDoor } from "../client/views.ts";
import { ButtonLink, Command, hubAddress, Page } from "./parts/index.ts";
import { command } from "./shell.ts";
import { ShutTeams, type ShutProps } from "./shut.tsx";

type Known = Pick<TeamDoor, "tenant" | "slug" | "name">;

/** Devices of a browser that is of several teams: each team has its own. */
export function TeamsPage(props: ShutProps): VNode {
  const shut = props.teams.filter(({ standing }) => standing.at !== "open");
  return (
    <Page title="Your teams" kicker="Each has its own device, keys and drafts in this browser">
      {shut.length > 0 ? <ShutTeams {...props} teams={shut} /> : null}
      <ul class="devices">
        {props.teams.map(({ tenant, slug, name, standing }) => (
          <li key={tenant}>
            <p>
              <strong class="team">{slug}</strong> {name} ·{" "}
              {standing.at === "open" ? <a href={`#/@${slug}/devices`}>Devices of {slug}</a> : "not open"}
            </p>
          </li>
        ))}
      </ul>
      <AddTeam teams={props.teams} />
    </Page>
  );
}

/** Another team in the same browser; nothing of one is kept with the other. */
export function AddTeam({ teams }: { readonly teams: readonly Known[] }): VNode {
  return (
    <section aria-labelledby="add">
      <h2 id="add">Add a team</h2>
      <p>
        You maintain for another team, too? Its join code or key file adds it here. It gets a device of its
        own, and Today shows what you owe in all of your teams. Locking locks all of them; a team is removed
        on its own.
      </p>
      <p>
        <ButtonLink to="#/join">Add a team</ButtonLink>
      </p>
      <Command either lines={[...teams.map(listLine), joinLine()]} />
      <p class="hint">
        At the command line each team has a home: a directory that <code>ACCORD_HOME</code> names. Choose one
        for every team, and name it before each command.
      </p>
    </section>
  );
}

/** What is owed in a team, from its home at the command line. */
function listLine({ slug }: Known): string {
  return `ACCORD_HOME=~/accord-${slug} ${command("accord", "list")}`;
}

/** Joining one more team, in a home that nobody has joined from. */
function joinLine(): string {
  return `ACCORD_HOME=~/accord-another ${command("accord", "join", "--url", hubAddress.value)}`;
}
