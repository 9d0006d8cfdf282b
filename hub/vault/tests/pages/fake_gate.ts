/** Stand-ins for the client, so that the pages can be looked at and driven without a hub. Nothing here is checked. */

import {
  type CaseView,
  type Door,
  type EmbargoView,
  Failure,
  type Gate,
  type IntakeView,
  type InvitationView,
  type LetterView,
  type Receipt,
  type Reporting,
  type Vault,
} from "../../src/client/views.ts";

const DAY = 86_400_000;
const FINGERPRINT = "3f9a1c07d2e85b46".repeat(4);
export const WORDS = "abandon ability able about above absent absorb abstract absurd abuse access accident";
export const CODE = "accord-join-1.eyJodWIiOiJsb2NhbGhvc3Q6ODA4MCJ9.0123abcd";

/** An instant so many days from now, at 15:00 UTC. */
export function inDays(days: number): string {
  return `${new Date(Date.now() + days * DAY).toISOString().slice(0, 10)}T15:00:00Z`;
}

function later<T>(value: T, ms = 60): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms));
}

const colleagues = [
  { person: "a".repeat(32), name: "pip Maintainer", me: false },
  { person: "b".repeat(32), name: "pip Lead", me: true },
  { person: "c".repeat(32), name: "pip Release Manager", me: false },
];

export function fakeInvitation(change: Partial<InvitationView> = {}): InvitationView {
  return {
    caseId: "0".repeat(32),
    codeName: "calm-otter-7k",
    inviter: "pip",
    t0: inDays(24),
    zone: "Europe/Berlin",
    expires: inDays(6),
    rings: ["joint", "record"],
    history: "everything since the case was opened",
    colleagues,
    lead: true,
    ...change,
  };
}

export function fakeIntake(change: Partial<IntakeView> = {}): IntakeView {
  return {
    intakeId: "1".repeat(32),
    received: inDays(-1),
    signed: true,
    subject: "Entry-point names escape the scripts directory",
    body: "A wheel whose entry point is called `../../x` writes **outside** the scripts directory.\n\n```python\nimport sys\nsys.exit(1)\n```\n\nTried with 26.0 and 25.3.",
    colleagues,
    ...change,
  };
}

const proposal = {
  hash: "7".repeat(64),
  by: "uv",
  t0: inDays(17),
  zone: "America/New_York",
  inForce: false,
  mine: false,
  answers: [
    { slug: "uv", answer: "accept" },
    { slug: "pip", answer: "none" },
  ],
  accepting: "pip signs this date; with uv’s signature every team has, and it comes into force.",
  rejecting: "The date in force stands; uv is told.",
} as const;

export function fakeEmbargo(change: Partial<EmbargoView> = {}): EmbargoView {
  return {
    state: "revise",
    sentence: "pip and uv keep still until the date; uv proposes an earlier one.",
    t0: inDays(24),
    zone: "Europe/Berlin",
    revision: 2,
    agreed: false,
    proposals: [
      proposal,
      {
        ...proposal,
        hash: "8".repeat(64),
        by: "pip",
        t0: inDays(24),
        zone: "Europe/Berlin",
        inForce: true,
        mine: true,
        answers: [
          { slug: "pip", answer: "accept" },
          { slug: "uv", answer: "reject" },
        ],
      },
    ],
    windows: [
      { slug: "pip", from: inDays(-3), until: inDays(40), words: "its own proposal" },
      { slug: "uv", from: inDays(-1), until: inDays(17), words: "its own proposal" },
      { slug: "pypi", from: inDays(-2), until: inDays(24), words: "accepted pip’s proposal" },
    ],
    ready: [
      { slug: "pip", state: "silent" },
      { slug: "uv", state: "ready" },
      { slug: "pypi", state: "hold" },
    ],
    ...change,
  };
}

