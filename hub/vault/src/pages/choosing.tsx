/** Choosing the passphrase of a new device: twice, with its strength beside it; then its keys are made. */

import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";

import type { KeyFile } from "../client/views.ts";
import { announce, Button, FailureNotice, Form, Notice, useAct } from "./parts/index.ts";
import { PassphraseField, PassphraseOwner } from "./passphrase.tsx";
import { save } from "./saving.tsx";
import { passphraseFault, strengthOf } from "./secrets.ts";

const ADVICE = "At least 12 characters; four words are easy to keep. Nobody can reset it.";

export interface ChoosingProps<T extends KeyFile> {
  /** Whose device it will be, for people and for password managers. */
  readonly title: string;
  readonly owner: string;
  readonly children: ComponentChildren;
  readonly make: (passphrase: string) => Promise<T>;
  /** The keys are made, and their file went to the downloads. */
  readonly onMade?: (made: T) => void;
}

/** The form. */
export function ChoosePassphrase<T extends KeyFile>(props: ChoosingProps<T>): VNode {
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [shown, setShown] = useState(false);
  const [fault, setFault] = useState<string>();
  const act = useAct();
  const strength = strengthOf(passphrase);
  const make = (): void => {
    const found = passphraseFault(passphrase, again);
    setFault(found);
    if (found !== undefined) {
      return;
    }
    act.run(async () => {
      announce("Your keys are being made. This takes some seconds.");
      const made = await props.make(passphrase);
      save(made.file, made.fileName);
      announce("The key file is saved.");
      props.onMade?.(made);
    });
  };
  return (
    <Form class="steps" onSubmit={make}>
      <Notice kind="calm" title={props.title}>
        {props.children}
      </Notice>
      <PassphraseOwner name={props.owner} />
      <PassphraseField
        fresh
        label="Choose a passphrase"
        shown={shown}
        value={passphrase}
        onInput={setPassphrase}
        hint={
          <span class={`strength level-${strength.level}`}>
            {passphrase === "" ? ADVICE : strength.words}
          </span>
        }
      />
      <PassphraseField
        fresh
        label="The same again"
        shown={shown}
        value={again}
        onInput={setAgain}
        error={fault}
      />
      <Button kind="link" onPress={() => setShown(!shown)}>
        {shown ? "Hide what I type" : "Show what I type"}
      </Button>
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending}>
        {act.pending ? "Making your keys" : "Make my keys and save the key file"}
      </Button>
    </Form>
  );
}
