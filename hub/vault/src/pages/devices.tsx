/** The devices of a person: what to compare, the key file to keep, a second machine, and locking this one. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { Vault } from "../client/views.ts";
import { Fingerprint } from "./fingerprint.tsx";
import {
  announce,
  Button,
  FailureNotice,
  Loaded,
  Notice,
  Page,
  ToCopy,
  useAct,
  useHere,
  useLoad,
} from "./parts/index.ts";
import { AddTeam } from "./memberships.tsx";
import { Removal } from "./removal.tsx";
import { save } from "./saving.tsx";
import { grouped } from "./secrets.ts";
import { SecondDevice } from "./vouching.tsx";

export interface DevicesProps {
  readonly vault: Vault;
}

interface LockProps {
  /** Locks, and shuts every page: also this one. */
  readonly onLock: () => Promise<void>;
}

/** Everything about keys that a person ever needs to see. */
export function DevicesPage({ vault, onLock }: DevicesProps & LockProps): VNode {
  const { me } = vault;
  return (
    <Page title="Devices" kicker={`${me.name} · ${me.slug} · ${me.roles.join(", ")}`}>
      {me.persistent ? null : (
        <Notice kind="warn" title="This browser may forget your keys">
          <p>
            It is a private window, its disk is full, or it clears what sites keep. Nothing is lost as long as
            you have the key file: export it now.
          </p>
        </Notice>
      )}
      <ThisDevice vault={vault} />
      <AllDevices vault={vault} />
      <SecondDevice vault={vault} />
      <YourTeams vault={vault} />
      <Lock onLock={onLock} />
      <HandOver vault={vault} />
    </Page>
  );
}

function ThisDevice({ vault }: DevicesProps): VNode {
  const act = useAct();
  const exported = (): void =>
    act.run(async () => {
      const { file, fileName } = await vault.keyFile();
      save(file, fileName);
      announce("The key file is saved.");
    });
  return (
    <section aria-labelledby="here">
      <h2 id="here">This browser</h2>
      <p>
        Its fingerprint. A colleague who compares all of it with what their own screen shows knows that nobody
        stands between you.
      </p>
      <Fingerprint of={vault.me.fingerprint} />
      <p>
        The key file opens your cases in another browser or at the command line, with your passphrase. Keep it
        where your other keys are.
      </p>
      <FailureNotice failure={act.failure} />
      <Button kind="main" pending={act.pending} onPress={exported}>
        Export the key file
      </Button>
    </section>
  );
}

function AllDevices({ vault }: DevicesProps): VNode {
  const devices = useLoad("devices", () => vault.devices());
  return (
    <section aria-labelledby="all">
      <h2 id="all">All your devices</h2>
      <Loaded from={devices} what="Reading the directory">
        {(found) => (
          <ul class="devices">
            {found.map(({ fingerprint, here, active }) => (
              <li key={fingerprint}>
                <strong>
                  {here ? "This browser" : "Another device"}
                  {active ? "" : ", no longer active"}
                </strong>
                <code>{grouped(fingerprint)}</code>
                {active ? <Lost fingerprint={fingerprint} /> : null}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

/** What an admin needs to put one device out: its person, who knows that it is gone, passes it on. */
function Lost({ fingerprint }: { readonly fingerprint: string }): VNode {
  const command = `accord roster sign --lost ${fingerprint}`;
  return (
    <details class="more">
      <summary>Lost, or not yours?</summary>
      <div>
        <p>
          Send this command to an admin of your team. The next roster leaves out this device alone, and new keys
          are made in every case it could read.
        </p>
        <ToCopy text={command} spoken={`Copy the command for ${grouped(fingerprint)}`} />
      </div>
    </details>
  );
}

/** Of several teams their list is a page of its own. */
function YourTeams({ vault }: DevicesProps): VNode {
  const { several } = useHere();
  return several ? (
    <section aria-labelledby="teams">
      <h2 id="teams">Your teams</h2>
      <p>
        This page is of {vault.me.slug}. <a href="#/devices">All teams of this browser</a>: their devices, and
        how another one is added.
      </p>
    </section>
  ) : (
    <AddTeam teams={[vault.me]} />
  );
}

function Lock({ onLock }: LockProps): VNode {
  const act = useAct();
  const [sure, setSure] = useState(false);
  const { several } = useHere();
  return (
    <section aria-labelledby="lock">
      <h2 id="lock">Lock this browser</h2>
      <p>
        The keys {several ? "of all your teams " : ""}are forgotten here; drafts and the sealed key file stay.
        Your passphrase opens it again.
      </p>
      {sure ? (
        <p>
          <Button kind="danger" pending={act.pending} onPress={() => act.run(onLock)}>
            Lock: I know my passphrase
          </Button>{" "}
          <Button onPress={() => setSure(false)}>Leave it open</Button>
        </p>
      ) : (
        <Button onPress={() => setSure(true)}>Lock</Button>
      )}
    </section>
  );
}

function HandOver({ vault }: DevicesProps): VNode {
  const { several } = useHere();
  return (
    <section aria-labelledby="hand-over">
      <h2 id="hand-over">Hand this browser over</h2>
      <details class="more">
        <summary>Remove this device from this browser</summary>
        <div>
          <Removal name={several ? `${vault.me.name} (${vault.me.slug})` : vault.me.name} from={vault} />
        </div>
      </details>
    </section>
  );
}