export function fakeCase(change: Partial<CaseView> = {}): CaseView {
  const types = ["case", "manifest", "invitation", "accept", "proposal", "manifest", "manifest", "proposal", "readiness"];
  return {
    caseId: "0".repeat(32),
    codeName: "calm-otter-7k",
    title: "Entry-point names escape the scripts directory",
    owner: "pip",
    role: "owner",
    received: inDays(-9),
    places: [],
    embargo: fakeEmbargo(),
    parties: [],
    history: types.map((type, at) => ({
      index: at,
      at: inDays(-9 + at),
      who: at % 2 === 0 ? "pip Lead (pip)" : "uv Lead (uv)",
      sentence: `signed a ${type}.`,
      hash: `${at}`.repeat(64),
      type,
    })),
    colleagues: [],
    warnings: [],
    version: 1,
    ...change,
  };
}

/** A vault whose acts succeed unless `fails` says otherwise; what was called is kept in `calls`. */
export function fakeVault(fails?: Failure, calls: unknown[][] = []): Vault {
  const act = async (...call: unknown[]): Promise<void> => {
    calls.push(call);
    await later(undefined);
    if (fails !== undefined) {
      throw fails;
    }
  };
  const known: Partial<Vault> = {
    me: {
      person: "b".repeat(32),
      name: "pip Lead",
      tenant: "d".repeat(64),
      slug: "pip",
      roles: ["admin", "coordinator"],
      hub: "localhost:8080",
      fingerprint: FINGERPRINT,
      persistent: false,
    },
    intake: (intakeId) => later(fakeIntake(intakeId === "drop" ? { signed: false } : {})),
    invitation: () => later(fakeInvitation()),
    takeOn: async (...call) => {
      await act("takeOn", ...call);
      return "0".repeat(32);
    },
    accept: (...call) => act("accept", ...call),
    decline: (...call) => act("decline", ...call),
    propose: (...call) => act("propose", ...call),
    respond: (...call) => act("respond", ...call),
    ready: (...call) => act("ready", ...call),
    devices: () =>
      later([
        { fingerprint: FINGERPRINT, here: true, active: true },
        { fingerprint: "c4".repeat(32), here: false, active: false },
      ]),
    keyFile: () => later({ file: new Blob(["age"], { type: "application/octet-stream" }), fileName: "accord-pip-lead.age" }),
    lock: () => act("lock"),
  };
  return known as Vault;
}

/** A gate in one state; the passphrase is `correct horse battery`. */
export function fakeGate(state: Door["state"]): Gate {
  const door: Door = state === "empty" ? { state } : { state, name: "pip Lead", slug: "pip" };
  const opened = async (passphrase: string): Promise<Vault> => {
    await later(undefined, 300);
    if (passphrase !== "correct horse battery") {
      throw new Failure("wrong-passphrase", "This passphrase does not open the key file.");
    }
    return fakeVault();
  };
  return {
    door: () => later(door),
    open: () => Promise.reject(new Failure("offline", "The hub does not answer.")),
    unlock: opened,
    restore: (_file, passphrase) => opened(passphrase),
    examine: async (code) => {
      await later(undefined);
      if (code !== CODE) {
        throw new Failure("bad-input", "This is not a whole join code: copy all of it.", "EN-1");
      }
      return { slug: "pip", name: "pip Newcomer", role: "coordinator", hub: "localhost:8080" };
    },
    prepare: () =>
      later({ file: new Blob(["age"], { type: "application/octet-stream" }), fileName: "accord-pip-newcomer.age", fingerprint: FINGERPRINT }, 400),
    activate: () => later(fakeVault()),
  };
}

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

  async reply(body: string): Promise<void> {
    await later(undefined);
    this.#letters.push({ ...letter, envelope: `${this.#letters.length}`.repeat(32), mine: true, subject: "", body });
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
        { slug: "pypi", name: "PyPI", genesis: "fedcba9876543210".repeat(4), products: ["pypi.org", "warehouse"] },
        { slug: "uv", name: "uv", genesis: "00112233445566778899aabbccddeeff".repeat(2), products: ["uv", "ruff"] },
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
