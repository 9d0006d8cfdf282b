/**
 * Stand-ins for the client, so that the pages can be looked at and driven without a hub. Nothing here is
 * checked.
 */

import {
  type CaseView,
  type EmbargoView,
  Failure,
  type Gate,
  type IntakeView,
  type InvitationView,
  type TeamDoor,
  type Vault,
} from "../../src/client/views.ts";

const DAY = 86_400_000;
const FINGERPRINT = "3f9a1c07d2e85b46".repeat(4);
export const CODE = "accord-join-1.eyJodWIiOiJsb2NhbGhvc3Q6ODA4MCJ9.0123abcd";

/** An instant so many days from now, at 15:00 UTC. */
export function inDays(days: number): string {
  return `${new Date(Date.now() + days * DAY).toISOString().slice(0, 10)}T15:00:00Z`;
}

/** A value after a while. */
export function later<T>(value: T, ms = 60): Promise<T> {
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
    body: "`../../x` writes **outside**.\n\n```python\nraise SystemExit(1)\n```\n\nTried with 26.0.",
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
    known: [
      {
        what: "public",
        state: "reported",
        sentence: "uv reported it on Mon 2 Nov, 12:00 UTC. Your team confirms or denies it by 16:00 UTC.",
        acts: [
          { act: "confirm", ends: true, final: true, effect: "The embargo ends at once, for every team." },
          { act: "deny", ends: false, final: false, effect: "The report is struck. The embargo stands." },
        ],
      },
      {
        what: "attacks",
        state: "unknown",
        sentence: "Nobody has reported it.",
        acts: [
          { act: "report", ends: true, final: true, effect: "The embargo ends at once, for every team." },
        ],
      },
    ],
    agreedEnd: {
      signed: ["uv"],
      sentence: "uv asks to end the embargo now; not signed by pip and pypi yet.",
      act: { act: "agree", ends: false, final: true, effect: "It ends nothing yet." },
    },
    ...change,
  };
}

export function fakeCase(change: Partial<CaseView> = {}): CaseView {
  const types = [
    "case",
    "manifest",
    "invitation",
    "accept",
    "proposal",
    "manifest",
    "manifest",
    "proposal",
    "readiness",
  ];
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
    cves: [],
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
    daysOff: () => later([{ day: inDays(14).slice(0, 10), why: "holiday in DE (pip)" }]),
    propose: (...call) => act("propose", ...call),
    respond: (...call) => act("respond", ...call),
    ready: (...call) => act("ready", ...call),
    becameKnown: (...call) => act("becameKnown", ...call),
    notKnown: (...call) => act("notKnown", ...call),
    agreeToEnd: (...call) => act("agreeToEnd", ...call),
    devices: () =>
      later([
        { fingerprint: FINGERPRINT, here: true, active: true },
        { fingerprint: "c4".repeat(32), here: false, active: false },
      ]),
    pairing: () => later("accord-pair-1.eyJodWIiOiJodWIuZXhhbXBsZSJ9.0123abcd"),
    readRequest: () => later(WAITING),
    signRequest: (...call) => act("signRequest", ...call),
    keyFile: () =>
      later({
        file: new Blob(["age"], { type: "application/octet-stream" }),
        fileName: "accord-pip-lead.age",
      }),
    sheet: () => ({
      kept: async () => [],
      takeUp: async () => undefined,
      save: async () => undefined,
      drop: async () => undefined,
    }),
    lock: () => act("lock"),
    remove: () => act("remove"),
  };
  return known as Vault;
}

const WAITING = {
  name: "pip Lead",
  slug: "pip",
  fingerprint: "b5".repeat(32),
  request: `accord-device-1.${"eyJ2Ijox".repeat(60)}.0123abcd`,
};

/** A gate in one state; the passphrase is `correct horse battery`. */
export function fakeGate(state: "empty" | "waiting" | TeamDoor["state"]): Gate {
  const door = { name: "pip Lead", slug: "pip", tenant: "d".repeat(64) };
  const opened = async (passphrase: string): Promise<Vault> => {
    await later(undefined, 300);
    if (passphrase !== "correct horse battery") {
      throw new Failure("wrong-passphrase", "This passphrase does not open the key file.");
    }
    return fakeVault();
  };
  return {
    teams: () => later(state === "empty" || state === "waiting" ? [] : [{ ...door, state }]),
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
      later(
        {
          file: new Blob(["age"], { type: "application/octet-stream" }),
          fileName: "accord-pip-newcomer.age",
          fingerprint: FINGERPRINT,
        },
        400,
      ),
    activate: () => later(fakeVault()),
    keyFile: () => fakeVault().keyFile(),
    remove: () => later(undefined),
    onLocked: () => () => undefined,
    onJoined: () => () => undefined,
    second: {
      examine: () => later({ name: "pip Lead", slug: "pip", hub: "localhost:8080" }),
      prepare: () => later({ file: new Blob(["age"]), fileName: "accord-pip-b5b5b5b5.age", ...WAITING }, 400),
      waiting: () => later(state === "waiting" ? WAITING : undefined),
      keyFile: () => fakeVault().keyFile(),
      look: () => later(undefined),
      cancel: () => later(undefined),
    },
  };
}
