/**
 * The whole vault: the gate, then the pages by route. A browser may be of several teams: Today and Devices
 * are of all, every other page is of the one that its address names.
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Failure, Gate, Vault } from "../client/views.ts";
import { Banners } from "./banners.tsx";
import { Bar } from "./bar.tsx";
import { CasePage } from "./case.tsx";
import {
  ActingFor,
  announce,
  Button,
  ButtonLink,
  Empty,
  FailureNotice,
  interrupted,
  LiveRegion,
  laterPage,
  Page,
  pulse,
  useAct,
} from "./parts/index.ts";
import { noticed } from "./parts/trouble.ts";
import { beginRounds } from "./rounds.ts";
import { pageOf, parseRoute, type Route } from "./route.ts";
import { type Team, useTeams } from "./standing.ts";
import { TodayPage } from "./today.tsx";
import { takenBack, UndoBar } from "./undo.tsx";

const DevicesPage = laterPage(async () => (await import("./sections.ts")).DevicesPage);
const DoorPage = laterPage(async () => (await import("./outside.ts")).DoorPage);
const ElsewherePage = laterPage(async () => (await import("./outside.ts")).ElsewherePage);
const IntakePage = laterPage(async () => (await import("./sections.ts")).IntakePage);
const InvitationPage = laterPage(async () => (await import("./sections.ts")).InvitationPage);
const JoinPage = laterPage(async () => (await import("./outside.ts")).JoinPage);
const TeamsPage = laterPage(async () => (await import("./sections.ts")).TeamsPage);

/** The keys are here although they were to go. */
interface Stuck {
  readonly failure: Failure;
  readonly again: () => Promise<void>;
}

/** The vaults behind `gate`. */
export function App({ gate }: { readonly gate: Gate }): JSX.Element {
  const teams = useTeams(gate);
  const [stuck, setStuck] = useState<Stuck>();
  const route = useRoute();
  const { vaults } = teams;
  const all = teams.list ?? [];
  const several = all.length > 1;
  const enter = (vault: Vault): void => {
    interrupted.value = new Map([...interrupted.value].filter(([slug]) => slug !== vault.me.slug));
    teams.enter(vault);
    pulse.value += 1;
    if (parseRoute(location.hash).page === "join") {
      location.hash = "#/today";
    }
  };
  const close = (ended: readonly Vault[]): void => {
    forgetWords();
    teams.leave(ended);
    teams.look();
  };
  useEffect(() => gate.onLocked(close), [gate]);
  useNewTeams(gate, vaults.length > 0 && route.page === "today", teams.look);
  const leave = async (ending: () => Promise<void>): Promise<void> => {
    const found = await stillHere(ending);
    setStuck(found);
    return found ? teams.leave(vaults) : close(vaults); // who would look again would be in again
  };
  const lock = async (): Promise<void> => leave(async () => vaults[0]?.lock());
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to the page
      </a>
      <Bar teams={stuck ? [] : all} route={route} onLock={lock} />
      <main id="main" tabIndex={-1}>
        <Banners
          gate={gate}
          vaults={vaults}
          several={several}
          onOpen={enter}
          onClosed={() => close(vaults)}
        />
        {stuck ? (
          <NotLocked failure={stuck.failure} again={() => leave(stuck.again)} />
        ) : vaults.length > 0 ? (
          <Inside
            key={pageOf(route)}
            gate={gate}
            route={route}
            teams={all}
            vaults={vaults}
            onOpen={enter}
            onRetry={teams.look}
            onLock={lock}
          />
        ) : (
          <Outside gate={gate} route={route} list={teams.list} failure={teams.failure} onOpen={enter} />
        )}
      </main>
      {vaults.map((vault) => (
        <Rounds key={vault.me.tenant} of={vault} />
      ))}
      {vaults.length > 0 ? <UndoBar vaults={vaults} several={several} /> : null}
      <LiveRegion />
    </>
  );
}

/** The rounds of one team, as long as its vault is open; shows nothing itself. */
function Rounds({ of }: { readonly of: Vault }): null {
  useEffect(() => beginRounds(of), [of]);
  return null;
}

/** A team that came in another tab is looked for on Today, now or next time: no form there could lose its words. */
function useNewTeams(gate: Gate, onToday: boolean, look: () => void): void {
  const [came, setCame] = useState(false);
  useEffect(() => gate.onJoined(() => setCame(true)), [gate]);
  useEffect(() => {
    if (came && onToday) {
      setCame(false);
      look();
    }
  }, [came, onToday]);
}

