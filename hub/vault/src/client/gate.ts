/**
 * The door: joining by a code, coming back by passphrase or key file, signing in with the keys that are here.
 *
 * A newcomer trusts nothing but the join code, and signs nothing before the directory that the hub shows was
 * found to be the code's (EN-1). The device becomes active only after its key file was handed out to be
 * saved. A browser may be of several teams, each in a home of its own (`homes.ts`): they are locked together
 * and removed one by one.
 */

import { JoinCode } from "../crypto/enrolment.ts";
import type { DeviceSecret } from "../crypto/unseal/signing.ts";
import { aheadOf, codeIn, isVaultOf, requireAlike, requireFree } from "./admission.ts";
import { failureOf } from "./errors.ts";
import { isOnePerson, membershipIn, noneWaits, waitingOf } from "./home.ts";
import type { DeviceRecord, Pinned } from "./home.ts";
import { Homes } from "./homes.ts";
import type { Home, Kept, Setting } from "./homes.ts";
import { examine, examineFile, makeDevice, proven } from "./joining.ts";
import type { Examined, Made } from "./joining.ts";
import { hubOfDesk } from "./loopback.ts";
import { exported, openKeyFile, secretIn, secretOf } from "./unlock.ts";
import { later } from "./parts.ts";
import { Failure } from "./views.ts";
import type { Gate, KeyFile, Second, TeamDoor, Vault, Waiting } from "./views.ts";

export type { Setting } from "./homes.ts";

const acts = later(() => import("./acts.ts"));

const CHANNEL = "accord-lock";
/** What one tab tells the others of this origin: all teams are locked, one came, or the home of one was emptied. */
type Said = "locked" | "joined" | { readonly removed: string };

interface Newcomer extends Examined {
  readonly code: JoinCode;
  readonly home: Home;
  readonly made?: Made;
}

/** The door of this page's vault. */
export function openGate(setting: Setting = { host: location.host }): Gate {
  const inside = new Inside(setting);
  const failing = async <T>(act: Promise<T>): Promise<T> => {
    try {
      return await act;
    } catch (error) {
      throw failureOf(error);
    }
  };
  return {
    teams: () => failing(inside.teams()),
    open: (tenant) => failing(inside.open(tenant)),
    unlock: (passphrase, tenant) => failing(inside.unlock(passphrase, tenant)),
    restore: (file, passphrase) => failing(inside.restore(file, passphrase)),
    examine: (code) => failing(inside.examine(code)),
    prepare: (code, passphrase) => failing(inside.prepare(code, passphrase)),
    activate: () => failing(inside.activate()),
    second: {
      examine: (text) => failing(inside.second().then((second) => second.examine(text))),
      prepare: (text, passphrase) =>
        failing(inside.second().then((second) => second.prepare(text, passphrase))),
      waiting: () => failing(inside.waiting()),
      keyFile: () => failing(inside.waitingFile()),
      look: () => failing(inside.second().then((second) => second.look())),
      cancel: () => failing(inside.second().then((second) => second.cancel())),
    },
    keyFile: (tenant) => failing(inside.keyFile(tenant)),
    remove: (tenant) => failing(inside.remove(tenant)),
    onLocked: (listener) => inside.onLocked(listener),
    onJoined: (listener) => inside.onJoined(listener),
  };
}

class Inside {
  readonly #setting: Setting;
  readonly #homes: Homes;
  readonly #channel = new BroadcastChannel(CHANNEL);
  #newcomer: Newcomer | undefined;
  #second: Omit<Second, "waiting" | "keyFile"> | undefined;
  /** Where a device waited when this tab last looked: another tab may be in by it since. */
  #waited: Home | undefined;
  readonly #listeners = new Set<(ended: readonly Vault[]) => void>();
  readonly #hosts = new Set<() => void>();

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#homes = new Homes(setting);
    this.#channel.onmessage = ({ data }: MessageEvent<Said>) => void this.#heard(data);
    (this.#channel as { unref?: () => void }).unref?.(); // Node alone waits for it at its end
  }

