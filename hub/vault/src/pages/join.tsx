/**
 * Joining in five acts: paste the code, choose a passphrase twice, save the key file, join (EN-1 to EN-3).
 *
 * Nothing is signed before the last act, and the device becomes active only after its key file was saved
 * (design 3.2).
 */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Gate, Vault } from "../client/views.ts";
import { Pasted } from "./carried.tsx";
import { ChoosePassphrase } from "./choosing.tsx";
import {
  announce,
  Button,
  Command,
  FailureNotice,
  Form,
  hubAddress,
  Page,
  useAct,
  useLoad,
} from "./parts/index.ts";
import { More, Restore } from "./restoring.tsx";
import { SavedFile } from "./saving.tsx";
import { SecondSteps, WaitingDoor } from "./second.tsx";
import { isJoinCode } from "./secrets.ts";
import { command } from "./shell.ts";
import { useUnloadWarning } from "./unload.ts";

type Invited = Awaited<ReturnType<Gate["examine"]>>;
type Prepared = Awaited<ReturnType<Gate["prepare"]>>;

export interface JoinProps {
  readonly gate: Gate;
  readonly onOpen: (vault: Vault) => void;
}

/** The page of a newcomer, or of somebody who is in another team here already. */
export function JoinPage(props: JoinProps): VNode {
  const teams = useLoad("teams", () => props.gate.teams());
  const waiting = useLoad("waiting", () => props.gate.second.waiting());
  const names = (teams.value ?? []).map(({ slug }) => slug).join(", ");
  if (waiting.value !== undefined) {
    return <WaitingDoor {...props} waiting={waiting.value} />;
  }
  return (
    <Page title={names ? "Add a team" : "Join your team"}>
      <p class="lede">An admin of your team gave you a join code, over another channel than this hub.</p>
      {names ? (
        <p>
          This browser is of {names} already, and stays so: the new team gets a device, keys and drafts of its
          own.
        </p>
      ) : null}
      <JoinSteps {...props} home={names ? OTHER_HOME : ""} />
      {names ? (
        <>
          <More summary="I have another device of mine in that team">
            <SecondSteps gate={props.gate} />
          </More>
          <More summary="I have a key file of that team">
            <Restore {...props} />
          </More>
        </>
      ) : null}
    </Page>
  );
}

/** A directory that nobody has joined from: at the command line each team has its own. */
const OTHER_HOME = "ACCORD_HOME=~/accord-another ";

interface StepsProps extends JoinProps {
  /** What stands before the command, where the home of another team is in the usual place. */
  readonly home?: string;
}

/** The steps alone, one at a time; what is done stays visible as a sentence. */
export function JoinSteps({ gate, onOpen, home = "" }: StepsProps): VNode {
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
  return <CodeStep gate={gate} code={code} home={home} onCode={setCode} onInvited={setInvited} />;
}

interface CodeStepProps {
  readonly gate: Gate;
  readonly code: string;
  readonly home: string;
  readonly onCode: (code: string) => void;
  readonly onInvited: (invited: Invited) => void;
}

function CodeStep({ gate, code, home, onCode, onInvited }: CodeStepProps): VNode {
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
    <Form class="steps" onSubmit={() => examine(code)}>
      <Pasted
        label="Join code"
        hint="It begins with accord-join-1. It works once and is read in this browser; the hub never gets it."
        value={code}
        onInput={typed}
      />
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending}>
        Read the code
      </Button>
      <Command lines={[home + command("accord", "join", "--url", hubAddress.value)]} />
    </Form>
  );
}

interface PassphraseStepProps {
  readonly gate: Gate;
  readonly code: string;
  readonly invited: Invited;
  readonly onAgain: () => void;
  readonly onPrepared: (prepared: Prepared) => void;
}

function PassphraseStep({ gate, code, invited, onAgain, onPrepared }: PassphraseStepProps): VNode {
  return (
    <ChoosePassphrase
      title={`${invited.slug} invites ${invited.name} as ${invited.role}`}
      owner={`${invited.name} (${invited.slug})`}
      make={(passphrase) => gate.prepare(code.trim(), passphrase)}
      onMade={onPrepared}
    >
      <p>
        At {invited.hub}. Nothing is signed yet.{" "}
        <Button kind="link" onPress={onAgain}>
          Another code
        </Button>
      </p>
    </ChoosePassphrase>
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
