/**
 * The whole vault: the gate, then the pages by route. What concerns every page stands here: signed out, cut
 * off, a hub that lies, letters that leave within the minute.
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure, Gate, Vault } from "../client/views.ts";
import { CasePage } from "./case.tsx";
import {
  announce,
  Button,
  ButtonLink,
  clock,
  Empty,
  FailureNotice,
  interrupted,
  LiveRegion,
  laterPage,
  lie,
  machine,
  Page,
  pulse,
  useAct,
} from "./parts/index.ts";
import { noticed } from "./parts/trouble.ts";
import { beginRounds, working } from "./rounds.ts";
import { pageOf, parseRoute, type Route } from "./route.ts";
import { TodayPage } from "./today.tsx";
import { takenBack, UndoBar } from "./undo.tsx";

const DevicesPage = laterPage(async () => (await import("./sections.ts")).DevicesPage);
const DoorPage = laterPage(async () => (await import("./outside.ts")).DoorPage);
const IntakePage = laterPage(async () => (await import("./sections.ts")).IntakePage);
const InvitationPage = laterPage(async () => (await import("./sections.ts")).InvitationPage);
const JoinPage = laterPage(async () => (await import("./outside.ts")).JoinPage);

type State =
  | { readonly at: "opening" }
  | { readonly at: "closed"; readonly failure?: Failure }
  | { readonly at: "stuck"; readonly failure: Failure; readonly again: () => Promise<void> }
  | { readonly at: "open"; readonly vault: Vault };

/** The vault behind `gate`. */
export function App({ gate }: { readonly gate: Gate }): JSX.Element {
  const [state, setState] = useState<State>({ at: "opening" });
  const route = useRoute();
  const vault = state.at === "open" ? state.vault : undefined;
  useEffect(() => void opened(gate).then(setState), [gate]);
  useEffect(() => (vault ? beginRounds(vault) : undefined), [vault]);
  const enter = (next: Vault): void => {
    interrupted.value = undefined;
    setState(opening(next));
    pulse.value += 1;
    if (parseRoute(location.hash).page === "join") {
      location.hash = "#/today";
    }
  };
  const close = (): void => {
    forgetWords();
    setState({ at: "closed" });
  };
  useEffect(() => gate.onLocked(close), [gate]);
  const leave = async (lock: () => Promise<void>): Promise<void> => {
    setState(await locked(lock));
    forgetWords();
  };
  const lock = async (): Promise<void> => vault && leave(() => vault.lock());
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to the page
      </a>
      <Bar vault={vault} route={route} onLock={lock} />
      <main id="main" tabIndex={-1}>
        <Banners gate={gate} open={vault !== undefined} onOpen={enter} onClosed={close} />
        {state.at === "opening" ? <p class="loading">Opening your vault…</p> : null}
        {state.at === "closed" ? (
          <FailureNotice failure={state.failure} retry={() => location.reload()} />
        ) : null}
        {state.at === "stuck" ? <NotLocked failure={state.failure} again={() => leave(state.again)} /> : null}
        {state.at === "closed" ? <Outside gate={gate} route={route} onOpen={enter} /> : null}
        {vault ? (
          <Inside
            vault={vault}
            route={route}
            gate={gate}
            onOpen={enter}
            onLock={lock}
            key={pageOf(route)}
          />
        ) : null}
      </main>
      {vault ? <UndoBar vault={vault} /> : null}
      <LiveRegion />
    </>
  );
}

/** The door is shut whatever came of it; what did not lock is said there, for the keys are still here. */
async function locked(lock: () => Promise<void>): Promise<State> {
  try {
    await lock();
    return { at: "closed" };
  } catch (error) {
    return { at: "stuck", failure: noticed(error), again: lock };
  }
}

/** What the pages hold outside themselves of somebody's vault; the door looks anew at who is here. */
function forgetWords(): void {
  takenBack.value = undefined;
  interrupted.value = undefined;
  announce("");
  clock.value = machine;
  pulse.value += 1;
}

