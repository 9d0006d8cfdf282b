/** The teams that are not open, beside those that are: what keeps each shut, and how it is opened. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { unlockTogether } from "../client/together.ts";
import type { Failure, Gate, TeamDoor, Vault } from "../client/views.ts";
import { About } from "./banners.tsx";
import { announce, Button, FailureNotice, Form, lies, useAct } from "./parts/index.ts";
import { PassphraseField, PassphraseOwner } from "./passphrase.tsx";
import type { Team } from "./standing.ts";

export interface ShutProps {
  readonly gate: Gate;
  readonly teams: readonly Team[];
  readonly onOpen: (vault: Vault) => void;
  /** Look again, and sign in where that failed. */
  readonly onRetry: () => void;
}

/** Says of each team that is not open why, in a line of its own. */
export function ShutTeams({ gate, teams, onOpen, onRetry }: ShutProps): VNode {
  const locked = teams.filter(({ standing }) => standing.at === "locked");
  const again = (): void => {
    toHeading();
    onRetry();
  };
  const opened = (vault: Vault): void => {
    toHeading();
    onOpen(vault);
  };
  return (
    <section class="shut" aria-label="Not open">
      {teams.map(({ tenant, slug, standing }) =>
        standing.at === "opening" ? (
          <p key={tenant} class="loading" role="status">
            Opening {slug}…
          </p>
        ) : standing.at === "shut" ? (
          <NotIn key={tenant} team={slug} failure={standing.failure} onRetry={again} />
        ) : null,
      )}
      {locked.length > 0 ? (
        <details class="more">
          <summary>{namesOf(locked)} locked: what waits there is not shown</summary>
          <UnlockForm gate={gate} teams={locked} onOpen={opened} />
        </details>
      ) : null}
    </section>
  );
}

/** What was pressed goes, and the focus would go with it. */
function toHeading(): void {
  document.querySelector("h1")?.focus({ preventScroll: true });
}

interface NotInProps {
  readonly team: string;
  readonly failure: Failure;
  readonly onRetry: () => void;
}

/** A lie stands above every page; said twice it would only be longer. */
function NotIn({ team, failure, onRetry }: NotInProps): VNode {
  return lies.value.has(team) ? (
    <p>
      <strong class="team">{team}</strong> is not open: what the hub showed is said above.{" "}
      <Button kind="link" onPress={onRetry}>
        Try again
      </Button>
    </p>
  ) : (
    <div>
      <About team={team} />
      <FailureNotice failure={failure} retry={onRetry} />
    </div>
  );
}

function namesOf(teams: readonly { readonly slug: string }[]): string {
  const names = teams.map(({ slug }) => slug);
  return names.length === 1 ? `${names[0]} is` : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are`;
}

interface UnlockProps extends Pick<ShutProps, "gate" | "onOpen"> {
  readonly teams: readonly Pick<TeamDoor, "tenant" | "slug" | "name">[];
}

/** One passphrase, tried on the key file of each of these teams. */
export function UnlockForm({ gate, teams, onOpen }: UnlockProps): VNode {
  const [passphrase, setPassphrase] = useState("");
  const act = useAct();
  const [first] = teams;
  const unlock = (): void =>
    act.run(async () => {
      const { vaults, shut } = await unlockTogether(gate, teams, passphrase);
      const [why] = shut;
      if (vaults.length === 0 && why !== undefined) {
        throw why.failure;
      }
      setPassphrase("");
      vaults.forEach(onOpen);
      if (shut.length > 0) {
        const opened = vaults.map(({ me }) => me.slug).join(" and ");
        announce(`${opened} opened. Not opened: ${shut.map(said).join(" ")}`);
      }
    });
  return (
    <Form class="steps" onSubmit={unlock}>
      <PassphraseOwner name={`${first?.name} (${teams.map(({ slug }) => slug).join(", ")})`} />
      <PassphraseField
        label={teams.length > 1 ? "Passphrase of one team, or of several" : "Passphrase"}
        value={passphrase}
        onInput={setPassphrase}
      />
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending}>
        {act.pending ? "Opening the key file" : "Unlock"}
      </Button>
    </Form>
  );
}

function said({ team, failure }: { readonly team: string; readonly failure: Error }): string {
  return `${team}: ${failure.message}`;
}