  async teams(): Promise<readonly TeamDoor[]> {
    return (await this.#homes.kept()).map(({ record }) => ({
      tenant: record.member.tenant,
      slug: record.slug || record.member.tenant.slice(0, 8), // until the directory has said it
      name: record.name,
      state: secretOf(record) ? "ready" : "locked",
    }));
  }

  async open(tenant?: string): Promise<Vault> {
    const { home, record } = await this.#mine(tenant);
    const secret = secretOf(record);
    if (secret === undefined) throw new Failure("expired", "the keys are locked away: type your passphrase");
    return this.#enter(home, record, secret);
  }

  async unlock(passphrase: string, tenant?: string): Promise<Vault> {
    const { home, record } = await this.#mine(tenant);
    const secret = await secretIn(await openKeyFile(record.file, passphrase));
    return this.#enter(home, record, secret);
  }

  async restore(file: Uint8Array, passphrase: string): Promise<Vault> {
    const opened = await openKeyFile(file, passphrase);
    const member = membershipIn(opened);
    await this.#requireOurs(member.hub, "the key file");
    const teams = await this.#homes.kept();
    const mine = teams.find(({ record }) => isOnePerson(record.member, member));
    if (mine === undefined) requireFree(teams, member);
    requireAlike(teams, member, "the key file");
    const home = mine?.home ?? (await this.#homes.vacant());
    home.follow(aheadOf(teams));
    await examineFile(await home.outside(), member);
    const secret = await secretIn(opened);
    const { fingerprint, keys } = secret;
    const { name, slug } = mine?.record ?? { name: "", slug: "" }; // the directory's own words come later
    const said = { name, slug, ahead: aheadOf(teams) };
    const store = await home.store();
    try {
      const record = { member, fingerprint, keys, file, state: "active", ...said } as const;
      return this.#joined(await this.#enter(home, record, secret));
    } catch (error) {
      await store.dropDevice();
      if (mine !== undefined) await store.keepDevice(mine.record);
      throw error;
    }
  }

  async examine(text: string): ReturnType<Gate["examine"]> {
    const code = codeIn(text);
    await this.#requireOurs(code.hub, "the join code");
    const home = await this.#roomFor(code, "the join code");
    const found = await examine(await home.outside(), code);
    this.#newcomer = { ...found, code, home };
    const { name, role } = found.invited.body;
    return { slug: found.known.slug(code.tenant), name, role, hub: code.hub };
  }

  async prepare(text: string, passphrase: string): ReturnType<Gate["prepare"]> {
    const { code } = this.#newcomer ?? {};
    if (code === undefined || JoinCode.toText(code) !== text.trim()) await this.examine(text);
    const newcomer = this.#newcomer as Newcomer; // set by `examine`, which throws otherwise
    const made = await makeDevice(newcomer, passphrase, this.#setting.workFactor);
    const home = await this.#roomFor(newcomer.code, "the join code", newcomer.home);
    await (await home.store()).keepDevice(made.record);
    this.#newcomer = { ...newcomer, home, made };
    const { fingerprint, slug, name, file } = made.record;
    const word = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const blob = new Blob([file as BlobPart], { type: "application/octet-stream" });
    return { file: blob, fileName: `accord-${slug}-${word || "device"}.age`, fingerprint };
  }

  async activate(): Promise<Vault> {
    const { code, made, home: before } = this.#newcomer ?? {};
    if (code === undefined || made === undefined) {
      throw new Failure("bad-input", "type the join code again: it is kept nowhere");
    }
    const home = await this.#roomFor(code, "the join code", before);
    const pending = await proven(await home.outside(), code, made);
    const record = { ...made.record, pending, ahead: aheadOf(await this.#homes.kept()) };
    await (await home.store()).keepDevice(record); // before it is posted: nobody could make it anew
    const vault = await this.#enter(home, record, made.secret);
    this.#newcomer = undefined;
    return this.#joined(vault);
  }

  /** This browser as a further machine of somebody (EN-6). */
  async second(): Promise<Omit<Second, "waiting" | "keyFile">> {
    const { SecondMachine } = await acts();
    this.#second ??= new SecondMachine({
      workFactor: this.#setting.workFactor,
      outside: async () => (await this.#whereItWaits()).outside(),
      room: async (pairing) => {
        await this.#requireOurs(pairing.hub, "the pairing text");
        const { home } = (await this.#homes.waiting()) ?? {};
        return (await this.#roomFor(pairing, "the pairing text", home)).outside();
      },
      enter: async (record, secret) => {
        const ahead = aheadOf(await this.#homes.kept());
        return this.#joined(await this.#enter(await this.#whereItWaits(), { ...record, ahead }, secret));
      },
    });
    return this.#second;
  }

  async waiting(): Promise<Waiting | undefined> {
    const { record } = (await this.#homes.waiting()) ?? {};
    return record && waitingOf(record);
  }

  async waitingFile(): Promise<KeyFile> {
    const { record } = (await this.#homes.waiting()) ?? {};
    if (record === undefined) throw noneWaits();
    return exported(record);
  }

  async keyFile(tenant?: string): Promise<KeyFile> {
    return exported((await this.#mine(tenant)).record);
  }

  async remove(tenant?: string): Promise<void> {
    const { home, record } = await this.#mine(tenant);
    await this.#remove(home, record.fingerprint);
  }

  onLocked(listener: (ended: readonly Vault[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onJoined(listener: () => void): () => void {
    this.#hosts.add(listener);
    return () => void this.#hosts.delete(listener);
  }

  /** Locked or removed in another tab: shut here, and nothing stays open to be read. */
  async #heard(said: Said): Promise<void> {
    if (said === "joined") return this.#hosts.forEach((each) => each());
    const isRemoved = typeof said === "object";
    const homes = this.#homes.begun.filter(({ database }) => !isRemoved || database === said.removed);
    const ended = homes.flatMap((each) => each.shut(isRemoved ? "removed" : "locked"));
    if (isRemoved) await Promise.allSettled(homes.map((each) => each.emptied())); // no storage: nothing to be written
    for (const each of [...this.#listeners]) each(ended);
  }

  /** The other tabs hear that somebody came. */
  #joined(vault: Vault): Vault {
    this.#tell("joined");
    return vault;
  }

  #tell(said: Said): void {
    this.#channel.postMessage(said);
  }

  /** The keys of every team go, unless who asks has been removed meanwhile; the first fault is told last. */
  async #lock(home: Home, fingerprint: string): Promise<void> {
    for (const each of this.#homes.begun) each.shut("locked");
    if (!(await home.isOf(fingerprint))) return;
    const teams = await this.#homes.kept();
    const locked = await Promise.allSettled(teams.map((each) => each.home.lock()));
    const stuck = locked.find((each) => each.status === "rejected");
    if (stuck === undefined || teams.length > 1) this.#tell("locked");
    if (stuck !== undefined) throw stuck.reason;
  }

  async #remove(home: Home, fingerprint: string): Promise<void> {
    home.shut("removed");
    if (!(await home.isOf(fingerprint))) return;
    if (this.#newcomer?.home === home) this.#newcomer = undefined;
    await home.empty();
    this.#homes.forget(home);
    this.#tell({ removed: home.database });
  }

  /** A home for whoever comes by `what`: the one they were given, unless another tab took it since. */
  async #roomFor(member: Pinned, what: string, before?: Home): Promise<Home> {
    const teams = await this.#homes.kept();
    requireFree(teams, member);
    requireAlike(teams, member, what);
    const isFree = before !== undefined && teams.every(({ home }) => home !== before);
    const home = isFree ? before : await this.#homes.vacant();
    home.follow(aheadOf(teams));
    return home;
  }

  async #requireOurs(hub: string, what: string): Promise<void> {
    const { host, carry } = this.#setting;
    if (isVaultOf(host, hub)) return;
    const named = await hubOfDesk(host, carry);
    if (named === hub) return;
    const here =
      named === undefined
        ? "this page is not its vault"
        : `this desk speaks to ${named}: start it with \`accord desk --url\` and the address of that hub`;
    throw new Failure("refused", `${what} is of the hub ${hub}, and ${here}`, "EN-1");
  }

  /** Where a device waits for its signature, or waited when this tab last looked. */
  async #whereItWaits(): Promise<Home> {
    this.#waited = (await this.#homes.waiting())?.home ?? this.#waited;
    if (this.#waited === undefined) throw noneWaits();
    return this.#waited;
  }

  #enter(home: Home, record: DeviceRecord, secret: DeviceSecret): Promise<Vault> {
    const { fingerprint } = secret;
    const lock = (): Promise<void> => this.#lock(home, fingerprint);
    return home.enter(record, secret, { lock, remove: () => this.#remove(home, fingerprint) });
  }

  /** The home of a team; without one the first that is ready, or the first. */
  async #mine(tenant?: string): Promise<Kept> {
    const teams = await this.#homes.kept();
    const asked = teams.filter(({ record }) => tenant === undefined || record.member.tenant === tenant);
    const found = asked.find(({ record }) => secretOf(record) !== undefined) ?? asked[0];
    if (found !== undefined) return found;
    const what = "join by a code, or restore from a key file";
    const who = teams.length === 0 ? "nobody has joined in this browser" : "this browser has left that team";
    throw new Failure("not-found", `${who}: ${what}`);
  }
}