/** From here on every page counts by the vault's clock. */
function opening(vault: Vault): State {
  clock.value = () => vault.now();
  return { at: "open", vault };
}

/** Sign in with the keys that are here, or say why the door stays shut. */
async function opened(gate: Gate): Promise<State> {
  try {
    const door = await gate.door();
    return door.state === "ready" ? opening(await gate.open()) : { at: "closed" };
  } catch (error) {
    return { at: "closed", failure: noticed(error) };
  }
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
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

function Outside({ gate, route, onOpen }: DoorProps): JSX.Element {
  return route.page === "join" ? (
    <JoinPage gate={gate} onOpen={onOpen} />
  ) : (
    <DoorPage gate={gate} onOpen={onOpen} />
  );
}

interface InsideProps extends DoorProps {
  readonly vault: Vault;
  readonly onLock: () => Promise<void>;
}

function Inside({ vault, route, gate, onOpen, onLock }: InsideProps): JSX.Element {
  switch (route.page) {
    case "today":
      return <TodayPage vault={vault} />;
    case "case":
      return <CasePage vault={vault} route={route} />;
    case "invitation":
      return <InvitationPage vault={vault} caseId={route.caseId} />;
    case "intake":
      return <IntakePage vault={vault} intakeId={route.intakeId} />;
    case "devices":
      return <DevicesPage vault={vault} onLock={onLock} />;
    case "join":
      return <JoinPage gate={gate} onOpen={onOpen} />;
    case "lost":
      return (
        <Page title="No such page">
          <Empty title="This address leads nowhere">
            <p>A case that you cannot read looks the same as one that does not exist.</p>
            <ButtonLink to="#/today">Back to Today</ButtonLink>
          </Empty>
        </Page>
      );
  }
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

interface BarProps {
  readonly vault: Vault | undefined;
  readonly route: Route;
  readonly onLock: () => Promise<void>;
}

function Bar({ vault, route, onLock }: BarProps): JSX.Element {
  const lock = useAct();
  return (
    <header class="bar">
      <a class="brand" href="#/today">
        Accord
      </a>
      {vault ? (
        <nav aria-label="Vault">
          <BarLink to="#/today" current={route.page === "today"}>
            Today
          </BarLink>
          <BarLink to="#/devices" current={route.page === "devices"}>
            Devices
          </BarLink>
          <span class="me">
            {vault.me.name} <span class="quiet">· {vault.me.slug}</span>
          </span>
          <Button kind="link" pending={lock.pending} onPress={() => lock.run(onLock)}>
            Lock
          </Button>
        </nav>
      ) : null}
      <span class="working quiet">{working.value}</span>
    </header>
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

interface BannersProps {
  readonly gate: Gate;
  readonly open: boolean;
  readonly onOpen: (vault: Vault) => void;
  readonly onClosed: () => void;
}

/** What is wrong with the whole vault, above whatever page is open; the page beneath keeps what was typed. */
function Banners({ gate, open, onOpen, onClosed }: BannersProps): JSX.Element {
  const act = useAct();
  const signIn = (): void =>
    act.run(async () => {
      const { state } = await gate.door(); // a tab that slept may not have heard that another one locked
      return state === "ready" ? onOpen(await gate.open()) : onClosed();
    });
  return (
    <>
      {lie.value ? (
        <div class="banner">
          <FailureNotice failure={lie.value} />
          <Button onPress={() => (lie.value = undefined)}>I have noted it</Button>
        </div>
      ) : null}
      {open && interrupted.value === "expired" ? (
        <div class="banner notice warn" role="alert">
          <p>You were signed out. What you typed is still here.</p>
          <Button kind="main" pending={act.pending} onPress={signIn}>
            Sign in again
          </Button>
          <FailureNotice failure={act.failure} />
        </div>
      ) : null}
      {open && interrupted.value === "offline" ? (
        <div class="banner notice plain" role="status">
          <p>No connection. You can read what is here and write; nothing leaves until you are back.</p>
        </div>
      ) : null}
    </>
  );
}
