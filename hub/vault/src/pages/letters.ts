/** The letters of one case, as they come: the first batch at once, later changes in one piece. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Failure, LetterView, Vault } from "../client/views.ts";
import { noticed } from "./parts/index.ts";

export interface Letters {
  readonly list: readonly LetterView[];
  /** All that there are, at the version that was asked for. */
  readonly whole: boolean;
  readonly failure: Failure | undefined;
}

export interface Reading extends Letters {
  /** Whether a letter still waits to be read. One that was read here keeps its mark for now. */
  readonly waits: (letter: LetterView) => boolean;
  /** These were read: have the vault remember it; they wait until it does. */
  readonly read: (envelopes: readonly string[]) => void;
}

const NONE: Letters = { list: [], whole: false, failure: undefined };

/**
 * Read the letters of `caseId`, again whenever `version` changes; the old list stays until the new one is
 * whole.
 */
export function useLetters(vault: Vault, caseId: string, version: number): Reading {
  const [letters, setLetters] = useState(NONE);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const shown = useRef(false);
  useEffect(() => {
    let over = false;
    const show = (next: Letters): void => {
      if (!over) {
        setLetters(next);
      }
    };
    const read = async (): Promise<void> => {
      const list: LetterView[] = [];
      try {
        for await (const batch of vault.letters(caseId)) {
          if (over) {
            return;
          }
          list.push(...batch);
          if (!shown.current) {
            show({ list: [...list], whole: false, failure: undefined });
          }
        }
        shown.current = true;
        show({ list, whole: true, failure: undefined });
      } catch (error) {
        const failure = noticed(error, vault.me.slug);
        setLetters((old) => (over ? old : { ...old, failure }));
      }
    };
    void read();
    return () => {
      over = true;
    };
  }, [vault, caseId, version]);
  const read = useCallback(
    (envelopes: readonly string[]): void => {
      vault.markRead(caseId, envelopes).then(
        () => setSeen((before) => new Set([...before, ...envelopes])),
        (error: unknown) => setLetters((old) => ({ ...old, failure: noticed(error, vault.me.slug) })),
      );
    },
    [vault, caseId],
  );
  return { ...letters, read, waits: (letter) => letter.unread && !seen.has(letter.envelope) };
}
