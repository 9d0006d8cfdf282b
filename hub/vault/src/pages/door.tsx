/** The door: what stands between a visitor and the vault, and how to get in when nothing works any more. */

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Door, Gate, Vault } from "../client/views.ts";
import { JoinSteps } from "./join.tsx";
import { Button, Command, Field, FailureNotice, Loaded, Page, useAct, useLoad } from "./parts/index.ts";
import { PassphraseField, PassphraseOwner } from "./passphrase.tsx";
import { Removal } from "./removal.tsx";
import { command } from "./shell.ts";
import { visible } from "./visible.ts";

export interface DoorProps {
  readonly gate: Gate;
  readonly onOpen: (vault: Vault) => void;
}

/** The first page of a visit: nobody joined here, locked, or signing in. */
export function DoorPage({ gate, onOpen }: DoorProps): VNode {
  const door = useLoad("door", () => gate.door());
  return (
    <Loaded from={door} what="Looking for your keys">
      {(found) => <Opened gate={gate} onOpen={onOpen} door={found} />}
    </Loaded>
  );
}

function Opened({ gate, onOpen, door }: DoorProps & { door: Door }): VNode {
  switch (door.state) {
    case "empty":
      return <EmptyDoor gate={gate} onOpen={onOpen} />;
    case "locked":
      return <LockedDoor gate={gate} onOpen={onOpen} name={door.name} slug={door.slug} />;
    case "ready":
      return <ReadyDoor gate={gate} onOpen={onOpen} name={door.name} slug={door.slug} />;
  }
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
        <More summary="I have a key file">
          <Restore gate={gate} onOpen={onOpen} />
        </More>
        <More summary="I have neither">
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

interface KnownProps extends DoorProps {
  readonly name: string;
  readonly slug: string;
}

function LockedDoor({ gate, onOpen, name, slug }: KnownProps): VNode {
  const [passphrase, setPassphrase] = useState("");
  const act = useAct();
  return (
    <Page title="Unlock" kicker={`${name} · ${slug}`}>
      <form
        class="steps"
        onSubmit={(event) => {
          event.preventDefault();
          act.run(async () => onOpen(await gate.unlock(passphrase)));
        }}
      >
        <PassphraseOwner name={`${name} (${slug})`} />
        <PassphraseField label="Passphrase" value={passphrase} onInput={setPassphrase} />
        <FailureNotice failure={act.failure} />
        <Button kind="main" submit pending={act.pending}>
          {act.pending ? "Opening the key file" : "Unlock"}
        </Button>
      </form>
      <section aria-label="Other ways">
        <More summary="I have lost the passphrase">
          <p>
            Nobody can reset it, neither the hub nor your team. Ask an admin for a new join code, remove the
            device from this browser below, and use the code here. You get new keys in your own name, and a
            colleague’s client seals your cases to them.
          </p>
          <Command lines={[command("accord", "member", "invite", name)]} />
        </More>
        <More summary="I have another key file">
          <Restore gate={gate} onOpen={onOpen} />
        </More>
        <NotMe gate={gate} name={name} />
      </section>
    </Page>
  );
}

function ReadyDoor({ gate, onOpen, name, slug }: KnownProps): VNode {
  const act = useAct();
  const open = (): void => act.run(async () => onOpen(await gate.open()));
  useEffect(open, []);
  return (
    <Page title="Signing in" kicker={`${name} · ${slug}`}>
      {act.failure === undefined ? (
        <p class="loading" role="status">
          Checking the hub’s logs against what this browser has seen…
        </p>
      ) : null}
      <FailureNotice failure={act.failure} retry={open} />
      {act.failure === undefined ? null : (
        <section aria-label="Other ways">
          <NotMe gate={gate} name={name} />
        </section>
      )}
    </Page>
  );
}

function NotMe({ gate, name }: { readonly gate: Gate; readonly name: string }): VNode {
  return (
    <More summary={`Not ${visible(name)}? Remove this device from this browser`}>
      <Removal name={name} from={gate} />
    </More>
  );
}

/** An exported key file and its passphrase, in a browser that has neither. */
function Restore({ gate, onOpen }: DoorProps): VNode {
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState("");
  const [fault, setFault] = useState<string>();
  const act = useAct();
  const restore = (): void => {
    setFault(file === undefined ? "Choose the file that ends in .age." : undefined);
    if (file !== undefined) {
      act.run(async () => onOpen(await gate.restore(new Uint8Array(await file.arrayBuffer()), passphrase)));
    }
  };
  return (
    <form
      class="steps"
      onSubmit={(event) => {
        event.preventDefault();
        restore();
      }}
    >
      <Field
        label="Key file"
        error={fault}
        control={(attributes) => (
          <input
            {...attributes}
            type="file"
            accept=".age,application/octet-stream"
            onChange={(event) => setFile(event.currentTarget.files?.[0])}
          />
        )}
      />
      <PassphraseField label="Passphrase" value={passphrase} onInput={setPassphrase} />
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending}>
        {act.pending ? "Opening the key file" : "Open it here"}
      </Button>
    </form>
  );
}

function More({ summary, children }: { summary: string; children: ComponentChildren }): VNode {
  return (
    <details class="more">
      <summary>{summary}</summary>
      <div>{children}</div>
    </details>
  );
}
