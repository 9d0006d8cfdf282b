/** How long a browser folds what it has checked: signatures were verified when the logs were read. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { X25519Recipient } from "../src/crypto/age/x25519.ts";
import { hexOf, sha256, sha256Hex } from "../src/crypto/bytes.ts";
import { fingerprint } from "../src/crypto/device.ts";
import * as dsse from "../src/crypto/dsse.ts";
import type { Body, DeviceKeys } from "../src/crypto/kinds/index.ts";
import { Replay } from "../src/crypto/replay.ts";
import { firstHead, nextHead } from "../src/crypto/ring/index.ts";
import { type Entry, NOBODY, type Statement, encode } from "../src/crypto/statement.ts";

const HUB = "localhost:8080";
const WHEN = "2026-11-21T09:00:00Z";
const YEAR = "2027-11-21T09:00:00Z";
const [TEAMS, PEOPLE, LEAVES, LETTERS] = [12, 8, 1000, 500];

type Told<T = Body> = T extends Body ? Omit<T, "hub" | "id" | "created" | "log"> : never;

interface Team {
  readonly genesis: string;
  readonly people: readonly { readonly person: string; readonly keys: DeviceKeys }[];
}

/** Both logs as they are written: statements that count, signed without a secret. */
class Logs {
  readonly replay = new Replay({ hub: HUB });
  readonly directory: Entry[] = [];
  readonly cases: Entry[] = [];
  #count = 0;

  /** Append to a log what must count. */
  put(log: "directory" | "cases", told: Told, ...keys: readonly string[]): Statement {
    const index = this[log].length;
    const { size } = this.replay.directory;
    const seen = { size, root: this.replay.directory.root() };
    const body = { hub: HUB, id: name(`id ${this.#count++}`), created: WHEN, log: seen, ...told } as Body;
    const signed = encode(body);
    const statement = { body, signed, hash: hexOf(dsse.leafHash(signed)), keys };
    const entry = { index, statement, loggedAt: WHEN };
    const { fault } = log === "directory" ? this.replay.addDirectory(entry) : this.replay.addCase(entry);
    assert.equal(fault, undefined);
    this[log].push(entry);
    return statement;
  }
}

const name = (of: string): string => sha256Hex(of).slice(0, 32);

function keysOf(of: string): DeviceKeys {
  return { sign: sha256Hex(of), seal: new X25519Recipient(sha256("seal ", of)).toString() };
}

const by = (team: Team, place = 0): string => fingerprint(team.people[place]?.keys ?? keysOf(""));
const key = (team: Team): string => team.people[0]?.keys.sign ?? "";

function rosterOf(slug: string, people: Team["people"]) {
  const members = people.map(({ person, keys }, place) => {
    const roles = [place === 0 ? ("admin" as const) : ("member" as const)];
    return { person, name: `${slug} ${place}`, roles, devices: [keys] };
  });
  members.sort((one, other) => (one.person < other.person ? -1 : 1));
  return { type: "roster", slug, threshold: 1, members, expires: YEAR } as const;
}

function founded(logs: Logs, slug: string): Team {
  const people = Array.from({ length: PEOPLE }, (_, n) => {
    return { person: name(`${slug} ${n}`), keys: keysOf(`${slug} ${n}`) };
  });
  const first = fingerprint(people[0]?.keys ?? keysOf(""));
  const signers = people.map(({ keys }) => keys.sign);
  const { hash } = logs.put("directory", { ...rosterOf(slug, people), version: 1, by: first }, ...signers);
  return { genesis: hash, people };
}

/** Boundaries between all teams, changed over and over, and a new roster after every twentieth. */
function fill(logs: Logs, teams: readonly Team[]): void {
  const last = new Map<string, Statement>();
  for (let n = 0; logs.directory.length < LEAVES; n += 1) {
    const team = teams[n % TEAMS] as Team;
    const to = teams[(n + 1 + (Math.floor(n / TEAMS) % (TEAMS - 1))) % TEAMS] as Team;
    const chain = (of: string, start: number) => {
      const before = last.get(of);
      const { seq = start, version = start } = (before?.body ?? {}) as { seq?: number; version?: number };
      return { place: Math.max(seq, version) + 1, ...(before && { previous: before.hash }) };
    };
    const signer = { tenant: team.genesis, by: by(team) };
    const { place: seq, ...previous } = chain(team.genesis + to.genesis, 0);
    const edge = { rule: "allow", takes: true, verified: "call", until: YEAR } as const;
    const boundary = { type: "boundary", ...signer, to: to.genesis, to_version: 1, ...edge } as const;
    last.set(team.genesis + to.genesis, logs.put("directory", { ...boundary, seq, ...previous }, key(team)));
    if (n % 20 !== 0) continue;
    const { place: version, previous: before = team.genesis } = chain(team.genesis, 1);
    const roster = rosterOf(`team-${teams.indexOf(team)}`, team.people);
    const next = { ...roster, ...signer, version, previous: before };
    last.set(team.genesis, logs.put("directory", next, key(team)));
  }
}

