/**
 * The desk: the vault from a member's own installation, which names the hub whose API it passes through
 * (`hub/client/loopback.py`). Only a page of this machine may go by that: any other host could name any hub.
 */

import { carrier } from "./carrier.ts";
import type { Answer, Carrier } from "./carrier.ts";
import { Failure } from "./views.ts";

/** The header in which the desk names its hub; it takes none from the hub. */
export const DESK = "accord-desk";
const SCHEME = /^https?:\/\//;
const ORIGIN = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?$/;
const THIS_MACHINE = /^(localhost|127\.0\.0\.1)(:[0-9]{1,5})?$/;

/** The name of the hub of the desk that served this page on `host`; undefined if this is no desk. */
export async function hubOfDesk(host: string, carry: Carrier = carrier): Promise<string | undefined> {
  return (await addressOfDesk(host, carry))?.replace(SCHEME, "");
}

/** The origin of that hub, as a command line takes it with --url. */
export async function addressOfDesk(host: string, carry: Carrier = carrier): Promise<string | undefined> {
  if (!THIS_MACHINE.test(host)) return undefined;
  const said = (await ownPage(carry)).header(DESK)?.toLowerCase() ?? "";
  return ORIGIN.test(said) ? said : undefined;
}

async function ownPage(carry: Carrier): Promise<Answer> {
  try {
    return await carry("/", { method: "GET", headers: {} });
  } catch {
    throw new Failure("offline", "the desk does not answer: does `accord desk` still run? Try again");
  }
}
