/** The bar of letters that are sealed and have not left: a minute to take one back. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Held, Vault } from "../client/views.ts";
import {
  ActingFor,
  announce,
  Button,
  FailureNotice,
  machine,
  Progress,
  pulse,
  useAct,
  useAddress,
  useHere,
  useNow,
} from "./parts/index.ts";
import { toCase } from "./route.ts";
import { useUnloadWarning } from "./unload.ts";

interface TakenBack {
  /** The team's genesis: two teams may write in a form of the same name, of the same case. */
  readonly tenant: string;
  readonly form: string;
  readonly key: string;
}

/** The letter that was taken back last: the form that it is a draft of again, and that draft's key. */
export const takenBack = signal<TakenBack | undefined>(undefined);

interface UndoProps {
  readonly vaults: readonly Vault[];
  readonly several: boolean;
}

/** The letters of all teams on their way out, at the foot of every page. */
export function UndoBar({ vaults, several }: UndoProps): JSX.Element | null {
  const held = useHeld(vaults);
  // What waits would wait here until somebody opens the vault again.
  useUnloadWarning(held.some((each) => each.held.gone === undefined));
  if (held.length === 0) {
    return null;
  }
  return (
    <section class="undo" aria-label="About to leave">
      {held.map((each) => (
        <ActingFor key={each.held.id} value={{ slug: each.vault.me.slug, several }}>
          {each.held.gone === undefined ? <Leaving {...each} /> : <Gone {...each} />}
        </ActingFor>
      ))}
    </section>
  );
}

/** What is held in each vault, the vaults in their order. */
function useHeld(vaults: readonly Vault[]): readonly LetterProps[] {
  const all = (): readonly LetterProps[] =>
    vaults.flatMap((vault) => vault.held().map((held) => ({ held, vault })));
  const [held, setHeld] = useState(all);
  useEffect(() => {
    let before = all().length;
    const follow = (): void => {
      const now = all();
      setHeld(now);
      pulse.value += now.length < before ? 1 : 0; // one has left: it stands in its thread now
      before = now.length;
    };
    follow();
    const ends = vaults.map((vault) => vault.onHeld(follow));
    return () => ends.forEach((end) => end());
  }, [vaults]);
  return held;
}

interface LetterProps {
  readonly held: Held;
  readonly vault: Vault;
}

/** What another tab did with a letter that was shown here. */
function Gone({ held, vault }: LetterProps): JSX.Element {
  const sentence = `${useName(held)} ${held.gone}`;
  useEffect(() => announce(sentence), [sentence]);
  return (
    <div class="leaving">
      <p>{sentence}</p>
      <Button onPress={() => vault.putAway(held.id)}>Put away</Button>
    </div>
  );
}

/** Its subject, and of several teams the one that it is written for. */
function useName({ draft }: Held): string {
  const { slug, several } = useHere();
  const name = draft.subject ? `“${draft.subject}”` : "Your letter";
  return several ? `${name} for ${slug}` : name;
}

function Leaving({ held, vault }: LetterProps): JSX.Element {
  const act = useAct();
  const line = useRef<HTMLParagraphElement>(null);
  const now = useNow(1_000, machine); // as the minute is kept: by this machine
  const left = Math.max(0, Math.ceil((held.leavesAt - now) / 1_000));
  const name = useName(held);
  const address = useAddress();
  useEffect(
    () => announce(`${name} leaves in ${left} seconds. You can take it back at the foot of the page.`),
    [],
  );
  const back = (): void =>
    act.run(async () => {
      const form = toCase(held.caseId, "write", held.draft.place, held.draft.replyTo);
      const though = held.unsure ? "may arrive" : undefined;
      takenBack.value = { tenant: vault.me.tenant, form, key: await vault.takeBack(held.id, form, though) };
      if (held.unsure) announce("Your text is a draft again. The letter may still arrive.");
      location.hash = address(form);
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
            {name} {held.unsure ? "is not known to have left" : "did not leave"}: {held.failed}
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
          {held.unsure ? "Stop trying and keep the text: it may still arrive" : "Take back"}
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
