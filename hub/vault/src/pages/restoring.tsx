/** Coming back, or adding a team, by a key file; and other ways, folded away beside the usual one. */
import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import type { Gate, Vault } from "../client/views.ts";
import { Button, FailureNotice, Field, Form, useAct } from "./parts/index.ts";
import { PassphraseField } from "./passphrase.tsx";

export interface DoorProps {
  readonly gate: Gate;
  readonly onOpen: (vault: Vault) => void;
}

/** An exported key file and its passphrase, in a browser that has neither. */
export function Restore({ gate, onOpen }: DoorProps): VNode {
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
    <Form class="steps" onSubmit={restore}>
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
    </Form>
  );
}

/** Another way, folded away. */
export function More({ summary, children }: { summary: string; children: ComponentChildren }): VNode {
  return (
    <details class="more">
      <summary>{summary}</summary>
      <div>{children}</div>
    </details>
  );
}
