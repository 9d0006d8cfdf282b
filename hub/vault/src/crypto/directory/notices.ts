/** What is said about whole logs and tenants: the hub's admissions, and a tenant's rebase (LO-6, RB-1). */

import { NotAllowedError } from "../errors.ts";
import type { Admission, Rebase } from "../kinds/index.ts";
import type { Statement } from "../statement.ts";
import type { Facts } from "./facts.ts";
import type { View } from "./view.ts";

/** Return if the notice names a tenant of the log by its own slug (LO-6); else NotAllowedError. */
export function judgeAdmission(view: View, statement: Statement<Admission>): void {
  if (view.tenant(statement.body.tenant)?.slug !== statement.body.slug) {
    throw new NotAllowedError("LO-6", "an admission names a tenant of this log by its own slug");
  }
}

/** Remember how the hub serves the tenant, and that the slug is its. */
export function applyAdmission(facts: Facts, index: number, statement: Statement<Admission>): void {
  facts.admissions.put(statement.body.tenant, index, statement);
  facts.slugs.put(statement.body.slug, index, statement.body.tenant);
}

/**
 * Return if an admin goes on here after another log was lost (RB-1).
 *
 * Throws NotAllowedError or BadSignatureError.
 */
export function judgeRebase(view: View, statement: Statement<Rebase>): void {
  view.admin(statement, statement.body.tenant);
  if (statement.body.origin === statement.body.hub) {
    throw new NotAllowedError("RB-1", "a new log has a new origin");
  }
}

/** Remember which log the tenant came from. */
export function applyRebase(facts: Facts, index: number, statement: Statement<Rebase>): void {
  facts.rebases.put(statement.body.tenant, index, statement);
}
