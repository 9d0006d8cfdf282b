/** Coming back with the twelve words: what became of the report, the team's letters, and a reply. */

import { stateOf } from "./deciding.ts";
import { newId } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { stateSentence } from "./embargo.ts";
import { failureOf } from "./errors.ts";
import { failing } from "./failing.ts";
import { letterViews } from "./letters.ts";
import { Reading } from "./reading.ts";
import { signIn } from "./unlock.ts";
import { Failure } from "./views.ts";
import type { LetterView, Receipt, Step } from "./views.ts";
import { send } from "./writing.ts";
import type { HandedFiles } from "./writing.ts";

const NOT_YET =
  "Nobody has answered yet: the team still has to open the report. " +
  "If it stays like this for a week, check the twelve words.";

/** The receipt of a reporter; the words are in the desk's keys, and those in memory alone. */
export async function openReceipt(desk: Desk): Promise<Receipt> {
  const { transport, key } = desk;
  transport.onExpired = () => signIn(transport, key.member.hub, key.secret, desk.now, { ...key.secret.keys });
  await transport.onExpired();
  await desk.sync();
  return new Opened(desk);
}

/** What is being sent, under the id that it keeps until it arrived or became another letter (EV-5). */
interface Replying {
  readonly body: string;
  readonly files: readonly File[];
  readonly envelope: string;
  readonly handed: HandedFiles;
}

function isSame(before: Replying | undefined, body: string, files: readonly File[]): before is Replying {
  if (before?.body !== body || before.files.length !== files.length) return false;
  return before.files.every((each, place) => each === files[place]);
}

class Opened implements Receipt {
  readonly #desk: Desk;
  readonly #reading: Reading;
  #replying: Replying | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#reading = new Reading(desk);
  }

  get slug(): string {
    const circle = this.#desk.known.circles.get(this.#case ?? "");
    return circle === undefined ? "" : this.#desk.known.slug(circle.opened.owner);
  }

  get state(): string {
    const circle = this.#desk.known.circles.get(this.#case ?? "");
    if (circle === undefined) return NOT_YET;
    const { tenant, now, known } = this.#desk;
    const dates = stateSentence(stateOf(circle, now), { tenant, now, slug: (each) => known.slug(each) });
    return `${this.slug} has opened a case for your report. ${dates}`;
  }

  async *letters(): AsyncGenerator<readonly LetterView[]> {
    const caseId = this.#case;
    if (caseId === undefined) return;
    try {
      for await (const batch of this.#reading.all(caseId))
        yield letterViews(this.#desk, caseId, batch, new Set());
    } catch (error) {
      throw failureOf(error);
    }
  }

  attachment(letter: LetterView, envelope: string, step?: Step, stop?: AbortSignal): Promise<Blob> {
    return failing(() => this.#reading.attachment(this.#case ?? "", letter.hash, envelope, step, stop));
  }

  async reply(body: string, files: readonly File[] = [], step?: Step, stop?: AbortSignal): Promise<void> {
    const caseId = this.#case;
    if (caseId === undefined) {
      throw new Failure("refused", "The team has to open your report first: then you can write.");
    }
    if (body.trim() === "") throw new Failure("bad-input", "Write something first.");
    if (!isSame(this.#replying, body, files)) {
      this.#replying = { body, files, envelope: newId(), handed: new Map() };
    }
    const { envelope, handed } = this.#replying;
    const writing = { place: "reporter", body, files, envelope } as const;
    await failing(() => send(this.#desk, caseId, writing, { step, stop, handed }));
    this.#replying = undefined;
  }

  async sync(): Promise<void> {
    await failing(() => this.#desk.sync());
  }

  get #case(): string | undefined {
    return [...this.#desk.versions.keys()].find((each) => this.#desk.known.circles.has(each));
  }
}
