/** Choosing attachments: by button or by dropping them, within the limits of design section 3.5. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button, Field, sizeText } from "./parts/index.ts";

const MIB = 1024 * 1024;
export const LARGEST = 25 * MIB;
export const TOGETHER = 50 * MIB;
export const MOST = 32;

/** Why these files cannot go with one letter, or nothing. */
export function fileFault(files: readonly File[]): string | undefined {
  const large = files.find((file) => file.size > LARGEST);
  if (large) {
    const limit = `an attachment may have ${sizeText(LARGEST)}`;
    return `“${large.name}” has ${sizeText(large.size)}; ${limit}. Remove it or make it smaller.`;
  }
  const sum = files.reduce((size, file) => size + file.size, 0);
  if (sum > TOGETHER) {
    const limit = `one letter carries ${sizeText(TOGETHER)}`;
    return `These attachments have ${sizeText(sum)} together; ${limit}. Send the rest with another.`;
  }
  return files.length > MOST
    ? `One letter carries ${MOST} attachments. Send the rest with another.`
    : undefined;
}

interface FilePickerProps {
  readonly files: readonly File[];
  /** They are being sealed: nothing may be added or removed. */
  readonly still: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** The attachments of a letter that is being written. */
export function FilePicker({ files, still, onFiles }: FilePickerProps): JSX.Element {
  const [over, setOver] = useState(false);
  const add = (list: FileList | null | undefined): void => {
    if (!still) {
      onFiles([...files, ...(list ?? [])]);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer?.files);
  };
  const drag = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      class={over ? "files over" : "files"}
      onDrop={drop}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
    >
      <Field
        label="Attachments"
        hint={`Up to ${sizeText(LARGEST)} each, sealed like the letter. A draft keeps the text alone.`}
        error={fileFault(files)}
        control={(attributes) => (
          <input
            {...attributes}
            type="file"
            multiple
            disabled={still}
            onChange={(event) => {
              add(event.currentTarget.files);
              event.currentTarget.value = "";
            }}
          />
        )}
      />
      {files.length > 0 ? (
        <ul class="chosen">
          {files.map((file, index) => (
            <li key={`${index} ${file.name}`}>
              {file.name} <span class="quiet">{sizeText(file.size)}</span>{" "}
              <Button
                kind="link"
                disabled={still}
                label={`Remove ${file.name}`}
                onPress={() => onFiles(files.filter((other) => other !== file))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
