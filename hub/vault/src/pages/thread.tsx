/**
 * The letters of one place, oldest first. Five hundred of them show at once: what is far away is neither laid
 * out nor parsed.
 */
import type { JSX } from "preact";
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { LetterView, Place, Vault } from "../client/views.ts";
import { LetterCard } from "./letter.tsx";
import type { Reading } from "./letters.ts";
import { focusLetter, landAtEnds } from "./near.ts";
import { Button, Empty } from "./parts/index.ts";

const TOGETHER = 400;

/** From here on letters far away are not laid out; a short thread needs no guesses about its height. */
const LONG = 40;

interface ThreadProps {
  readonly vault: Vault;
  readonly caseId: string;
  readonly place: Place;
  readonly letters: readonly LetterView[];
  readonly reading: Reading;
}

/**
 * A thread with a way to its first unread letter. Letters count as read once they have been in the window.
 */
export function Thread({ vault, caseId, place, letters, reading }: ThreadProps): JSX.Element {
  const seen = useSeen(reading.read);
  const unread = letters.filter(reading.waits);
  const known = new Map(letters.map((letter) => [letter.envelope, letter]));
  const first = unread[0];
  const long = letters.length > LONG;
  useEffect(() => (long ? landAtEnds() : undefined), [long]);
  return (
    <>
      {first ? (
        <p class="jump">
          <Button kind="link" onPress={() => focusLetter(first.envelope)}>
            First unread letter
          </Button>{" "}
          ·{" "}
          <Button kind="link" onPress={() => reading.read(unread.map((letter) => letter.envelope))}>
            Mark {unread.length} as read
          </Button>
        </p>
      ) : null}
      <div class={long ? "thread long" : "thread"}>
        {letters.map((letter) => (
          <LetterCard
            key={letter.envelope}
            vault={vault}
            caseId={caseId}
            letter={letter}
            answered={letter.replyTo === undefined ? undefined : known.get(letter.replyTo)}
            onSeen={seen}
          />
        ))}
      </div>
      {reading.whole ? null : (
        <p class="loading" role="status">
          Opening letters…
        </p>
      )}
      {reading.whole && letters.length === 0 ? <NoLetters place={place} /> : null}
    </>
  );
}

/** Tell what was read, several letters at a time; on leaving, the rest. */
function useSeen(read: Reading["read"]): (envelope: string) => void {
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useCallback(() => {
    const seen = [...waiting.current];
    waiting.current.clear();
    if (seen.length > 0) {
      read(seen);
    }
  }, [read]);
  useEffect(() => tell, [tell]);
  return useCallback(
    (envelope: string) => {
      waiting.current.add(envelope);
      clearTimeout(timer.current);
      timer.current = setTimeout(tell, TOGETHER);
    },
    [tell],
  );
}

const EMPTY: Readonly<Record<Place, string>> = {
  joint: "Write the first one: what you know, what you ask of the other teams, when you could ship.",
  reporter: "The reporter hears nothing until somebody answers here; thanks and what comes next is enough.",
  tenant: "Notes of your own team: the other teams and the reporter never see them.",
  record: "Advisory drafts stand here, for your team and the CNA, once somebody writes one.",
};

function NoLetters({ place }: { readonly place: Place }): JSX.Element {
  return (
    <Empty title="No letters here yet">
      <p>{EMPTY[place]}</p>
    </Empty>
  );
}
