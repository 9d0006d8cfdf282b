/** What the fake vault shows: one case in a negotiation and a long one, all fictitious. */
import type { CaseView, LetterView, Place, Readers, Today } from "../../src/client/views.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const BEGAN = Date.now();

/** An instant `ms` from now. */
export function instant(ms: number): string {
  return new Date(BEGAN + ms).toISOString().replace(/\.\d+Z$/, "Z");
}

const T0 = new Date(new Date(BEGAN + 17 * DAY).setUTCHours(15, 0, 0, 0))
  .toISOString()
  .replace(/\.\d+Z$/, "Z");

const JOINT: Readers = {
  place: "joint",
  names: ["pip Lead (pip)", "pip Release Manager (pip)", "uv Lead (uv)", "uv Maintainer (uv)"],
  short: "pip and uv",
  rotates: false,
};

const PLACES: readonly Readers[] = [
  JOINT,
  {
    place: "reporter",
    names: ["pip Lead (pip)", "the reporter"],
    short: "pip and the reporter",
    rotates: false,
  },
  { place: "tenant", names: ["pip Lead (pip)", "pip Release Manager (pip)"], short: "pip", rotates: true },
  {
    place: "record",
    names: ["pip Lead (pip)", "CNA Operator One (psf)"],
    short: "pip and psf",
    rotates: false,
  },
];

export function today(): Today {
  const title = "Entry-point names escape the scripts directory";
  const one = { caseId: "c1", title, codeName: "amber-heron-41" };
  return {
    warnings: [
      {
        sentence: "The directory log is 3 days old; ask your operator why nobody witnesses it.",
        rule: "LO-7",
      },
    ],
    tasks: [
      {
        what: "impact",
        ...one,
        by: instant(20 * HOUR),
        sentence: "uv and the reporter wait to hear whether pip is affected.",
        act: "Answer",
        to: "#/case/c1",
      },
      {
        what: "proposal",
        ...one,
        by: instant(3 * DAY),
        sentence: "uv proposes an earlier date.",
        act: "Answer the date",
        to: "#/case/c1/dates",
      },
      { what: "read", ...one, sentence: "2 letters are unread.", act: "Read", to: "#/case/c1" },
      {
        what: "invitation",
        caseId: "c9",
        title: "calm-otter-77",
        sentence: "virtualenv invites pip under an embargo.",
        by: instant(6 * DAY),
        act: "See the invitation",
        to: "#/invitation/c9",
      },
      {
        what: "report",
        intakeId: "i1",
        title: "A report arrived",
        sentence: "Somebody waits for a first answer.",
        by: instant(2 * DAY),
        act: "Open",
        to: "#/intake/i1",
      },
    ],
    cases: [
      { ...one, state: "revise", t0: T0, turn: "waiting for pip since Tuesday", role: "owner", unread: 2 },
      {
        caseId: "c2",
        title: "Archive members outlive their directory",
        codeName: "slow-finch-08",
        state: "none",
        role: "participant",
        unread: 0,
        turn: "waiting for virtualenv since 9 November",
      },
    ],
  };
}

export function caseView(caseId: string, answered: boolean): CaseView {
  const long = caseId === "c2";
  return {
    caseId,
    codeName: long ? "slow-finch-08" : "amber-heron-41",
    title: long
      ? "Archive members outlive their directory"
      : "Entry-point names escape the scripts directory",
    owner: long ? "virtualenv" : "pip",
    role: long ? "participant" : "owner",
    received: instant(-9 * DAY),
    places: long ? [JOINT] : PLACES,
    embargo: {
      state: "revise",
      sentence: "Both teams agreed on this date; uv proposes an earlier one and waits for pip.",
      t0: T0,
      zone: "UTC",
      revision: 2,
      agreed: true,
      proposals: [
        {
          hash: "ab".repeat(32),
          by: "uv",
          t0: instant(12 * DAY),
          zone: "UTC",
          inForce: false,
          mine: false,
          answers: [
            { slug: "uv", answer: "accept" },
            { slug: "pip", answer: "none" },
          ],
          accepting: "The earlier date stands at once, for everybody.",
          rejecting: "The date in force stays; uv is told.",
        },
      ],
      windows: [
        { slug: "pip", from: instant(0), until: T0, words: "until the agreed date" },
        { slug: "uv", from: instant(0), until: instant(12 * DAY), words: "until its own proposal" },
      ],
      ready: [
        { slug: "pip", state: "silent" },
        { slug: "uv", state: "ready" },
      ],
      known: [
        {
          what: "public",
          state: "unknown",
          sentence: "Nobody has reported it.",
          acts: [{ act: "report", ends: true, final: true, effect: "The embargo ends at once." }],
        },
      ],
    },
    parties: [
      {
        slug: "pip",
        role: "owner",
        consent: "owner, signed",
        report: "valid",
        fix: "in work",
        impact: answered ? "answered" : "waiting",
        people: ["pip Lead", "pip Release Manager"],
      },
      {
        slug: "uv",
        role: "participant",
        consent: "accepted 4 November",
        report: "accepted",
        fix: "ready",
        impact: "answered",
        people: ["uv Lead", "uv Maintainer"],
      },
      {
        slug: "psf",
        role: "invited",
        consent: "not yet",
        report: "–",
        fix: "–",
        impact: "waiting",
        people: [],
        waitsFor: "waiting for psf’s client since Thursday",
      },
    ],
    history: Array.from({ length: 14 }, (_, index) => ({
      index: index * 3,
      at: instant((index - 14) * 12 * HOUR),
      who: index % 2 ? "uv Lead (uv)" : "pip Lead (pip)",
      sentence:
        ["opened the case", "accepted the embargo", "proposed a date", "granted a colleague reading"][
          index % 4
        ] ?? "",
      hash: `${index % 10}f`.repeat(32),
      type: ["case-roll", "accept", "proposal", "grant"][index % 4] ?? "",
    })),
    cves: ["CVE-2026-41234"],
    colleagues: [
      { person: "p1", name: "pip Lead", reads: true },
      { person: "p2", name: "pip Release Manager", reads: true },
      { person: "p3", name: "pip Maintainer", reads: false },
    ],
    warnings: long
      ? []
      : [{ sentence: "Only one other team witnessed the log; two are wanted.", rule: "LO-7" }],
    version: answered ? 2 : 1,
  };
}

