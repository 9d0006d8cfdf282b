/**
 * What is being typed: kept sealed in this browser as it grows, found again after sign-out, expiry or a
 * closed tab. What another tab typed in the same form, or a letter taken back into it, is offered beside it:
 * no text ever takes the place of one that nobody has seen.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure, KeptDraft, Vault } from "../client/views.ts";
import { noticed } from "./parts/index.ts";
import { takenBack } from "./undo.tsx";

const PAUSE = 400;
const FIRST_WORDS = 60;

export interface Text {
  readonly subject: string;
  readonly body: string;
  readonly files: readonly File[];
}

/** Another draft of the same form, by its first words. */
export interface Other {
  readonly key: string;
  readonly words: string;
}

export interface Typed extends Text {
  readonly set: (change: Partial<Text>) => void;
  /** Whether it is kept, in words; empty while nothing was typed. */
  readonly kept: string;
  /** What stands here at this moment was sealed: drop its draft. What was typed or turned to since stays. */
  readonly forget: () => Promise<void>;
  readonly others: readonly Other[];
  /** Go on with one of the others; what stands here becomes one of them. */
  readonly turnTo: (key: string) => void;
  readonly throwAway: (key: string) => void;
  /** Grows with each text that was turned to. */
  readonly turns: number;
}

const NOTHING: Text = { subject: "", body: "", files: [] };
const KEPT = "Your draft is kept in this browser, sealed.";

/** The text of one form; `begin` is what stands there before anything was typed. */
export function useTyped(vault: Vault, form: string, begin: Partial<Text> = {}): Typed {
  const [first] = useState<Text>({ ...NOTHING, ...begin });
  const [sheet] = useState(() => vault.sheet(form)); // whoever signs in again meanwhile goes on with it
  const [text, setText] = useState(first);
  const [kept, setKept] = useState("");
  const [others, setOthers] = useState<readonly Other[]>([]);
  const [turns, setTurns] = useState(0);
  const latest = useRef(first);
  const { slug, tenant } = vault.me;
  const failed = (error: unknown): Failure => noticed(error, slug);
  const dirty = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (next: Text): void => {
    latest.current = next;
    setText(next);
  };
  /** Files are kept only where this page ends or turns to another text: they may be large. */
  const keep = async (how: "words" | "all"): Promise<void> => {
    clearTimeout(timer.current);
    const { subject, body, files } = latest.current;
    const all = how === "all" && files.length > 0;
    if (!dirty.current && !all) {
      return;
    }
    dirty.current = false;
    const blank = subject === first.subject && body === first.body && !all;
    try {
      await (blank ? sheet.drop() : sheet.save(all ? { subject, body, files } : { subject, body }));
      setKept(blank ? "" : KEPT);
    } catch (error) {
      dirty.current = true;
      setKept(`This draft could not be kept: ${failed(error).message}`);
      throw error;
    }
  };
  const later = (): void => void keep("words").catch(() => undefined); // it says so
  const offer = async (): Promise<void> =>
    setOthers((await sheet.kept()).filter(({ mine }) => !mine).map(otherOf));
  const turnTo = async (key: string): Promise<void> => {
    let drafts: readonly KeptDraft[];
    do {
      await keep("all");
      drafts = await sheet.kept();
    } while (dirty.current); // typed on meanwhile
    const found = drafts.find((each) => each.key === key);
    if (found !== undefined) {
      show({ ...NOTHING, ...textOf(found.draft) });
      dirty.current = true; // kept once more, it is the newest: the one that is shown the next time
      setTurns((count) => count + 1);
      await sheet.takeUp(key);
      await keep("all");
    }
    await offer();
  };
  const turning = (key: string): void => void turnTo(key).catch(failed);
  const open = async (): Promise<void> => {
    const [newest] = await sheet.kept();
    if (newest !== undefined && !newest.mine && latest.current === first) {
      show({ ...NOTHING, ...textOf(newest.draft) });
      setKept(KEPT);
      await sheet.takeUp(newest.key);
    }
    await offer();
  };
  useEffect(() => {
    void open().catch(failed);
    return () => void keep("all").catch(() => keep("words").catch(() => undefined));
  }, []);
  const back = takenBack.value;
  const seen = useRef(back);
  useEffect(() => {
    if (back !== undefined && back !== seen.current && back.tenant === tenant && back.form === form) {
      turning(back.key);
    }
    seen.current = back;
  }, [back]);
  return {
    ...text,
    kept,
    others,
    turns,
    turnTo: turning,
    throwAway: (key) => {
      setOthers((old) => old.filter((each) => each.key !== key));
      void sheet.drop(key).catch(failed);
    },
    set: (change) => {
      dirty.current = true;
      show({ ...latest.current, ...change });
      clearTimeout(timer.current);
      timer.current = setTimeout(later, PAUSE);
    },
    forget: async () => {
      if (latest.current !== text) {
        return;
      }
      clearTimeout(timer.current);
      dirty.current = false;
      show(first);
      await sheet.drop();
    },
  };
}

function otherOf({ key, draft }: KeptDraft): Other {
  const { subject = "", body = "", files = [] } = textOf(draft);
  const words = `${subject} ${body}`.trim() || (files[0]?.name ?? "");
  return { key, words: words.length > FIRST_WORDS ? `${words.slice(0, FIRST_WORDS)}…` : words };
}

function textOf(draft: object): Partial<Text> {
  const { subject, body, files } = draft as { subject?: unknown; body?: unknown; files?: unknown };
  return {
    ...(typeof subject === "string" ? { subject } : {}),
    ...(typeof body === "string" ? { body } : {}),
    ...(Array.isArray(files) ? { files: files as readonly File[] } : {}),
  };
}
