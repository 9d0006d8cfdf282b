/**
 * Twelve words, shown once (RE-1): they are the only way back. Two of them are asked for before the page lets
 * go, and then nothing of them is left here.
 */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import {
  announce,
  Button,
  ButtonLink,
  Command,
  CopyButton,
  Field,
  Form,
  hubAddress,
  Notice,
  Page,
} from "./parts/index.ts";
import { isWordAt, spoken, twoPlaces } from "./secrets.ts";
import { command } from "./shell.ts";
import { useUnloadWarning } from "./unload.ts";

interface WordsProps {
  readonly words: string;
  readonly receipt: string;
  readonly to: string;
}

/** The page after sending. */
export function WordsOnce({ words: given, receipt, to }: WordsProps): VNode {
  const [words, setWords] = useState<string | undefined>(given);
  useUnloadWarning(words !== undefined);
  if (words === undefined) {
    return (
      <Page title="You can come back">
        <p class="lede">Your report is with {to}. The words are no longer on this page.</p>
        <p>
          Most teams answer within two days. The answer waits here, and nobody writes to you: come back with
          your words.
        </p>
        <ButtonLink to="/receipt" kind="main">
          Read the answer
        </ButtonLink>
        <Command lines={[command("accord", "receipt", "read", "--url", hubAddress.value)]} />
      </Page>
    );
  }
  return (
    <Page title="Write these twelve words down">
      <p class="lede">
        Your report is with {to}, sealed. These words are the only way back to it. They are shown once:
        neither the team nor the hub can give them to you again, and whoever has them is you.
      </p>
      <ol class="words">
        {spoken(words)
          .split(" ")
          .map((word, at) => (
            <li key={at}>{word}</li>
          ))}
      </ol>
      <p class="acts unprinted">
        <CopyButton text={words} label="Copy" spoken="Copy the twelve words" />{" "}
        <Button onPress={() => window.print()}>Print</Button>
      </p>
      <p class="printed">
        Read the answer at {location.host}/receipt. Receipt of the hub: {receipt}
      </p>
      <Verify words={words} onVerified={() => setWords(undefined)} />
      <details class="unprinted">
        <summary>The hub’s receipt</summary>
        <p>The hub has signed that it holds the report. If it ever denies that, this number proves it:</p>
        <code class="hash">{receipt}</code>
      </details>
    </Page>
  );
}

function Verify({ words, onVerified }: { words: string; onVerified: () => void }): VNode {
  const [places] = useState(() => twoPlaces(crypto.getRandomValues(new Uint8Array(2))));
  const [typed, setTyped] = useState<readonly [string, string]>(["", ""]);
  const [tried, setTried] = useState(false);
  const right = places.map((place, at) => isWordAt(words, place, typed[at] ?? ""));
  const verify = (): void => {
    setTried(true);
    if (right.every(Boolean)) {
      announce("Right. You can come back with your words.");
      onVerified();
    }
  };
  return (
    <Form class="unprinted" autocomplete="off" onSubmit={verify}>
      <h2>Have you kept them?</h2>
      <p>Type two of them from your own copy.</p>
      <div class="row">
        {places.map((place, at) => (
          <Field
            key={place}
            label={`Word ${place + 1}`}
            error={tried && !right[at] ? `Not word ${place + 1}.` : undefined}
            control={(attributes) => (
              <input
                {...attributes}
                type="text"
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                value={typed[at] ?? ""}
                onInput={(event) => {
                  const { value } = event.currentTarget;
                  setTyped(([one, other]) => (at === 0 ? [value, other] : [one, value]));
                }}
              />
            )}
          />
        ))}
      </div>
      <Notice kind="plain">
        <p>This page lets you go when both are right. Closing it before loses the words.</p>
      </Notice>
      <Button kind="main" submit>
        I have kept them
      </Button>
    </Form>
  );
}
