/** Files that go with a report: scripts and patches, as text; each is judged as it is added. */

import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";

import { fileFault, filesFault, TEXT_FILES } from "./filing.ts";
import { announce, Button, Field, sizeText } from "./parts/index.ts";

interface AttachedProps {
  readonly files: readonly File[];
  readonly onChange: (files: readonly File[]) => void;
  /** Told while chosen files are looked at: nothing may leave without them meanwhile. */
  readonly onLooking: (looking: boolean) => void;
}

/** The list of files, and a chooser for more. */
export function Attached({ files, onChange, onLooking }: AttachedProps): VNode {
  const [faults, setFaults] = useState<readonly string[]>([]);
  const latest = useRef(files);
  latest.current = files;
  const add = async (chosen: readonly File[]): Promise<void> => {
    onLooking(true);
    const judged = await Promise.all(chosen.map(async (file) => ({ file, fault: await fileFault(file) })));
    onLooking(false);
    const good = judged.flatMap(({ file, fault }) => (fault === undefined ? [file] : []));
    const names = new Set(good.map(({ name }) => name));
    const next = [...latest.current.filter(({ name }) => !names.has(name)), ...good];
    const together = filesFault(next);
    const found = judged.flatMap(({ fault }) => fault ?? []);
    setFaults(together === undefined ? found : [...found, together]);
    if (together === undefined) {
      onChange(next);
      announce(`${next.length} files attached.`);
    }
  };
  return (
    <div class="attached">
      <Field
        label="Files"
        hint="A script that shows it, a patch, a log: plain text, 5 MiB each. No PDF, archive or binary."
        error={faults.length === 0 ? undefined : faults.join(" ")}
        control={(attributes) => (
          <input
            {...attributes}
            type="file"
            multiple
            accept={TEXT_FILES}
            onChange={(event) => {
              const input = event.currentTarget;
              void add([...(input.files ?? [])]).then(() => {
                input.value = "";
              });
            }}
          />
        )}
      />
      {files.length === 0 ? null : (
        <ul class="files">
          {files.map((file) => (
            <li key={file.name}>
              <span class="file">{file.name}</span> <span class="quiet">{sizeText(file.size)}</span>{" "}
              <Button
                kind="link"
                label={`Remove ${file.name}`}
                onPress={() => onChange(files.filter((each) => each !== file))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
