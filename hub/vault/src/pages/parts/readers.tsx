/** Who can read: said before anything is sealed, and beside everything that was. */
import type { JSX } from "preact";
import type { Place, Readers } from "../../client/views.ts";

export const PLACE_NAMES: Readonly<Record<Place, string>> = {
  joint: "Joint",
  reporter: "Reporter",
  tenant: "Our team",
  record: "Record",
};

const READ_WORDS: Readonly<Record<Place, string>> = {
  joint: "the joint letters",
  reporter: "the letters with the reporter",
  tenant: "your team’s notes",
  record: "the drafts",
};

/** What each place is for, in one sentence. */
export const PLACE_WORDS: Readonly<Record<Place, string>> = {
  joint: "All teams that take part talk here.",
  reporter: "Between the reporter and the team that took the report on.",
  tenant: "Notes that stay in your team.",
  record: "Advisory drafts and reviews, with the CNA.",
};

/** "pip, uv and the reporter can read this", with every person behind it. */
export function WhoReads({ readers }: { readonly readers: Readers }): JSX.Element {
  return (
    <details class="readers">
      <summary>
        <strong>{readers.short}</strong> can read {READ_WORDS[readers.place]}
      </summary>
      <ul>
        {readers.names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {readers.rotates ? (
        <p class="hint">
          New keys are made before the next letter is sealed, because somebody left or joined.
        </p>
      ) : null}
    </details>
  );
}
