/** Stand-ins for reporting without an account: teams, sending, and a receipt with its letters. */

import { Failure, type LetterView, type Receipt, type Reporting, type Step } from "../../src/client/views.ts";
import { inDays, later } from "./fake_gate.ts";

export const WORDS = "abandon ability able about above absent absorb abstract absurd abuse access accident";

const letter: LetterView = {
  envelope: "2".repeat(32),
  hash: "3".repeat(64),
  place: "reporter",
  index: 4,
  at: inDays(-1),
  author: "pip Lead",
  mine: false,
  readers: ["pip Lead", "the reporter"],
  purpose: "comment",
  kind: "letter",
  subject: "Your report",
  body: "Thank you. We can reproduce it with `26.0`.\n\n- uv is affected too\n- we propose a date soon",
  attachments: [],
  unread: true,
};

class FakeReceipt implements Receipt {
  readonly slug = "pip";
  readonly state = "Taken on; pip and uv work on it. Disclosure is planned for Tue 1 Dec 2026, 15:00 UTC.";
  readonly #letters: LetterView[] = [
    letter,
    {
      ...letter,
      envelope: "4".repeat(32),
      subject: "A file that stays shut",
      fault: { sentence: "The hub’s copy is not what pip sealed.", rule: "EV-4" },
      gap: { sentence: "One letter before this was withheld.", rule: "RI-9" },
      attachments: [{ envelope: "5".repeat(32), name: "patch.diff", type: "text/plain", size: 4096 }],
    },
  ].map(({ ...each }) => ("fault" in each ? (({ body: _body, ...shut }) => shut)(each) : each));

  async *letters(): AsyncIterable<readonly LetterView[]> {
    yield await later([...this.#letters]);
  }

  async attachment(_letter: LetterView, _envelope: string, step?: Step): Promise<Blob> {
    step?.("Fetching it", 0, 1);
    return later(new Blob(["patch"]));
  }

  async reply(body: string, files: readonly File[] = []): Promise<void> {
    await later(undefined);
    this.#letters.push({
      ...letter,
      envelope: `${this.#letters.length}`.repeat(32),
      mine: true,
      subject: "",
      body,
      attachments: files.map(({ name, type, size }) => ({ envelope: name, name, type, size })),
    });
  }

  sync(): Promise<void> {
    return later(undefined);
  }
}

/** Teams, a report that takes three steps, and a receipt for `WORDS`. */
export function fakeReporting(fails?: Failure): Reporting {
  return {
    teams: () =>
      later([
        { slug: "pip", name: "pip", genesis: "0123456789abcdef".repeat(4), products: ["pip"] },
        {
          slug: "pypi",
          name: "PyPI",
          genesis: "fedcba9876543210".repeat(4),
          products: ["pypi.org", "warehouse"],
        },
        {
          slug: "uv",
          name: "uv",
          genesis: "00112233445566778899aabbccddeeff".repeat(2),
          products: ["uv", "ruff"],
        },
      ]),
    send: async (_draft, step, stop) => {
      for (const [at, sentence] of ["Reading the team’s key", "Sealing", "Sending"].entries()) {
        step(sentence, at, 3);
        await later(undefined, 500);
        stop?.throwIfAborted();
      }
      if (fails !== undefined) {
        throw fails;
      }
      return { words: WORDS, receipt: "9a".repeat(32) };
    },
    receipt: async (words) => {
      await later(undefined);
      if (words.trim() !== WORDS) {
        throw new Failure("not-found", "No report belongs to these words, or a word is misspelt.", "RE-1");
      }
      return new FakeReceipt();
    },
  };
}

/** What the pages' own entries open. */
export const openReporting = (): Reporting => fakeReporting();
