/**
 * How each team of this browser stands. They are opened side by side: one that is locked, or whose hub fails
 * it, keeps no other one waiting.
 *
 * | state   | means                                   | leaves it by               |
 * |---------|-----------------------------------------|----------------------------|
 * | opening | its keys are here; it is signed in now  | open, shut                 |
 * | open    | its vault can be used                   | locked, or gone            |
 * | shut    | signing in failed, for this reason      | opening, when asked again  |
 * | locked  | its keys are not here                   | open, by its passphrase    |
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Failure, Gate, TeamDoor, Vault } from "../client/views.ts";
import { clock, machine, noticed, pulse } from "./parts/index.ts";

export type Standing =
  | { readonly at: "opening" | "locked" }
  | { readonly at: "open"; readonly vault: Vault }
  | { readonly at: "shut"; readonly failure: Failure };

/** One team, and how it stands. */
export interface Team {
  readonly tenant: string;
  readonly slug: string;
  readonly name: string;
  readonly standing: Standing;
}

export interface Teams {
  /** Undefined until the browser has said whose it is. */
  readonly list: readonly Team[] | undefined;
  readonly vaults: readonly Vault[];
  /** This browser did not say whose it is. */
  readonly failure: Failure | undefined;
  /** A vault was opened elsewhere: by a code, a passphrase, a key file, or signing in again. */
  readonly enter: (vault: Vault) => void;
  /** These vaults have ended, and nobody comes in who was on the way; `look` shows how their teams stand. */
  readonly leave: (ended: readonly Vault[]) => void;
  /** Look again who is here, and open what can be and is not. */
  readonly look: () => void;
}

/** The teams behind `gate`. */
export function useTeams(gate: Gate): Teams {
  const [list, setList] = useState<readonly Team[]>();
  const [failure, setFailure] = useState<Failure>();
  const known = useRef<ReadonlyMap<string, Team>>(new Map());
  const pending = useRef(new Set<string>());
  const show = (teams: readonly Team[] | undefined): void => {
    known.current = new Map((teams ?? []).map((each) => [each.tenant, each]));
    const [first] = vaultsOf(teams ?? []);
    clock.value = first ? () => first.now() : machine; // every page counts by the vault's clock
    setList(teams);
  };
  const open = async ({ tenant, slug }: Team): Promise<void> => {
    const asked = pending.current;
    if (asked.has(tenant)) {
      return;
    }
    asked.add(tenant);
    const standing = await signedIn(gate, tenant, slug);
    asked.delete(tenant);
    if (asked === pending.current) {
      const teams = [...known.current.values()];
      show(teams.map((each) => (each.tenant === tenant ? teamOf(each, standing) : each)));
      pulse.value += 1; // a page of all teams has one more to show
    }
  };
  const look = async (): Promise<void> => {
    const asked = pending.current;
    try {
      const doors = await gate.teams();
      if (asked !== pending.current) {
        return;
      }
      setFailure(undefined);
      show(doors.map((door) => stood(door, known.current.get(door.tenant))));
      [...known.current.values()].filter(({ standing }) => standing.at === "opening").forEach(open);
    } catch (error) {
      setFailure(noticed(error));
      show([]);
    }
  };
  useEffect(() => void look(), [gate]);
  return {
    list,
    failure,
    vaults: useMemo(() => vaultsOf(list ?? []), [list]),
    enter: (vault) => {
      const mine = teamOf(vault.me, { at: "open", vault });
      show([...new Map(known.current).set(mine.tenant, mine).values()]); // in its place, if it was here
      void look();
    },
    leave: (ended) => {
      pending.current = new Set();
      const rest = [...known.current.values()].filter(
        ({ standing }) => standing.at === "open" && !ended.includes(standing.vault),
      );
      show(rest.length > 0 ? rest : undefined);
    },
    look: () => void look(),
  };
}

/** A team by its own words; once it is open, by the directory's, which the door may not have had yet. */
function teamOf(door: Pick<Team, "tenant" | "slug" | "name">, standing: Standing): Team {
  const { tenant, slug, name } = standing.at === "open" ? standing.vault.me : door;
  return { tenant, slug, name, standing };
}

async function signedIn(gate: Gate, tenant: string, slug: string): Promise<Standing> {
  try {
    return { at: "open", vault: await gate.open(tenant) };
  } catch (error) {
    return { at: "shut", failure: noticed(error, slug) };
  }
}

/** What a door is now: a vault that is open stays so, and whoever has keys is asked again. */
function stood(door: TeamDoor, before: Team | undefined): Team {
  if (door.state === "locked") {
    return teamOf(door, { at: "locked" });
  }
  return before?.standing.at === "open" ? before : teamOf(door, { at: "opening" });
}

function vaultsOf(teams: readonly Team[]): readonly Vault[] {
  return teams.flatMap(({ standing }) => (standing.at === "open" ? [standing.vault] : []));
}
