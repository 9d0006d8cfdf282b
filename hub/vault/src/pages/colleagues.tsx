/** Choosing who of a team will read: a box for each colleague. */

import type { VNode } from "preact";

import { Check, Group } from "./parts/index.ts";
import { visible } from "./visible.ts";

export interface Colleague {
  readonly person: string;
  readonly name: string;
  readonly me: boolean;
}

interface ColleaguesProps {
  readonly legend: string;
  readonly people: readonly Colleague[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** The colleagues, this person first. */
export function Colleagues({ legend, people, chosen, onChange }: ColleaguesProps): VNode {
  const toggle = (person: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) {
      next.add(person);
    } else {
      next.delete(person);
    }
    onChange(next);
  };
  return (
    <Group legend={legend}>
      {people
        .toSorted((one, other) => Number(other.me) - Number(one.me))
        .map(({ person, name, me }) => (
          <Check
            key={person}
            label={me ? `${visible(name)} (you)` : visible(name)}
            checked={chosen.has(person)}
            onChange={(on) => toggle(person, on)}
          />
        ))}
    </Group>
  );
}

/** The names of those who are chosen, as a command line takes them. */
export function namesOf(people: readonly Colleague[], chosen: ReadonlySet<string>): readonly string[] {
  return people.filter(({ person }) => chosen.has(person)).map(({ name }) => name);
}
