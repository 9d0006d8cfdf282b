/** One act of a person: pending while it runs, a failure when it did not work, never two at once. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "../../client/views.ts";
import { useHere } from "./team.ts";
import { noticed, pulse } from "./trouble.ts";

export interface Act {
  readonly pending: boolean;
  readonly failure: Failure | undefined;
  /** Do `work`; pages look again when it is done. Ignored while another run is pending. */
  readonly run: (work: () => Promise<void>) => void;
  readonly clear: () => void;
}

/** `const act = useAct(); <Button pending={act.pending} onPress={() => act.run(() => vault.grant(…))} />` */
export function useAct(): Act {
  const [state, setState] = useState<{ pending: boolean; failure: Failure | undefined }>(IDLE);
  const busy = useRef(false);
  const { slug } = useHere();
  const run = (work: () => Promise<void>): void => {
    if (busy.current) {
      return;
    }
    busy.current = true;
    setState({ pending: true, failure: undefined });
    void finished(work, slug).then((failure) => {
      busy.current = false;
      setState({ pending: false, failure });
    });
  };
  return { ...state, run, clear: () => setState(IDLE) };
}

const IDLE = { pending: false, failure: undefined };

async function finished(work: () => Promise<void>, team: string): Promise<Failure | undefined> {
  try {
    await work();
    pulse.value += 1;
    return undefined;
  } catch (error) {
    return noticed(error, team);
  }
}

export interface Load<T> {
  readonly value: T | undefined;
  readonly failure: Failure | undefined;
  readonly again: () => void;
}

/**
 * Load `what`, and again whenever `key` changes or the vault has news. While it loads again the old value
 * stays; with another `key` it goes, so that nobody sees one case under another's name.
 */
export function useLoad<T>(key: string, what: () => Promise<T>): Load<T> {
  const [state, setState] = useState<{ key: string; value?: T; failure?: Failure }>({ key });
  const [asked, setAsked] = useState(0);
  const beat = pulse.value;
  const latest = useRef(0);
  const { slug } = useHere();
  useEffect(() => {
    const turn = (latest.current += 1);
    const current = (): boolean => turn === latest.current;
    what().then(
      (value) => (current() ? setState({ key, value }) : undefined),
      (error: unknown) => {
        const failure = noticed(error, slug);
        if (current()) {
          setState((old) => (old.key === key ? { ...old, failure } : { key, failure }));
        }
      },
    );
  }, [key, asked, beat]);
  const mine = state.key === key;
  return {
    value: mine ? state.value : undefined,
    failure: mine ? state.failure : undefined,
    again: () => setAsked((count) => count + 1),
  };
}
