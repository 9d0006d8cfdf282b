/**
 * This browser as a further device of somebody: paste the text of the other one, choose a passphrase, carry
 * the request over, and wait for the signature (EN-6, EN-11, EN-12).
 *
 * Nothing is sent before the other device has signed. What was prepared stays over a reload.
 */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Failure, Gate, Second, Vault, Waiting } from "../client/views.ts";
import { Carried, Pasted } from "./carried.tsx";
import { ChoosePassphrase } from "./choosing.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import {
  announce,
  Button,
  Command,
  FailureNotice,
  Form,
  hubAddress,
  noticed,
  Page,
  useAct,
} from "./parts/index.ts";
import { save } from "./saving.tsx";
import { isPairingText } from "./secrets.ts";
import { command } from "./shell.ts";

const LOOK_AGAIN_MS = 3_000;

type Found = Awaited<ReturnType<Second["examine"]>>;

export interface SecondProps {
  readonly gate: Gate;
  readonly onOpen: (vault: Vault) => void;
}

/** The steps up to the request; the door, which looks anew after every act, then shows that it waits. */
export function SecondSteps({ gate }: { readonly gate: Gate }): VNode {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found>();
  if (found === undefined) {
    return <TextStep gate={gate} text={text} onText={setText} onFound={setFound} />;
  }
  return (
    <ChoosePassphrase
      title={`A further device of ${found.name} (${found.slug})`}
      owner={`${found.name} (${found.slug})`}
      make={(passphrase) => gate.second.prepare(text, passphrase)}
    >
      <p>
        At {found.hub}. Nothing is signed yet.{" "}
        <Button
          kind="link"
          onPress={() => {
            setText("");
            setFound(undefined);
          }}
        >
          Another text
        </Button>
      </p>
    </ChoosePassphrase>
  );
}

interface TextStepProps {
  readonly gate: Gate;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onFound: (found: Found) => void;
}

function TextStep({ gate, text, onText, onFound }: TextStepProps): VNode {
  const act = useAct();
  const examine = (pasted: string): void =>
    act.run(async () => {
      const found = await gate.second.examine(pasted);
      announce(`It is of ${found.name}, ${found.slug}.`);
      onFound(found);
    });
  return (
    <Form class="steps" onSubmit={() => examine(text)}>
      <p>
        On the device that you have, open <em>Devices</em> and copy the text under <em>A second machine</em>.
        Carry it here yourself, in a way that you trust.
      </p>
      <Pasted
        label="Text of your other device"
        hint="It begins with accord-pair-1. and is no secret: it says which hub and which team are the right ones."
        value={text}
        onInput={(typed) => {
          onText(typed);
          if (isPairingText(typed)) {
            examine(typed);
          }
        }}
      />
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending}>
        Read the text
      </Button>
      <Command lines={[command("accord", "device", "request", "TEXT", "--url", hubAddress.value)]} />
    </Form>
  );
}

/** The door while the device waits for the other one's signature. */
export function WaitingDoor({ gate, onOpen, waiting }: SecondProps & { readonly waiting: Waiting }): VNode {
  const { failure, again } = useSignature(gate, onOpen);
  const { name, slug, fingerprint, request } = waiting;
  return (
    <Page title="One signature is missing">
      <p class="lede">
        This browser has keys of its own for {name} ({slug}). They count once your other device has signed
        them; until then the hub knows nothing of them.
      </p>
      <KeyFileAgain gate={gate} />
      <section class="steps" aria-labelledby="carry">
        <h2 id="carry">On your other device</h2>
        <p>
          Open <em>Devices</em>, paste this request under <em>A second machine</em>, and sign it if all of the
          fingerprint is the same there.
        </p>
        <Carried label="Request" text={request} copy="Copy the request" />
        <p>The fingerprint of this browser:</p>
        <Fingerprint of={fingerprint} />
        <Command lines={[command("accord", "device", "sign", request)]} />
      </section>
      {failure === undefined ? (
        <p class="quiet" role="status">
          Waiting for the signature. This page goes on by itself.
        </p>
      ) : null}
      <FailureNotice failure={failure} retry={again} />
      <Cancel gate={gate} />
    </Page>
  );
}

/** Look until it is signed; without a network too, and no more once nobody can sign. */
function useSignature(
  gate: Gate,
  onOpen: (vault: Vault) => void,
): { readonly failure: Failure | undefined; readonly again: () => void } {
  const [failure, setFailure] = useState<Failure>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const [vault, why] = await gate.second.look().then(
        (found) => [found, undefined] as const,
        (error: unknown) => [undefined, noticed(error)] as const,
      );
      if (over) {
        return;
      }
      setFailure(why);
      if (vault !== undefined) {
        announce("Signed: this device is yours.");
        onOpen(vault);
      } else if (why === undefined || why.kind === "offline") {
        timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
      }
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked]);
  return { failure, again: () => setAsked((count) => count + 1) };
}

function KeyFileAgain({ gate }: { readonly gate: Gate }): VNode {
  const act = useAct();
  const exported = (): void =>
    act.run(async () => {
      const { file, fileName } = await gate.second.keyFile();
      save(file, fileName);
      announce("The key file is saved.");
    });
  return (
    <>
      <p>
        The key file went to your downloads. It opens your cases in any browser, with its passphrase, when this
        one has forgotten them: put it where your other keys are.
      </p>
      <FailureNotice failure={act.failure} />
      <p>
        <Button pending={act.pending} onPress={exported}>
          Save it again
        </Button>
      </p>
    </>
  );
}

function Cancel({ gate }: { readonly gate: Gate }): VNode {
  const act = useAct();
  const [sure, setSure] = useState(false);
  const cancel = (): void =>
    act.run(async () => {
      await gate.second.cancel();
      announce("Forgotten. Nothing had been sent.");
    });
  return (
    <section class="steps" aria-labelledby="cancel">
      <h2 id="cancel">Not this machine after all</h2>
      <p>The keys made here are forgotten. Nothing was sent, so nothing stays behind.</p>
      <FailureNotice failure={act.failure} />
      {sure ? (
        <p>
          <Button kind="danger" pending={act.pending} onPress={cancel}>
            Forget these keys
          </Button>{" "}
          <Button onPress={() => setSure(false)}>Go on waiting</Button>
        </p>
      ) : (
        <p>
          <Button onPress={() => setSure(true)}>Cancel</Button>
        </p>
      )}
    </section>
  );
}
