/** The words of an early end: what each act is called, what it asks for, and its command. */

import type { EndingAct, Knowledge } from "../client/views.ts";
import { command } from "./shell.ts";

/** What an act is about: something that became known, or the end by everybody's signature. */
export type About = Knowledge | "end";

export const TITLES: Readonly<Record<About, string>> = {
  public: "The flaw is public",
  exploit: "An exploit is public",
  attacks: "The flaw is used in attacks",
  end: "End it early, all together",
};

/** What each may mean, for who has to decide whether this is it. */
export const MEANINGS: Readonly<Record<About, string>> = {
  public: "A post, a commit or an issue from which the flaw can be understood.",
  exploit: "Code that uses the flaw can be had by anybody; the flaw is public with it.",
  attacks: "Somebody was seen using it. It need not be public for that.",
  end: "It ends with the signature of every team that is bound, and with the last of them.",
};

export const BUTTONS: Readonly<Record<EndingAct["act"], string>> = {
  report: "Report",
  confirm: "Confirm",
  deny: "Deny",
  "take-back": "Take back",
  agree: "Sign the early end",
};

const QUESTIONS: Readonly<Record<EndingAct["act"], string>> = {
  report: "Where was it seen?",
  confirm: "What do you know of it?",
  deny: "Why is it not so?",
  "take-back": "Why was it not so?",
  agree: "Why now?",
};

export const DONE: Readonly<Record<EndingAct["act"], string>> = {
  report: "Reported and signed.",
  confirm: "Confirmed and signed.",
  deny: "Denied and signed.",
  "take-back": "Taken back.",
  agree: "Signed.",
};

const LETTERS: Readonly<Record<Knowledge, string>> = { public: "P", exploit: "X", attacks: "A" };

/** What is filled in about an act that was chosen. */
export interface Chosen {
  readonly about: About;
  readonly act: EndingAct["act"];
  readonly words: string;
  readonly sure: boolean;
}

/** The field for the reason, which nobody has to fill in. */
export function question(act: EndingAct["act"]): string {
  return `${QUESTIONS[act]} (optional)`;
}

/** The button that does it: what it says is what happens. */
export function deed({ act, ends }: EndingAct): string {
  return ends ? "End the embargo now" : `${BUTTONS[act]} and sign`;
}

/** The box before what cannot be undone; none before the rest. */
export function oath({ ends, final }: EndingAct): string | undefined {
  if (!final) {
    return undefined;
  }
  return ends
    ? "I want to end the embargo for every team. It cannot be undone."
    : "I know that this cannot be taken back.";
}

/** What keeps an act from being done, in words. */
export function wanting(act: EndingAct, { sure }: Chosen): string | undefined {
  return act.final && !sure ? "Tick this first." : undefined;
}

/** The same at the command line. */
export function commandsOf({ about, act, words }: Chosen, codeName: string): readonly string[] {
  const reply = command("accord", "reply", codeName, "why.md", "--purpose", "reason");
  const letter = words.trim() === "" ? [] : [reply];
  if (about === "end") {
    return [...letter, command("accord", "terminate", codeName, "agreed")];
  }
  const move = act === "deny" || act === "take-back" ? LETTERS[about].toLowerCase() : LETTERS[about];
  return [...letter, command("accord", "status", codeName, "pxa", move)];
}
