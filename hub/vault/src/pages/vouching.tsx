/** The device that is open signs a further one of the same person (EN-6, EN-11, EN-12). */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Vault } from "../client/views.ts";
import { Carried, Pasted } from "./carried.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import {
  announce,
  Button,
  Command,
  FailureNotice,
  Form,
  Loaded,
  Notice,
  useAct,
  useLoad,
} from "./parts/index.ts";
import { command } from "./shell.ts";

interface VouchingProps {
  readonly vault: Vault;
}

/** A request that was read; what is signed is that text, whatever is typed meanwhile. */
interface Read {
  readonly text: string;
  readonly fingerprint: string;
}

/** The section of a second machine. */
export function SecondDevice({ vault }: VouchingProps): VNode {
  const pairing = useLoad("pairing", () => vault.pairing());
  return (
    <section aria-labelledby="second">
      <h2 id="second">A second machine</h2>
      <p>It gets keys of its own, which can be put out alone when that machine is lost.</p>
      <h3>1. Carry this text there</h3>
      <p>
        Open this address on the new machine and choose <em>I have another device of mine</em>. The text is no
        secret; it says which hub and which team are the right ones.
      </p>
      <Loaded from={pairing} what="Making the text">
        {(text) => <Carried label="Text for the new machine" text={text} copy="Copy the text" />}
      </Loaded>
      <h3>2. Bring its request back</h3>
      <Requested vault={vault} />
      <Command lines={[command("accord", "device", "pair"), command("accord", "device", "sign", "REQUEST")]} />
      <OtherWays name={vault.me.name} />
    </section>
  );
}

function Requested({ vault }: VouchingProps): VNode {
  const [text, setText] = useState("");
  const [read, setRead] = useState<Read>();
  const [signed, setSigned] = useState(false);
  const act = useAct();
  useEffect(() => {
    if (signed) {
      document.getElementById("signed")?.focus();
    }
  }, [signed]);
  const reading = (): void =>
    act.run(async () => {
      setSigned(false);
      const { fingerprint } = await vault.readRequest(text);
      announce("A new device asks to be yours. Compare its fingerprint.");
      setRead({ text, fingerprint });
    });
  const done = (): void => {
    setRead(undefined);
    setText("");
    act.clear();
  };
  if (read !== undefined) {
    return (
      <Compared
        vault={vault}
        read={read}
        onSigned={() => {
          done();
          setSigned(true);
        }}
        onNot={done}
      />
    );
  }
  return (
    <Form class="steps" onSubmit={reading}>
      {signed ? (
        <div id="signed" tabIndex={-1}>
          <Notice kind="calm" title="Signed: that machine is yours">
            <p>It goes on by itself. Your cases are sealed to it, by this browser or by a colleague’s.</p>
          </Notice>
        </div>
      ) : null}
      <Pasted
        label="Request of the new machine"
        hint="It begins with accord-device-1. Nothing is signed before you have compared it."
        value={text}
        onInput={setText}
      />
      <FailureNotice failure={act.failure} />
      <Button submit pending={act.pending}>
        Read the request
      </Button>
    </Form>
  );
}

interface ComparedProps extends VouchingProps {
  readonly read: Read;
  readonly onSigned: () => void;
  readonly onNot: () => void;
}

function Compared({ vault, read, onSigned, onNot }: ComparedProps): VNode {
  const act = useAct();
  useEffect(() => document.getElementById("compare")?.focus(), []); // the form that had the focus is gone
  const sign = (): void =>
    act.run(async () => {
      await vault.signRequest(read.text);
      announce("Signed: that machine is yours.");
      onSigned();
    });
  return (
    <div class="steps" id="compare" tabIndex={-1}>
      <Notice kind="warn" title="Compare all of it with the screen of the new machine">
        <p>
          If you sign, that machine reads everything that you may read, and signs in your name. If one digit
          differs, somebody else made this request: do not sign it.
        </p>
      </Notice>
      <Fingerprint of={read.fingerprint} />
      <FailureNotice failure={act.failure} />
      <p>
        <Button kind="main" pending={act.pending} onPress={sign}>
          It is the same: sign
        </Button>{" "}
        <Button onPress={onNot}>Do not sign</Button>
      </p>
    </div>
  );
}

function OtherWays({ name }: { readonly name: string }): VNode {
  return (
    <details class="more">
      <summary>Without this device at hand</summary>
      <div>
        <p>
          Your key file opens your cases in any browser (<em>I have a key file</em>), as this very device. If you
          have neither, an admin makes a join code in your name, and colleagues’ clients seal your cases to
          the new keys.
        </p>
        <Command lines={[command("accord", "member", "invite", name)]} />
      </div>
    </details>
  );
}
