/**
 * The attachments of a letter: fetched, opened and checked on demand, then saved; never shown in the page.
 */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { AttachmentView, LetterView, Step } from "../client/views.ts";
import { Button, FailureNotice, Progress, type ProgressState, sizeText, useAct } from "./parts/index.ts";
import { save } from "./saving.tsx";
import { visible } from "./visible.ts";

interface AttachmentsProps {
  readonly letter: LetterView;
  /** Fetch, open and check one of them. */
  readonly open: (envelope: string, step: Step, stop: AbortSignal) => Promise<Blob>;
}

/** One button for each attachment. */
export function Attachments({ letter, open }: AttachmentsProps): JSX.Element | null {
  if (letter.attachments.length === 0) {
    return null;
  }
  return (
    <ul class="attachments" aria-label="Attachments">
      {letter.attachments.map((each) => (
        <li key={each.envelope}>
          <Attachment attachment={each} open={open} />
        </li>
      ))}
    </ul>
  );
}

interface AttachmentProps extends Pick<AttachmentsProps, "open"> {
  readonly attachment: AttachmentView;
}

function Attachment({ attachment, open }: AttachmentProps): JSX.Element {
  const act = useAct();
  const stop = useRef(new AbortController());
  const [at, setAt] = useState<ProgressState>();
  const name = visible(attachment.name);
  const fetched = (): void =>
    act.run(async () => {
      stop.current = new AbortController();
      const step = (sentence: string, done: number, of: number): void => setAt({ sentence, done, of });
      try {
        const { signal } = stop.current;
        saved(await open(attachment.envelope, step, signal), attachment.name);
      } finally {
        setAt(undefined);
      }
    });
  return (
    <>
      <Button pending={act.pending} onPress={fetched}>
        Save {name} <span class="quiet">{sizeText(attachment.size)}</span>
      </Button>
      <Progress at={at} onStop={() => stop.current.abort()} />
      <FailureNotice failure={act.failure} />
    </>
  );
}

/** A stranger named the file and made its bytes: it is saved as bytes of no type, never opened here. */
function saved(file: Blob, name: string): void {
  const bytes = new Blob([file], { type: "application/octet-stream" });
  save(bytes, name.replace(/[^\p{L}\p{N}._ -]/gu, "_").replace(/^\.+/, "_"));
}
