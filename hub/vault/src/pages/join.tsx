/**
 * Joining in five acts: paste the code, choose a passphrase twice, save the key file, join (EN-1 to EN-3).
 *
 * Nothing is signed before the last act, and the device becomes active only after its key file was saved
 * (design 3.2).
 */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Gate, Vault } from "../client/views.ts";
import { announce, Button, Command, Field, FailureNotice, Notice, Page, useAct } from "./parts/index.ts";
import { PassphraseField, PassphraseOwner } from "./passphrase.tsx";
import { SavedFile, save } from "./saving.tsx";
import { isJoinCode, passphraseFault, strengthOf } from "./secrets.ts";
import { command } from "./shell.ts";
import { useUnloadWarning } from "./unload.ts";

type Invited = Awaited<ReturnType<Gate["examine"]>>;
type Prepared = Awaited<ReturnType<Gate["prepare"]>>;

export interface JoinProps {
  readonly gate: Gate;
  readonly onOpen: (vault: Vault) => void;
}

/** The page of a newcomer. */
export function JoinPage(props: JoinProps): VNode {
  return (
    <Page title="Join your team">
      <p class="lede">An admin of your team gave you a join code, over another channel than this hub.</p>
      <JoinSteps {...props} />
    </Page>
  );
}

/** The steps alone, one at a time; what is done stays visible as a sentence. */
export function JoinSteps({ gate, onOpen }: JoinProps): VNode {
  const [code, setCode] = useState("");
  const [invited, setInvited] = useState<Invited>();
  const [prepared, setPrepared] = useState<Prepared>();
  useUnloadWarning(prepared !== undefined);
  const again = (): void => {
    setCode("");
    setInvited(undefined);
  };
  if (prepared !== undefined && invited !== undefined) {
    return <KeepStep gate={gate} onOpen={onOpen} invited={invited} prepared={prepared} />;
  }
  if (invited !== undefined) {
    return (
      <PassphraseStep gate={gate} code={code} invited={invited} onAgain={again} onPrepared={setPrepared} />
    );
  }
  return <CodeStep gate={gate} code={code} onCode={setCode} onInvited={setInvited} />;
}

interface CodeStepProps {
  readonly gate: Gate;
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly onInvited: (invited: Invited) => void;
}

function CodeStep({ gate, code, onCode, onInvited }: CodeStepProps): VNode {
  const act = useAct();
  const examine = (text: string): void => {
    act.run(async () => {
      const invited = await gate.examine(text.trim());
      announce(`${invited.slug} invites you.`);
      onInvited(invited);
    });
  };
  const typed = (text: string): void => {
    onCode(text);
    if (isJoinCode(text)) {
      examine(text);
    }
  };
  return (
    <form
      class="steps"
      onSubmit={(event) => {
        event.preventDefault();
        examine(code);
      }}
    >
      <Field
        label="Join code"
        hint="It begins with accord-join-1. It works once and is read in this browser; the hub never gets it."
        control={(attributes) => (
          <textarea
            {...attributes}
            class="code"
            rows={4}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={code}
            onInput={(event) => typed(event.currentTarget.value)}
          />
        )}
      />
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending}>
        Read the code
      </Button>
      <Command lines={[command("accord", "join", "--url", location.origin)]} />
    </form>
  );
}

const ADVICE = "At least 12 characters; four words are easy to keep. Nobody can reset it.";

interface PassphraseStepProps {
  readonly gate: Gate;
  readonly code: string;
  readonly invited: Invited;
  readonly onAgain: () => void;
  readonly onPrepared: (prepared: Prepared) => void;
}

function PassphraseStep({ gate, code, invited, onAgain, onPrepared }: PassphraseStepProps): VNode {
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
      const prepared = await gate.prepare(code.trim(), passphrase);
      save(prepared.file, prepared.fileName);
      announce("The key file is saved.");
      onPrepared(prepared);
    });
  };
  return (
    <form
      class="steps"
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <Notice kind="calm" title={`${invited.slug} invites ${invited.name} as ${invited.role}`}>
        <p>
          At {invited.hub}. Nothing is signed yet.{" "}
          <Button kind="link" onPress={onAgain}>
            Another code
          </Button>
        </p>
      </Notice>
      <PassphraseOwner name={`${invited.name} (${invited.slug})`} />
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
    </form>
  );
}

interface KeepStepProps extends JoinProps {
  readonly invited: Invited;
  readonly prepared: Prepared;
}

function KeepStep({ gate, onOpen, invited, prepared }: KeepStepProps): VNode {
  const act = useAct();
  useEffect(() => document.getElementById("keep")?.focus(), []);
  return (
    <div class="steps">
      <h2 id="keep" tabIndex={-1}>
        Keep the key file
      </h2>
      <p>
        <strong class="file">{prepared.fileName}</strong> went to your downloads. It opens your cases in any
        browser, with your passphrase, when this one has forgotten them. Put it where your other keys are.
      </p>
      <SavedFile file={prepared.file} name={prepared.fileName}>
        Save it again
      </SavedFile>
      <FailureNotice failure={act.failure} />
      <Button
        kind="main"
        pending={act.pending}
        onPress={() => act.run(async () => onOpen(await gate.activate()))}
      >
        {`I have kept the file: join ${invited.slug}`}
      </Button>
    </div>
  );
}
