/** Handing a browser over: its device goes with all that is its person's, after a warning and a confirmation. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { KeyFile } from "../client/views.ts";
import { announce, Button, Check, FailureNotice, Notice, useAct } from "./parts/index.ts";
import { save } from "./saving.tsx";
import { visible } from "./visible.ts";

export interface RemovalProps {
  /** Whose device it is. */
  readonly name: string;
  readonly from: {
    keyFile(): Promise<KeyFile>;
    remove(): Promise<void>;
  };
}

/** Save the key file once more, say that it is kept, remove. */
export function Removal({ name, from }: RemovalProps): VNode {
  const [kept, setKept] = useState(false);
  const [fault, setFault] = useState<string>();
  const saving = useAct();
  const removing = useAct();
  const who = visible(name);
  const exported = (): void =>
    saving.run(async () => {
      const { file, fileName } = await from.keyFile();
      save(file, fileName);
      announce("The key file is saved.");
    });
  const remove = (): void => {
    setFault(kept ? undefined : LAST_CHANCE);
    if (kept) {
      removing.run(async () => {
        await from.remove();
        location.replace("/"); // a page loaded anew: nothing of them stays in this one's memory either
      });
    }
  };
  return (
    <div class="steps">
      <Notice kind="plain" title={`Without the key file, ${who}’s cases do not open again`}>
        <p>
          The keys in this browser, drafts, and letters that have not left yet are deleted. The key file
          opens the cases again, here or elsewhere, with its passphrase; without it an admin has to invite{" "}
          {who} anew.
        </p>
        <Button pending={saving.pending} onPress={exported}>
          Save the key file once more
        </Button>
      </Notice>
      <FailureNotice failure={saving.failure} />
      <Check label="The key file is kept where it can be found." checked={kept} onChange={setKept} />
      {fault === undefined ? null : <p class="error">{fault}</p>}
      <FailureNotice failure={removing.failure} />
      <p>
        <Button kind="danger" pending={removing.pending} onPress={remove}>
          Remove {who} from this browser
        </Button>
      </p>
      <p class="hint">
        The team’s list still has this device. If nobody shall use it again, tell an admin: the next roster
        leaves it out.
      </p>
    </div>
  );
}

const LAST_CHANCE = "Save the key file, or make sure that it is kept elsewhere: nobody can make it again.";
