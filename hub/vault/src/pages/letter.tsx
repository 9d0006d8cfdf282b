/** One letter: who wrote it, what was checked, who can read it; then its text, or why it stays shut. */
import { Component, type ComponentChild, type JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { LetterView, Purpose, Vault } from "../client/views.ts";
import { alike } from "./alike.ts";
import { Attachments } from "./attachments.tsx";
import { focusLetter, whenNear, whenSeen } from "./near.ts";
import { Button, ButtonLink, Notice, Rule, When } from "./parts/index.ts";
import { toCase } from "./route.ts";
import { visible } from "./visible.ts";

const PURPOSES: Readonly<Partial<Record<Purpose, string>>> = {
  report: "report",
  impact: "answers “affected?”",
  reason: "reason",
  draft: "draft",
  quote: "quotes",
};

const NAMED = 3;

export interface LetterProps {
  readonly vault: Vault;
  readonly caseId: string;
  readonly letter: LetterView;
  /** The letter that it answers, if it is here. */
  readonly answered: LetterView | undefined;
  readonly onSeen: (envelope: string) => void;
}

/** Drawn again only when the letter itself changed: a long thread would pay for every keystroke elsewhere. */
export class LetterCard extends Component<LetterProps> {
  override shouldComponentUpdate(next: LetterProps): boolean {
    const { letter, answered, vault } = this.props;
    return vault !== next.vault || !alike(letter, next.letter) || !alike(answered, next.answered);
  }

  override render(): ComponentChild {
    return <Letter {...this.props} />;
  }
}

function Letter({ vault, caseId, letter, answered, onSeen }: LetterProps): JSX.Element {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = article.current;
    return letter.unread && element ? whenSeen(element, () => onSeen(letter.envelope)) : undefined;
  }, [letter.unread, letter.envelope]);
  const heading = `letter-${letter.envelope}`;
  const kind = [letter.unread ? "unread" : "", letter.mine ? "mine" : "", letter.fault ? "shut" : ""];
  return (
    <>
      {letter.gap ? (
        <Notice kind="warn" title="Something is missing here">
          <p>
            {letter.gap.sentence}
            <Rule name={letter.gap.rule} />
          </p>
        </Notice>
      ) : null}
      <article class={["letter", ...kind].filter(Boolean).join(" ")} aria-labelledby={heading} ref={article}>
        <header>
          <h3 id={heading} tabIndex={-1}>
            {letter.mine ? "You" : visible(letter.author)}
            {letter.subject ? <span class="subject">: {visible(letter.subject)}</span> : null}
          </h3>
          <Facts letter={letter} answered={answered} />
        </header>
        <Contents letter={letter} />
        {letter.fault ? null : (
          <footer>
            <Attachments letter={letter} open={(...which) => vault.attachment(caseId, letter, ...which)} />
            <ButtonLink
              to={toCase(caseId, "write", letter.place, letter.envelope)}
              label={`Reply to ${letter.mine ? "yourself" : letter.author}`}
            >
              Reply
            </ButtonLink>
          </footer>
        )}
      </article>
    </>
  );
}

function Facts({ letter, answered }: Pick<LetterProps, "letter" | "answered">): JSX.Element {
  const purpose = PURPOSES[letter.purpose];
  return (
    <div class="letter-facts">
      {letter.unread ? <span class="badge">new</span> : null}
      <When at={letter.at} short />
      {letter.fault ? (
        <span class="unverified">not verified</span>
      ) : (
        <span class="verified" title="Signature, author, log entry and seal were checked in this browser">
          {letter.standing ? `verified, ${letter.standing}` : "verified"}
        </span>
      )}
      {purpose ? <span>{purpose}</span> : null}
      {answered ? (
        <Button kind="link" onPress={() => focusLetter(answered.envelope)}>
          answers {answered.mine ? "you" : answered.author}
        </Button>
      ) : null}
      <ReadBy names={letter.readers} />
    </div>
  );
}

function ReadBy({ names }: { readonly names: readonly string[] }): JSX.Element {
  if (names.length <= NAMED) {
    return <span>for {names.join(", ")}</span>;
  }
  return (
    <details>
      <summary>
        for {names[0]} and {names.length - 1} more
      </summary>
      <p>{names.join(", ")}</p>
    </details>
  );
}

function Contents({ letter }: { readonly letter: LetterView }): JSX.Element {
  if (letter.fault) {
    return (
      <Notice kind="warn" title="This letter stays shut">
        <p>
          {letter.fault.sentence}
          <Rule name={letter.fault.rule} />
        </p>
      </Notice>
    );
  }
  const { quoted } = letter;
  if (letter.kind === "record") {
    return (
      <details class="as-written">
        <summary>
          An advisory draft. The Draft section shows it as it will be published; here is the record as
          written.
        </summary>
        <pre tabIndex={0}>{visible(letter.body ?? "")}</pre>
      </details>
    );
  }
  return (
    <>
      {letter.body ? <LetterText text={letter.body} /> : null}
      {quoted ? (
        <figure class="quoted">
          <figcaption>
            <strong>{visible(quoted.author)}</strong>
            {quoted.subject ? `: ${visible(quoted.subject)}` : ""}{" "}
            <span class={quoted.proven ? "verified" : "unverified"}>
              {quoted.proven ? "their own words, verified" : "the words of who quotes them"}
            </span>
          </figcaption>
          <LetterText text={quoted.body} />
        </figure>
      ) : null}
    </>
  );
}

/** Plain at first; Markdown when it comes near the window. */
export function LetterText({ text }: { readonly text: string }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [rich, setRich] = useState<{ readonly text: string; readonly nodes: JSX.Element }>();
  useEffect(() => {
    const read = async (): Promise<void> => {
      const { renderMarkdown } = await import("./markdown.ts");
      setRich({ text, nodes: renderMarkdown(text) });
    };
    const keepPlain = (): void => undefined; // offline before the part was loaded: the plain text stands
    return place.current ? whenNear(place.current, () => void read().catch(keepPlain)) : undefined;
  }, [text]);
  const shown = rich?.text === text;
  return (
    <div class={shown ? "letter-text" : "letter-text plain-text"} ref={place}>
      {shown ? rich.nodes : visible(text)}
    </div>
  );
}