/** The door is shut whatever came of it; what did not lock is said there, for the keys are still here. */
async function stillHere(ending: () => Promise<void>): Promise<Stuck | undefined> {
  try {
    await ending();
    return undefined;
  } catch (error) {
    return { failure: noticed(error), again: ending };
  }
}

/** What the pages hold outside themselves of somebody's vault; the door looks anew at who is here. */
function forgetWords(): void {
  takenBack.value = undefined;
  interrupted.value = new Map();
  announce("");
  pulse.value += 1;
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  // Before anything of the page is seen: an address that came between would be missed.
  useLayoutEffect(() => {
    const follow = (): void => {
      setRoute(parseRoute(location.hash));
    };
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return route;
}

/** The fragment is the route, so the skip link moves the focus itself. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

interface DoorProps {
  readonly gate: Gate;
  readonly route: Route;
  readonly onOpen: (vault: Vault) => void;
}

interface OutsideProps extends DoorProps {
  readonly list: readonly Team[] | undefined;
  readonly failure: Failure | undefined;
}

/** Nobody is in yet: still signing in, or at the door, with what kept it shut. */
function Outside({ gate, route, onOpen, list, failure }: OutsideProps): JSX.Element {
  if (list === undefined || list.some(({ standing }) => standing.at === "opening")) {
    return <p class="loading">Opening your vault…</p>;
  }
  const faults = list.flatMap(({ standing }) => (standing.at === "shut" ? [standing.failure] : []));
  return (
    <>
      <FailureNotice failure={failure ?? faults[0]} retry={() => location.reload()} />
      {route.page === "join" ? (
        <JoinPage gate={gate} onOpen={onOpen} />
      ) : (
        <DoorPage gate={gate} onOpen={onOpen} />
      )}
    </>
  );
}

interface InsideProps extends DoorProps {
  readonly teams: readonly Team[];
  readonly vaults: readonly Vault[];
  readonly onRetry: () => void;
  readonly onLock: () => Promise<void>;
}

/** A page of all teams, or of the one that acts in it. */
function Inside(props: InsideProps): JSX.Element {
  const { route, teams, vaults, gate, onOpen, onRetry } = props;
  const several = teams.length > 1;
  const asked = several || route.team !== undefined ? route.team : teams[0]?.slug;
  const vault = vaults.find(({ me }) => me.slug === asked);
  if (route.page === "join") {
    return <JoinPage gate={gate} onOpen={onOpen} />;
  }
  if (asked === undefined && route.page === "today") {
    return <TodayPage {...props} several={several} />;
  }
  if (asked === undefined && route.page === "devices") {
    return <TeamsPage gate={gate} teams={teams} onOpen={onOpen} onRetry={onRetry} />;
  }
  if (vault === undefined && route.page !== "lost") {
    return <ElsewherePage gate={gate} teams={teams} asked={asked} onOpen={onOpen} onRetry={onRetry} />;
  }
  return (
    <ActingFor value={{ slug: vault?.me.slug ?? "", several }}>
      {vault ? <Acting {...props} vault={vault} /> : <LostPage />}
    </ActingFor>
  );
}

function Acting(props: InsideProps & { readonly vault: Vault }): JSX.Element {
  const { vault, route, onLock } = props;
  const teams = props.teams.filter(({ tenant }) => tenant === vault.me.tenant);
  switch (route.page) {
    case "today":
      return <TodayPage {...props} teams={teams} vaults={[vault]} several={props.teams.length > 1} />;
    case "case":
      return <CasePage vault={vault} route={route} />;
    case "invitation":
      return <InvitationPage vault={vault} caseId={route.caseId} />;
    case "intake":
      return <IntakePage vault={vault} intakeId={route.intakeId} />;
    case "devices":
      return <DevicesPage vault={vault} onLock={onLock} />;
    case "join":
    case "lost":
      return <LostPage />;
  }
}

function LostPage(): JSX.Element {
  return (
    <Page title="No such page">
      <Empty title="This address leads nowhere">
        <p>A case that you cannot read looks the same as one that does not exist.</p>
        <ButtonLink to="#/today">Back to Today</ButtonLink>
      </Empty>
    </Page>
  );
}

function NotLocked(props: { readonly failure: Failure; readonly again: () => Promise<void> }): JSX.Element {
  const act = useAct();
  return (
    <Page title="Not locked">
      <p>
        The pages are shut, but this browser did not give the keys up: whoever loads this page anew is in.
        Lock it again before you leave it.
      </p>
      <FailureNotice failure={props.failure} />
      <Button kind="main" pending={act.pending} onPress={() => act.run(props.again)}>
        Lock again
      </Button>
    </Page>
  );
}
