/** The devices of a person: what to compare, the key file to keep, a second machine, and locking this one. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { Vault } from "../client/views.ts";
import {
  announce,
  Button,
  Command,
  CopyButton,
  FailureNotice,
  Loaded,
  Notice,
  Page,
  useAct,
  useLoad,
} from "./parts/index.ts";
import { Removal } from "./removal.tsx";
import { save } from "./saving.tsx";
import { grouped } from "./secrets.ts";
import { command } from "./shell.ts";

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

function Fingerprint({ of }: { of: string }): VNode {
  return (
    <div class="fingerprint">
      <code>{grouped(of)}</code>
      <CopyButton text={of} label="Copy" spoken="Copy the fingerprint" />
    </div>
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
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <p class="hint">
        A device that is lost or not yours: tell an admin of your team. The next roster leaves it out, and new
        keys are made in every case it could read.
      </p>
    </section>
  );
}

function SecondDevice({ vault }: DevicesProps): VNode {
  const { name } = vault.me;
  return (
    <section aria-labelledby="second">
      <h2 id="second">A second machine</h2>
      <ol>
        <li>
          With your key file: open this address there, choose <em>I have a key file</em>, and give your
          passphrase.
        </li>
        <li>
          With keys of its own, which can be put out alone when that machine is lost: ask an admin for a new
          join code in your name. Your colleagues’ clients then seal your cases to it.
        </li>
      </ol>
      <Command
        lines={[
          command("accord", "member", "invite", name),
          command("accord", "join", "--url", location.origin),
        ]}
      />
    </section>
  );
}

function Lock({ onLock }: LockProps): VNode {
  const act = useAct();
  const [sure, setSure] = useState(false);
  return (
    <section aria-labelledby="lock">
      <h2 id="lock">Lock this browser</h2>
      <p>The keys are forgotten here; drafts and the sealed key file stay. Your passphrase opens it again.</p>
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
  return (
    <section aria-labelledby="hand-over">
      <h2 id="hand-over">Hand this browser over</h2>
      <details class="more">
        <summary>Remove this device from this browser</summary>
        <div>
          <Removal name={vault.me.name} from={vault} />
        </div>
      </details>
    </section>
  );
}
