/** Whom a report goes to, and how its author is to be named. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { Reporting } from "../client/views.ts";
import { Check, Field, Group } from "./parts/index.ts";
import { grouped } from "./secrets.ts";
import { visible } from "./visible.ts";

export type Teams = Awaited<ReturnType<Reporting["teams"]>>;

interface TeamChoiceProps {
  readonly teams: Teams;
  readonly chosen: string;
  readonly fault: string | undefined;
  readonly onChange: (slug: string) => void;
}

/** One of the teams; its genesis can be compared with what its own SECURITY.md says (RE-5). */
export function TeamChoice({ teams, chosen, fault, onChange }: TeamChoiceProps): VNode {
  const team = teams.find((each) => each.slug === chosen);
  return (
    <div class={fault === undefined ? "teams" : "teams fault"}>
      <Group legend="Which team?">
        {teams.map(({ slug, name, products }) => (
          <Check
            key={slug}
            name="team"
            label={visible(name)}
            hint={visible(products.join(", "))}
            checked={slug === chosen}
            onChange={() => onChange(slug)}
          />
        ))}
        <p class="hint">Several, or not sure? Any of them: that team brings the others into the same case.</p>
        {fault === undefined ? null : <p class="error">{fault}</p>}
      </Group>
      {team === undefined ? null : (
        <details class="genesis">
          <summary>How do I know that it is really {team.name}?</summary>
          <p>
            Compare this with the genesis in the team’s own <code>SECURITY.md</code>. If they are equal,
            nobody in between, this hub included, has put another key in its place.
          </p>
          <code>{grouped(team.genesis)}</code>
        </details>
      )}
    </div>
  );
}

interface CreditProps {
  readonly value: string;
  readonly onChange: (credit: string) => void;
}

/** A name for the advisory, or none. */
export function Credit({ value, onChange }: CreditProps): VNode {
  const [named, setNamed] = useState(value !== "");
  return (
    <Group legend="Credit in the advisory">
      <Check
        name="credit"
        label="Do not name me"
        checked={!named}
        onChange={() => {
          setNamed(false);
          onChange("");
        }}
      />
      <Check name="credit" label="Name me" checked={named} onChange={() => setNamed(true)} />
      {named ? (
        <Field
          label="As"
          hint="A name, a handle, a group. The team asks you again before it publishes."
          control={(attributes) => (
            <input
              {...attributes}
              type="text"
              autocomplete="off"
              value={value}
              onInput={(event) => onChange(event.currentTarget.value)}
            />
          )}
        />
      ) : null}
    </Group>
  );
}
