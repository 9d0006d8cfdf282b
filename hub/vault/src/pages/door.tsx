/** The door: what stands between a visitor and the vault, and how to get in when nothing works any more. */

import type { VNode } from "preact";
import { useEffect } from "preact/hooks";

import type { TeamDoor, Waiting } from "../client/views.ts";
import { JoinSteps } from "./join.tsx";
import { Command, FailureNotice, Loaded, Page, useAct, useLoad } from "./parts/index.ts";
import { Removal } from "./removal.tsx";
import { type DoorProps, More, Restore } from "./restoring.tsx";
import { SecondSteps, WaitingDoor } from "./second.tsx";
import { command } from "./shell.ts";
import { UnlockForm } from "./shut.tsx";
import { visible } from "./visible.ts";

/** The first page of a visit: nobody joined here, all teams locked, or signing in. */
export function DoorPage({ gate, onOpen }: DoorProps): VNode {
  const door = useLoad("door", async () => ({
    teams: await gate.teams(),
    waiting: await gate.second.waiting(),
  }));
  return (
    <Loaded from={door} what="Looking for your keys">
      {(found) => <Opened gate={gate} onOpen={onOpen} {...found} />}
    </Loaded>
  );
}

interface KnownProps extends DoorProps {
  readonly teams: readonly TeamDoor[];
}

interface FoundProps extends KnownProps {
  /** A device that another one of its person has still to sign. */
  readonly waiting: Waiting | undefined;
}

function Opened({ gate, onOpen, teams, waiting }: FoundProps): VNode {
  if (teams.length === 0) {
    return waiting ? (
      <WaitingDoor gate={gate} onOpen={onOpen} waiting={waiting} />
    ) : (
      <EmptyDoor gate={gate} onOpen={onOpen} />
    );
  }
  const isLocked = teams.every(({ state }) => state === "locked");
  return isLocked ? (
    <LockedDoor gate={gate} onOpen={onOpen} teams={teams} />
  ) : (
    <ReadyDoor gate={gate} onOpen={onOpen} teams={teams} />
  );
}

/** "Ada · pip"; of several teams the names that the person goes by in each. */
function Whose({ teams }: Pick<KnownProps, "teams">): VNode {
  return <>{teams.map(({ name, slug }) => `${name} · ${slug}`).join(" | ")}</>;
}

function EmptyDoor({ gate, onOpen }: DoorProps): VNode {
  return (
    <Page title="Accord">
      <p class="lede">
        Packaging teams read and answer sealed reports here, and agree on one date. Your keys stay in this
        browser; the hub cannot read a case.
      </p>
      <section aria-labelledby="join">
        <h2 id="join">I have a join code</h2>
        <JoinSteps gate={gate} onOpen={onOpen} />
      </section>
      <section aria-label="Other ways">
        <More summary="I have another device of mine">
          <SecondSteps gate={gate} />
        </More>
        <More summary="I have a key file">
          <Restore gate={gate} onOpen={onOpen} />
        </More>
        <More summary="I have none of these">
          <p>
            An admin of your team makes a join code and hands it to you in person, by phone or in a chat you
            trust. It works once, for 14 days.
          </p>
          <Command lines={[command("accord", "member", "invite", "Your Name")]} />
        </More>
        <More summary="I found a flaw, and belong to no team">
          <p>
            You need no account. <a href="/report">Report it</a>; with your twelve words{" "}
            <a href="/receipt">read the answer</a>.
          </p>
        </More>
      </section>
    </Page>
  );
}

function LockedDoor({ gate, onOpen, teams }: KnownProps): VNode {
  const names = [...new Set(teams.map(({ name }) => name))];
  return (
    <Page title="Unlock" kicker={<Whose teams={teams} />}>
      <UnlockForm gate={gate} teams={teams} onOpen={onOpen} />
      <section aria-label="Other ways">
        <More summary="I have lost the passphrase">
          <p>
            Nobody can reset it, neither the hub nor your team. Ask an admin for a new join code, remove the
            device from this browser below, and use the code here. You get new keys in your own name, and a
            colleague’s client seals your cases to them.
          </p>
          <Command either lines={names.map((name) => command("accord", "member", "invite", name))} />
        </More>
        <More summary="I have another key file">
          <Restore gate={gate} onOpen={onOpen} />
        </More>
        <NotMe gate={gate} teams={teams} />
      </section>
    </Page>
  );
}

/** Each team that has its keys here is signed in once more, with what keeps it out. */
function ReadyDoor({ gate, onOpen, teams }: KnownProps): VNode {
  const ready = teams.filter(({ state }) => state === "ready");
  const locked = teams.filter(({ state }) => state === "locked");
  return (
    <Page title="Signing in" kicker={<Whose teams={ready} />}>
      {ready.map((team) => (
        <SigningIn key={team.tenant} gate={gate} onOpen={onOpen} team={team} named={teams.length > 1} />
      ))}
      {locked.length > 0 ? (
        <section aria-labelledby="locked">
          <h2 id="locked">Locked: {locked.map(({ slug }) => slug).join(", ")}</h2>
          <UnlockForm gate={gate} teams={locked} onOpen={onOpen} />
        </section>
      ) : null}
    </Page>
  );
}

interface SigningProps extends DoorProps {
  readonly team: TeamDoor;
  readonly named: boolean;
}

function SigningIn({ gate, onOpen, team, named }: SigningProps): VNode {
  const act = useAct();
  const open = (): void => act.run(async () => onOpen(await gate.open(team.tenant)));
  useEffect(open, []);
  return (
    <>
      {named ? <h2>{team.slug}</h2> : null}
      {act.failure === undefined ? (
        <p class="loading" role="status">
          Checking the hub’s logs against what this browser has seen…
        </p>
      ) : null}
      <FailureNotice failure={act.failure} retry={open} />
      {act.failure === undefined ? null : (
        <section aria-label={named ? `Other ways for ${team.slug}` : "Other ways"}>
          <NotMe gate={gate} teams={[team]} />
        </section>
      )}
    </>
  );
}

/** Removing concerns one team: of several, each is asked for by its own name. */
function NotMe({ gate, teams }: Pick<KnownProps, "gate" | "teams">): VNode {
  return (
    <>
      {teams.map(({ tenant, name, slug }) => (
        <More
          key={tenant}
          summary={
            teams.length > 1
              ? `Leave ${slug}? Remove its device from this browser`
              : `Not ${visible(name)}? Remove this device from this browser`
          }
        >
          <Removal
            name={teams.length > 1 ? `${name} (${slug})` : name}
            from={{ keyFile: () => gate.keyFile(tenant), remove: () => gate.remove(tenant) }}
          />
        </More>
      ))}
    </>
  );
}
