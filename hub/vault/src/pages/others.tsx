/** The other drafts of a form: what another tab typed there, what came back while something stood there. */
import type { JSX } from "preact";
import { Button, Notice } from "./parts/index.ts";
import type { Typed } from "./typed.ts";
import { visible } from "./visible.ts";

interface OthersProps {
  readonly typed: Typed;
  /** What stands in the form is being sealed: it stays there. */
  readonly still: boolean;
}

/** Each with its first words; nothing where there is only one draft. */
export function OtherDrafts({ typed, still }: OthersProps): JSX.Element | null {
  if (typed.others.length === 0) {
    return null;
  }
  const title = typed.others.length === 1 ? "Another draft is kept here" : "Other drafts are kept here";
  return (
    <Notice kind="plain" title={title}>
      <ul class="chosen">
        {typed.others.map(({ key, words }) => (
          <li key={key}>
            “{visible(words)}”{" "}
            <Button
              disabled={still}
              label={`Go on with “${visible(words)}”`}
              onPress={() => typed.turnTo(key)}
            >
              Go on
            </Button>{" "}
            <Button
              kind="link"
              label={`Throw away “${visible(words)}”`}
              onPress={() => typed.throwAway(key)}
            >
              Throw away
            </Button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
