/** Where the command line finds the hub that this page speaks to. */
import { signal } from "@preact/signals";
import { addressOfDesk } from "../../client/loopback.ts";

/** The origin for `--url`: this page's own, and at a desk that of the hub whose API it passes through. */
export const hubAddress = signal(location.origin);

/** Ask the desk, if one serves this page; the entries call it before they draw. */
export async function findHub(): Promise<void> {
  const found = await addressOfDesk(location.host).catch(() => undefined); // it stopped: the page says so
  if (found !== undefined) hubAddress.value = found;
}
