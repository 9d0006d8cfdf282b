/** What is wrong with a team's whole vault, above whatever page is open; the page keeps what was typed. */
import type { JSX } from "preact";
import type { Failure, Gate, Vault } from "../client/views.ts";
import { ActingFor, Button, FailureNotice, interrupted, lies, useAct } from "./parts/index.ts";

interface BannersProps {
  readonly gate: Gate;
  readonly vaults: readonly Vault[];
  readonly several: boolean;
  readonly onOpen: (vault: Vault) => void;
  readonly onClosed: () => void;
}

/** The banners of every team, each with its name where there are several. */
export function Banners({ vaults, several, ...door }: BannersProps): JSX.Element {
  const troubles = interrupted.value;
  const out = vaults.filter(({ me }) => troubles.get(me.slug) === "expired");
  return (
    <>
      {[...lies.value].map(([team, failure]) => (
        <Lie key={team} team={several ? team : ""} failure={failure} onNoted={() => noted(team)} />
      ))}
      {out.map(({ me }) => (
        <ActingFor key={me.tenant} value={{ slug: me.slug, several }}>
          <SignedOut {...door} tenant={me.tenant} team={several ? me.slug : ""} />
        </ActingFor>
      ))}
      {vaults.length > 0 && [...troubles.values()].includes("offline") ? (
        <div class="banner notice plain" role="status">
          <p>No connection. You can read what is here and write; nothing leaves until you are back.</p>
        </div>
      ) : null}
    </>
  );
}

interface LieProps {
  readonly team: string;
  readonly failure: Failure;
  readonly onNoted: () => void;
}

function Lie({ team, failure, onNoted }: LieProps): JSX.Element {
  return (
    <div class="banner">
      {team ? <About team={team} /> : null}
      <FailureNotice failure={failure} />
      <Button onPress={onNoted}>I have noted it</Button>
    </div>
  );
}

/** Whose trouble it is; the other teams go on. */
export function About({ team }: { readonly team: string }): JSX.Element {
  return (
    <p>
      This concerns <strong class="team">{team}</strong> alone.
    </p>
  );
}

function noted(team: string): void {
  const rest = new Map(lies.value);
  rest.delete(team);
  lies.value = rest;
}

interface SignedOutProps extends Pick<BannersProps, "gate" | "onOpen" | "onClosed"> {
  readonly tenant: string;
  readonly team: string;
}

function SignedOut({ gate, tenant, team, onOpen, onClosed }: SignedOutProps): JSX.Element {
  const act = useAct();
  const signIn = (): void =>
    act.run(async () => {
      const door = (await gate.teams()).find((each) => each.tenant === tenant);
      // a tab that slept may not have heard that another one locked
      return door?.state === "ready" ? onOpen(await gate.open(tenant)) : onClosed();
    });
  return (
    <div class="banner notice warn" role="alert">
      <p>You were signed out{team ? ` of ${team}` : ""}. What you typed is still here.</p>
      <Button kind="main" pending={act.pending} onPress={signIn}>
        Sign in again
      </Button>
      <FailureNotice failure={act.failure} />
    </div>
  );
}
