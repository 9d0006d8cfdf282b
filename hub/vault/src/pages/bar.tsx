/** The bar of every page: where one is, for which of several teams, and the way to the others. */
import type { ComponentChildren, JSX } from "preact";
import { Button, useAct } from "./parts/index.ts";
import { working } from "./rounds.ts";
import { addressIn, type Route } from "./route.ts";
import type { Team } from "./standing.ts";

interface BarProps {
  readonly teams: readonly Team[];
  readonly route: Route;
  readonly onLock: () => Promise<void>;
}

/** Stands above every page; before somebody is in it has the name alone. */
export function Bar({ teams, route, onLock }: BarProps): JSX.Element {
  const open = teams.filter(({ standing }) => standing.at === "open");
  return (
    <header class="bar">
      <a class="brand" href="#/today">
        Accord
      </a>
      {open.length > 0 ? <Links teams={teams} route={route} onLock={onLock} /> : null}
      {open.length > 0 && teams.length > 1 ? <Switch teams={teams} route={route} /> : null}
      <span class="working quiet">{working.value.size > 0 ? "Doing what waits for your client…" : ""}</span>
    </header>
  );
}

function Links({ teams, route, onLock }: BarProps): JSX.Element {
  const lock = useAct();
  const several = teams.length > 1;
  const here = several ? teams.find(({ slug }) => slug === route.team) : teams[0];
  const devices = addressIn({ slug: here?.slug ?? "", several }, "#/devices");
  return (
    <nav aria-label="Vault">
      <BarLink to="#/today" current={route.page === "today" && route.team === undefined}>
        Today
      </BarLink>
      <BarLink to={devices} current={route.page === "devices"}>
        Devices
      </BarLink>
      <span class="me">
        {here ? (
          <>
            {here.name} <span class="quiet">· {here.slug}</span>
          </>
        ) : (
          `${teams.length} teams`
        )}
      </span>
      <Button kind="link" pending={lock.pending} onPress={() => lock.run(onLock)}>
        Lock
      </Button>
    </nav>
  );
}

/** Which team the page is of; the others are a link away. */
function Switch({ teams, route }: Pick<BarProps, "teams" | "route">): JSX.Element {
  const page = route.page === "devices" ? "devices" : "today";
  return (
    <nav class="switch" aria-label="Your teams">
      <BarLink to={`#/${page}`} current={route.team === undefined}>
        All teams
      </BarLink>
      {teams.map(({ tenant, slug }) => (
        <BarLink key={tenant} to={`#/@${slug}/${page}`} current={slug === route.team}>
          {slug}
        </BarLink>
      ))}
    </nav>
  );
}

function BarLink(props: {
  readonly to: string;
  readonly current: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <a href={props.to} aria-current={props.current ? "page" : undefined}>
      {props.children}
    </a>
  );
}
