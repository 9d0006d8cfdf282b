/** The bar of letters that are sealed and have not left: a minute to take one back. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Held, Vault } from "../client/views.ts";
import { announce, Button, FailureNotice, machine, Progress, pulse, useAct, useNow } from "./parts/index.ts";
import { toCase } from "./route.ts";
import { useUnloadWarning } from "./unload.ts";

/** The letter that was taken back last: the form that it is a draft of again, and that draft's key. */
export const takenBack = signal<{ readonly form: string; readonly key: string } | undefined>(undefined);

/** The letters on their way out, at the foot of every page. */
export function UndoBar({ vault }: { readonly vault: Vault }): JSX.Element | null {
  const [held, setHeld] = useState(() => vault.held());
  useEffect(() => {
    let before = vault.held().length;
    const follow = (): void => {
      const now = vault.held();
      setHeld([...now]);
      pulse.value += now.length < before ? 1 : 0; // one has left: it stands in its thread now
      before = now.length;
    };
    follow();
    return vault.onHeld(follow);
  }, [vault]);
  // What waits would wait here until somebody opens the vault again.
  useUnloadWarning(held.some((each) => each.gone === undefined));
  if (held.length === 0) {
    return null;
  }
  return (
    <section class="undo" aria-label="About to leave">
      {held.map((each) =>
        each.gone === undefined ? (
          <Leaving key={each.id} held={each} vault={vault} />
        ) : (
          <Gone key={each.id} held={each} vault={vault} />
        ),
      )}
    </section>
  );
}

interface LetterProps {
  readonly held: Held;
  readonly vault: Vault;
}

/** What another tab did with a letter that was shown here. */
function Gone({ held, vault }: LetterProps): JSX.Element {
  const sentence = `${nameOf(held)} ${held.gone}`;
  useEffect(() => announce(sentence), [sentence]);
  return (
    <div class="leaving">
      <p>{sentence}</p>
      <Button onPress={() => vault.putAway(held.id)}>Put away</Button>
    </div>
  );
}

function nameOf({ draft }: Held): string {
  return draft.subject ? `“${draft.subject}”` : "Your letter";
}

function Leaving({ held, vault }: LetterProps): JSX.Element {
  const act = useAct();
  const line = useRef<HTMLParagraphElement>(null);
  const now = useNow(1_000, machine); // as the minute is kept: by this machine
  const left = Math.max(0, Math.ceil((held.leavesAt - now) / 1_000));
  const name = nameOf(held);
  useEffect(
    () => announce(`${name} leaves in ${left} seconds. You can take it back at the foot of the page.`),
    [],
  );
  const back = (): void =>
    act.run(async () => {
      const form = toCase(held.caseId, "write", held.draft.place, held.draft.replyTo);
      takenBack.value = { form, key: await vault.takeBack(held.id, form) };
      location.hash = form;
    });
  const sendNow = (): void =>
    act.run(async () => {
      await vault.sendNow(held.id);
      document.querySelector("h1")?.focus({ preventScroll: true }); // this line goes, and the focus with it
    });
  const files = held.draft.files?.length ?? 0;
  const leaving = held.leaving !== undefined || left === 0;
  const stop = (): void => {
    line.current?.focus(); // the button goes, and the focus would go with it
    vault.stopSending(held.id);
  };
  return (
    <div class="leaving">
      <p ref={line} tabIndex={-1}>
        {held.failed ? (
          <strong>
            {name} did not leave: {held.failed}
          </strong>
        ) : (
          <>
            {name} {leaving ? "is leaving" : "is sealed and leaves in "}
            {leaving ? null : <span role="timer">{left} s</span>}
          </>
        )}
      </p>
      {held.leaving ? null : (
        <Button pending={act.pending} onPress={back}>
          Take back
        </Button>
      )}
      <Button kind="main" pending={act.pending || held.leaving !== undefined} onPress={sendNow}>
        {held.failed ? "Try again" : "Send now"}
      </Button>
      <Progress at={files > 0 ? held.leaving : undefined} onStop={stop} />
      <FailureNotice failure={act.failure} />
    </div>
  );
}
