/**
 * Which team a page acts for. Most browsers are of one team, and nothing of this shows; of several, every page
 * of a case, an intake or an invitation is of one of them, says so, and leads to pages of the same one.
 */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { addressIn, type Here } from "../route.ts";

const Acting = createContext<Here>({ slug: "", several: false });

/** Everything inside acts for the team that is `value`. */
export const ActingFor = Acting.Provider;

/** The team that this part of a page acts for; without a slug it is of no team, or of all. */
export function useHere(): Here {
  return useContext(Acting);
}

/** Makes the address of a page of this team out of that of the only one. */
export function useAddress(): (to: string) => string {
  const here = useHere();
  return (to) => addressIn(here, to);
}
