/**
 * Several teams of one person, seen together: what each is asked for alone, and what fails for one team never
 * hides another's. Nothing of this is kept: it stands in one place on a screen and nowhere else.
 */

import { failureOf } from "./errors.ts";
import { byDay } from "./today.ts";
import type { CaseLine, Failure, Gate, Task, TeamDoor, Today, Vault, Warning } from "./views.ts";

/** Something of one team; `team` is its slug. */
export type OfTeam<T> = T & { readonly team: string };

/** Today of every team in one list; `faults` are of teams that could not say what they owe. */
export interface Together {
  readonly tasks: readonly OfTeam<Task>[];
  readonly cases: readonly OfTeam<CaseLine>[];
  readonly warnings: readonly OfTeam<Warning>[];
  readonly faults: readonly OfTeam<{ readonly failure: Failure }>[];
}

/**
 * What is owed in all teams, the most urgent first; of several teams the cases stand by their dates, too.
 * `seen` keeps what each team said: of one that fails, that stands beside its fault.
 */
export async function todayTogether(vaults: readonly Vault[], seen: Map<string, Today>): Promise<Together> {
  const faults: OfTeam<{ failure: Failure }>[] = [];
  const asked = vaults.map(async (vault) => {
    const { slug: team, tenant } = vault.me;
    try {
      seen.set(tenant, await vault.today());
    } catch (error) {
      faults.push({ team, failure: failureOf(error) });
    }
    const today = seen.get(tenant);
    return today ? [{ team, today }] : [];
  });
  const days = (await Promise.all(asked)).flat();
  const tasks = days.flatMap(({ team, today }) => today.tasks.map((each) => ({ ...each, team })));
  const cases = days.flatMap(({ team, today }) => today.cases.map((each) => ({ ...each, team })));
  const warnings = days.flatMap(({ team, today }) => today.warnings.map((each) => ({ ...each, team })));
  return {
    tasks: byDay(tasks, ({ by }) => by),
    cases: days.length > 1 ? byDay(cases, ({ t0 }) => t0) : cases,
    warnings,
    faults,
  };
}

/** What one passphrase opened, and why each of the other teams stays shut. */
export interface Unlocked {
  readonly vaults: readonly Vault[];
  readonly shut: readonly OfTeam<{ readonly failure: Failure }>[];
}

/** Try one passphrase on the key file of each of these teams: who uses it for several types it once. */
export async function unlockTogether(
  gate: Pick<Gate, "unlock">,
  teams: readonly Pick<TeamDoor, "tenant" | "slug">[],
  passphrase: string,
): Promise<Unlocked> {
  const vaults: Vault[] = [];
  const shut: OfTeam<{ failure: Failure }>[] = [];
  for (const { tenant, slug } of teams) {
    try {
      vaults.push(await gate.unlock(passphrase, tenant));
    } catch (error) {
      shut.push({ team: slug, failure: failureOf(error) });
    }
  }
  return { vaults, shut };
}
