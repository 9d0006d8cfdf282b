/** Whom a report goes to, and how its author is to be named. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import { anotherTeam, askedFor, CUT, readBrought, type Verdict, verdictOn } from "../client/pinning.ts";
import type { Reporting } from "../client/views.ts";
import { Check, Field, Group, Notice, Rule } from "./parts/index.ts";
import { grouped } from "./secrets.ts";
import { visible } from "./visible.ts";

export type Teams = Awaited<ReturnType<Reporting["teams"]>>;

/** The team that is chosen, and how it goes together with the genesis that was brought for it (RE-5). */
export interface Choice {
  readonly team: Teams[number] | undefined;
  readonly brought: string;
  readonly verdict: Verdict;
  readonly choose: (slug: string) => void;
  readonly bring: (text: string) => void;
}

/** Choose a team; a link `/report#pip@GENESIS` does, and pins it. A fragment is never sent to anybody. */
export function useChoice(teams: Teams): Choice {
  const [{ slug, brought }, set] = useState(() => asked(teams));
  useEffect(() => {
    const follow = (): void => set(asked(teams));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [teams]);
  const team = teams.find((each) => each.slug === slug);
  const choose = (next: string): void => {
    const link = asked(teams);
    set({ slug: next, brought: link.slug === next ? link.brought : "" });
  };
  const bring = (text: string): void => {
    const named = teams.find((each) => each.slug === readBrought(text)?.slug);
    set({ slug: named?.slug ?? slug, brought: text });
  };
  return { team, brought, verdict: verdictOn(brought, team), choose, bring };
}

function asked(teams: Teams): { readonly slug: string; readonly brought: string } {
  const link = askedFor(location.hash.slice(1));
  const only = teams.length === 1 && link.slug === "" ? teams[0]?.slug : undefined;
  return { ...link, slug: only ?? link.slug };
}

interface TeamChoiceProps {
  readonly teams: Teams;
  readonly choice: Choice;
  readonly fault: string | undefined;
}

/** One of the teams, and whether anything but this hub's word says whose key it is. */
export function TeamChoice({ teams, choice, fault }: TeamChoiceProps): VNode {
  const { team } = choice;
  return (
    <div class={fault === undefined ? "teams" : "teams fault"}>
      <Group legend="Which team?">
        {teams.map(({ slug, name, products }) => (
          <Check
            key={slug}
            name="team"
            label={visible(name)}
            hint={visible(products.join(", "))}
            checked={slug === team?.slug}
            onChange={() => choice.choose(slug)}
          />
        ))}
        <p class="hint">Several, or not sure? Any of them: that team brings the others into the same case.</p>
        {fault === undefined ? null : <p class="error">{fault}</p>}
      </Group>
      {team === undefined && choice.brought === "" ? null : <Genesis choice={choice} />}
    </div>
  );
}

function Genesis({ choice }: { readonly choice: Choice }): VNode {
  const { team, brought, verdict, bring } = choice;
  return (
    <section class="genesis" aria-label="Whose key it is">
      {verdict === "another" ? <Another slug={readBrought(brought)?.slug ?? team?.slug ?? ""} /> : null}
      {team === undefined ? null : (
        <>
          <p>{verdict === "pinned" ? PINNED : verdict === "another" ? SHOWN : unpinned(visible(team.name))}</p>
          <code>{grouped(team.genesis)}</code>
        </>
      )}
      <Field
        label="Genesis from the team’s SECURITY.md"
        hint={verdict === "pinned" ? undefined : HINT}
        error={verdict === "cut" ? CUT : undefined}
        control={({ "aria-invalid": cut, ...attributes }) => (
          <input
            {...attributes}
            aria-invalid={verdict === "another" ? "true" : cut}
            class="code"
            type="text"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={brought}
            onInput={(event) => bring(event.currentTarget.value)}
          />
        )}
      />
    </section>
  );
}

function Another({ slug }: { readonly slug: string }): VNode {
  const { message, rule } = anotherTeam(slug);
  return (
    <Notice kind="warn" title="Not the team that you were told">
      <p>
        {message}
        <Rule name={rule} />
      </p>
    </Notice>
  );
}

const HINT = "The 64 digits, or the team’s name, @ and the digits. You can go without.";
const SHOWN = "What this hub shows under that name:";
const PINNED =
  "Pinned: this is the genesis that you brought, so nobody in between, this hub included, has put another " +
  "key in its place.";

function unpinned(name: string): string {
  return (
    `${name}’s key is taken from this hub’s word. Compare this genesis with the one in the team’s own ` +
    "SECURITY.md, or paste that one below."
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