/** A case of the first team with eight others, all of whose people read, and the letters of one of them. */
function talk(logs: Logs, teams: readonly Team[]): void {
  const [owner, ...guests] = teams.slice(0, 9) as [Team, ...Team[]];
  const log = { size: logs.replay.directory.size, root: logs.replay.directory.root() };
  const [caseId, code_name] = [name("case"), "quiet-heron-7k"];
  const of = (team: Team) => ({ case: caseId, tenant: team.genesis, by: by(team) });
  logs.put("cases", { type: "anchor", by: NOBODY, directory: log });
  logs.put("cases", { type: "case", ...of(owner), code_name, received: WHEN }, key(owner));
  for (const team of guests) {
    const terms = { seq: 1, code_name, terms: NOBODY, history: { start: "now" }, expires: YEAR } as const;
    const asked = { tenant: team.genesis, rings: ["joint"], preseal: [], state: "open" } as const;
    const { hash } = logs.put("cases", { type: "invitation", ...of(owner), ...terms, ...asked }, key(owner));
    const people = team.people.map(({ person }) => person).sort();
    logs.put("cases", { type: "accept", ...of(team), invitation: hash, terms: NOBODY, people }, key(team));
  }
  const seats = [owner, ...guests].map(({ genesis: tenant }) => {
    return { tenant, version: 1, rings: ["joint", "record"] as const };
  });
  const participants = seats.toSorted((one, other) => (one.tenant < other.tenant ? -1 : 1));
  logs.put("cases", { type: "case-roll", case: caseId, by: by(owner), seq: 1, participants }, key(owner));
  const ring = { id: name("joint"), kind: "joint", case: caseId } as const;
  const holders = [...(logs.replay.circles.get(caseId)?.holders(ring, { when: WHEN }).keys() ?? [])].sort();
  assert.equal(holders.length, 8 * PEOPLE + 1);
  const at = { directory: log.size, cases: logs.cases.length };
  const { seal: recipient } = keysOf("epoch");
  logs.put("cases", { type: "epoch", by: by(owner), ring, epoch: 1, recipient, at, holders }, key(owner));
  let head = firstHead(ring.id);
  for (let count = 0; count < LETTERS; count += 1) {
    const place = { id: ring.id, epoch: 1, count, head };
    const author = { tenant: owner.genesis, person: owner.people[0]?.person ?? "" };
    const file = { envelope: name(`file ${count}`), sha256: NOBODY, size: 5000, plain: NOBODY };
    const said = { kind: "letter", purpose: "comment", suite: "age-v1", author, ring: place } as const;
    const letter = { type: "manifest", case: caseId, by: by(owner), ...said, ...file } as const;
    head = nextHead(head, logs.put("cases", letter, key(owner)).hash);
  }
}

test("a directory of a thousand statements and a case of five hundred letters fold within a second", () => {
  const logs = new Logs();
  const teams = Array.from({ length: TEAMS }, (_, n) => founded(logs, `team-${n}`));
  fill(logs, teams);
  talk(logs, teams);
  const fresh = new Replay({ hub: HUB });

  const began = process.cpuUsage();
  for (const each of logs.directory) fresh.addDirectory(each);
  for (const each of logs.cases) fresh.addCase(each);
  const { user, system } = process.cpuUsage(began);

  const [circle] = [...fresh.circles.values()];
  assert.deepEqual([circle?.letters.size, circle?.gaps.size], [LETTERS, 0]);
  assert.equal(fresh.directory.root(), logs.replay.directory.root());
  assert.ok((user + system) / 1e6 < 1, `${(user + system) / 1e6} s`);
});
