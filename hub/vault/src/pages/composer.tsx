/**
 * Writing a letter: who will read it stands first, what is typed is kept sealed, and it leaves after a
 * minute.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Draft, LetterView, Readers, Vault } from "../client/views.ts";
import { replyLine } from "./commands.ts";
import { FilePicker, fileFault } from "./files.tsx";
import {
  announce,
  Button,
  ButtonLink,
  Command,
  FailureNotice,
  Field,
  Form,
  Notice,
  Progress,
  type ProgressState,
  useAct,
  useAddress,
  useHere,
} from "./parts/index.ts";
import { OtherDrafts } from "./others.tsx";
import { toCase } from "./route.ts";
import { type Typed, useTyped } from "./typed.ts";
import { visible } from "./visible.ts";

export interface ComposerProps {
  readonly vault: Vault;
  readonly caseId: string;
  readonly codeName: string;
  readonly readers: Readers;
  /** The envelope of the letter that is answered, and the letter if it is here. */
  readonly reply: string | undefined;
  readonly answered: LetterView | undefined;
}

/** A letter to one place of a case. */
export function Composer(props: ComposerProps): JSX.Element {
  const { vault, caseId, readers, reply, answered } = props;
  const { slug, several } = useHere();
  const address = useAddress();
  const typed = useTyped(vault, toCase(caseId, "write", readers.place, reply));
  const act = useAct();
  const stop = useRef(new AbortController());
  const [at, setAt] = useState<ProgressState>();
  const [wanting, setWanting] = useState<string>();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), [typed.turns]);
  const seal = (): void => {
    const fault = typed.body.trim() === "" ? "Write something first." : fileFault(typed.files);
    setWanting(fault);
    if (fault === undefined) {
      const here = location.hash;
      act.run(async () => {
        await sealed(props, typed, stop, setAt);
        if (location.hash === here) {
          location.hash = address(toCase(caseId, "read", readers.place));
        } // else its writer went elsewhere meanwhile
      });
    } else {
      box.current?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      seal();
    }
  };
  return (
    <Form class="composer" aria-label={`Write to ${readers.short}`}>
      <Notice kind="plain" title={`${readers.short} can read this`}>
        <p class="quiet">{readers.names.join(", ")}</p>
        {several ? (
          <p>
            You write as {vault.me.name} for <strong class="team">{slug}</strong>
          </p>
        ) : null}
        {readers.rotates ? <p>New keys are made first: who left cannot read it, who joined can.</p> : null}
      </Notice>
      {answered ? <Answered letter={answered} /> : null}
      <OtherDrafts typed={typed} still={act.pending} />
      <Field
        label="Subject (optional)"
        control={(attributes) => (
          <input
            {...attributes}
            maxLength={200}
            readOnly={act.pending}
            value={typed.subject}
            onInput={(event) => typed.set({ subject: event.currentTarget.value })}
          />
        )}
      />
      <Field
        label="Letter"
        hint={<>Markdown; Ctrl+Enter seals. {typed.kept}</>}
        error={wanting}
        control={(attributes) => (
          <textarea
            {...attributes}
            ref={box}
            rows={9}
            readOnly={act.pending}
            value={typed.body}
            onKeyDown={onKeyDown}
            onInput={(event) => typed.set({ body: event.currentTarget.value })}
          />
        )}
      />
      <FilePicker files={typed.files} still={act.pending} onFiles={(files) => typed.set({ files })} />
      <Progress at={at} onStop={() => stop.current.abort()} />
      <FailureNotice failure={act.failure} retry={seal} />
      <div class="acts">
        <Button kind="main" pending={act.pending} onPress={seal}>
          {several ? `Seal and send for ${slug}` : "Seal and send"}
        </Button>
        <ButtonLink to={toCase(caseId, "read", readers.place)}>Close</ButtonLink>
        <span class="quiet">It leaves after 60 seconds; until then you can take it back.</span>
      </div>
      <Command
        lines={[
          replyLine(props.codeName, {
            place: readers.place,
            subject: typed.subject,
            replyTo: reply,
            files: typed.files.map(({ name }) => name),
          }),
        ]}
      />
    </Form>
  );
}

async function sealed(
  { vault, caseId, readers, reply }: ComposerProps,
  typed: Typed,
  stop: { current: AbortController },
  setAt: (state: ProgressState | undefined) => void,
): Promise<void> {
  stop.current = new AbortController();
  const draft: Draft = {
    place: readers.place,
    purpose: "comment",
    body: typed.body,
    files: typed.files,
    ...(typed.subject.trim() ? { subject: typed.subject.trim() } : {}),
    ...(reply === undefined ? {} : { replyTo: reply }),
  };
  try {
    await vault.hold(
      caseId,
      draft,
      (sentence, done, of) => setAt({ sentence, done, of }),
      stop.current.signal,
    );
  } finally {
    setAt(undefined);
  }
  await typed.forget();
  announce("Sealed. It leaves in a minute.");
}

function Answered({ letter }: { readonly letter: LetterView }): JSX.Element {
  const text = visible(letter.body ?? letter.quoted?.body ?? "");
  return (
    <details class="answered">
      <summary>
        Answers {letter.mine ? "your letter" : visible(letter.author)}
        {letter.subject ? `: ${visible(letter.subject)}` : ""}
      </summary>
      <blockquote class="plain-text">{text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text}</blockquote>
    </details>
  );
}
