/**
 * What is being typed: kept sealed in this browser as it grows, found again after sign-out, expiry or a
 * closed tab.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Place, Vault } from "../client/views.ts";
import { noticed } from "./parts/index.ts";
import { toCase } from "./route.ts";
import { takenBack } from "./undo.tsx";

const PAUSE = 400;

interface Text {
  readonly subject: string;
  readonly body: string;
  readonly files: readonly File[];
}

export interface Typed extends Text {
  readonly set: (change: Partial<Text>) => void;
  /** Whether it is kept, in words; empty while nothing was typed. */
  readonly kept: string;
  /** It was sealed: drop the draft. */
  readonly forget: () => Promise<void>;
}

const NOTHING: Text = { subject: "", body: "", files: [] };

/** Files cannot be kept in a draft; while the tab lives they wait here, by composer. */
const files = new Map<string, readonly File[]>();

/** The text of one composer. */
export function useTyped(vault: Vault, caseId: string, place: Place, reply: string | undefined): Typed {
  const route = toCase(caseId, "write", place, reply);
  const [text, setText] = useState<Text>(() => begun(route));
  const [kept, setKept] = useState("");
  const latest = useRef(text);
  const dirty = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const save = async (): Promise<void> => {
    clearTimeout(timer.current);
    if (dirty.current) {
      dirty.current = false;
      const { subject, body } = latest.current;
      const word = await vault.saveDraft(route, { subject, body }).then(() => KEPT, refusedToKeep);
      setKept(word);
    }
  };
  const saver = useRef(save);
  saver.current = save;
  useEffect(() => {
    if (latest.current.body !== "") {
      dirty.current = true; // taken back: nowhere else but here
      void saver.current();
    }
    void vault.loadDraft(route).then((draft) => {
      if (draft && latest.current.subject + latest.current.body === "") {
        latest.current = { ...latest.current, ...textOf(draft) };
        setText(latest.current);
        setKept(KEPT);
      }
    }, noticed);
    return () => void saver.current();
  }, [route]);
  return {
    ...text,
    kept,
    set: (change) => {
      latest.current = { ...latest.current, ...change };
      dirty.current = true;
      files.set(route, latest.current.files);
      setText(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void saver.current(), PAUSE);
    },
    forget: async () => {
      clearTimeout(timer.current);
      dirty.current = false;
      files.delete(route);
      await vault.dropDraft(route);
    },
  };
}

const KEPT = "Your draft is kept in this browser, sealed.";

function refusedToKeep(error: unknown): string {
  return `This draft could not be kept: ${noticed(error).message}`;
}

/** A letter that was taken back is here again with its files. */
function begun(route: string): Text {
  const back = takenBack.value.get(route);
  if (!back) {
    return { ...NOTHING, files: files.get(route) ?? [] };
  }
  const rest = new Map(takenBack.value);
  rest.delete(route);
  takenBack.value = rest;
  files.set(route, back.files ?? []);
  return { subject: back.subject ?? "", body: back.body, files: back.files ?? [] };
}

function textOf(draft: object): Partial<Text> {
  const { subject, body } = draft as { subject?: unknown; body?: unknown };
  return {
    ...(typeof subject === "string" ? { subject } : {}),
    ...(typeof body === "string" ? { body } : {}),
  };
}