const BODY = `Thanks. We can reproduce it with **pip 26.0** on Linux and Windows:

1. build a wheel whose \`entry_points.txt\` names \`../../x\`
2. \`pip install ./evil.whl\`

> The name is joined to the scripts directory before it is checked.

See https://packaging.python.org/specifications/ &copy; and [our patch](https://git.example/pip/pull/1).

<script>alert(1)</script>`;

export function lettersOf(caseId: string, many: number): readonly LetterView[] {
  if (caseId === "c2" || many > 0) {
    const size = many || 120;
    return Array.from({ length: size }, (_, index) =>
      letter(index, {
        author: index % 3 ? "uv Lead (uv)" : "pip Lead (pip)",
        mine: index % 3 === 0,
        body: `${BODY}\n\nLetter ${index}. ${"It goes on for a while. ".repeat(index % 9)}`,
        unread: index > size - 3,
        ...(index === size - 1 && { replyTo: envelope(Math.floor(size / 2)) }),
      }),
    );
  }
  return [
    letter(0, {
      place: "reporter",
      author: "the reporter",
      standing: "the reporter",
      purpose: "quote",
      body: "",
      readers: ["pip Lead", "the reporter"],
      quoted: { subject: "Entry points escape", body: BODY, proven: true, author: "the reporter" },
    }),
    letter(1, {
      author: "pip Lead (pip)",
      mine: true,
      subject: "What we know",
      body: BODY,
      attachments: [{ envelope: "a1", name: "proof of concept.py", type: "text/x-python", size: 12_700 }],
    }),
    letter(2, {
      author: "uv Lead (uv)",
      body: "We are affected since 0.4.1. A fix takes us ten days.",
      replyTo: envelope(1),
      purpose: "impact",
    }),
    letter(3, {
      author: "uv Maintainer (uv)",
      standing: "vouched for by uv",
      fault: {
        sentence: "Its seal names another epoch than its signature does; ask uv over another channel.",
        rule: "EV-11",
      },
    }),
    letter(4, {
      author: "uv Lead (uv)",
      body: "Could we meet on the 8th instead? Our release train leaves then.",
      replyTo: envelope(1),
      unread: true,
      gap: {
        sentence: "A letter before this one was withheld: uv’s client saw five letters, the hub shows four.",
        rule: "RI-9",
      },
    }),
    letter(5, {
      author: "uv Lead (uv)",
      body: "Patch attached.",
      unread: true,
      attachments: [
        { envelope: "a2", name: "uv-fix.patch", type: "text/x-diff", size: 3_512 },
        { envelope: "a3", name: "crash.log", type: "text/plain", size: 24_000_000 },
      ],
    }),
    letter(6, {
      place: "tenant",
      author: "pip Release Manager (pip)",
      body: "26.1.1 is planned for the 8th anyway.",
      readers: ["pip Lead", "pip Release Manager"],
    }),
    letter(7, {
      place: "record",
      kind: "record",
      purpose: "draft",
      author: "pip Release Manager (pip)",
      body: JSON.stringify(advisory()),
      subject: "Entry-point names escape",
    }),
  ];
}

function hash(index: number): string {
  return index.toString(16).padStart(64, "0");
}

function envelope(index: number): string {
  return index.toString(16).padStart(32, "0");
}

function letter(index: number, more: Partial<LetterView>): LetterView {
  return {
    envelope: envelope(index),
    hash: hash(index),
    place: "joint" satisfies Place,
    index,
    at: instant((index - 9) * 9 * HOUR),
    author: "uv Lead (uv)",
    mine: false,
    readers: ["pip Lead", "pip Release Manager", "uv Lead", "uv Maintainer"],
    purpose: "comment",
    kind: "letter",
    attachments: [],
    unread: false,
    ...more,
  };
}

/** An advisory in the form of the records. */
export function advisory(): object {
  return {
    v: 1,
    id: "pip-2026-1",
    cna: "PSF",
    cve_id: "CVE-1900-0001",
    title: "Entry-point names escape the scripts directory",
    description:
      "A wheel can name an entry point with a path.\n\npip writes the script outside the scripts directory.",
    public_at: T0,
    products: [
      { vendor: "pypa", name: "pip", ranges: [{ scheme: "python", introduced: "0", fixed: "26.1.1" }] },
    ],
    rows: [
      {
        tool: "pip",
        standing: "affected",
        affected: "before 26.1.1",
        fixed: "26.1.1",
        identifier: "CVE-1900-0001",
      },
      { tool: "uv", standing: "affected", affected: "before 0.9.9", fixed: "0.9.9" },
    ],
    severities: ["CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N"],
    weaknesses: [{ cwe: "CWE-22", name: "Path traversal" }],
    credits: [
      { name: "A Reporter", role: "finder" },
      { name: "pip Lead", role: "coordinator" },
    ],
    references: [{ url: "https://git.example/pip/pull/1" }, { url: "javascript:alert(1)" }],
  };
}
