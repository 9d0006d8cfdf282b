/**
 * Coming back with the twelve words: what became of the report, what the team wrote, and a reply.
 *
 * The words are typed into a field that nothing stores, and are gone from the page as soon as they have
 * opened it.
 */

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { LetterView, Receipt, Reporting } from "../client/views.ts";
import { Attached } from "./attached.tsx";
import { Attachments } from "./attachments.tsx";
import { LetterText } from "./letter.tsx";
import {
  announce,
  Button,
  Command,
  Empty,
  FailureNotice,
  Field,
  Form,
  hubAddress,
  Loaded,
  Notice,
  Page,
  Progress,
  type ProgressState,
  Rule,
  useAct,
  useLoad,
  When,
} from "./parts/index.ts";
import { spoken, wordsFault } from "./secrets.ts";
import { command } from "./shell.ts";
import { useUnloadWarning } from "./unload.ts";
import { visible } from "./visible.ts";

const LOOK_EVERY = 60_000;

interface ReceiptProps {
  readonly reporting: Reporting;
}

/** The field, then the case as its reporter sees it. */
export function ReceiptPage({ reporting }: ReceiptProps): VNode {
  const [receipt, setReceipt] = useState<Receipt>();
  return receipt === undefined ? (
    <WordsForm reporting={reporting} onOpen={setReceipt} />
  ) : (
    <Case receipt={receipt} />
  );
}

function WordsForm({ reporting, onOpen }: ReceiptProps & { onOpen: (receipt: Receipt) => void }): VNode {
  const [words, setWords] = useState("");
  const [fault, setFault] = useState<string>();
  const act = useAct();
  const open = (): void => {
    const found = wordsFault(words);
    setFault(found);
    if (found === undefined) {
      act.run(async () => {
        const receipt = await reporting.receipt(spoken(words));
        setWords("");
        onOpen(receipt);
      });
    }
  };
  return (
    <Page title="Read the answer">
      <p class="lede">Your twelve words open your report, what the team wrote, and a way to reply.</p>
      <Form class="steps" autocomplete="off" onSubmit={open}>
        <Field
          label="Your twelve words"
          hint="They stay in this browser’s memory and are sent to nobody."
          error={fault}
          control={(attributes) => (
            <textarea
              {...attributes}
              class="code"
              rows={3}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={words}
              onInput={(event) => setWords(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && !event.shiftKey) {
                  event.preventDefault();
                  open();
                }
              }}
            />
          )}
        />
        <FailureNotice failure={act.failure} />
        <Button kind="main" submit pending={act.pending}>
          {act.pending ? "Opening" : "Open my report"}
        </Button>
      </Form>
      <p class="quiet">
        Words lost? Nobody has them. <a href="/report">Report again</a>, and say so in the first line.
      </p>
      <Command
        lines={[
          command("accord", "receipt", "read", "--url", hubAddress.value),
          command("accord", "receipt", "reply", "--url", hubAddress.value, "answer.txt"),
        ]}
      />
    </Page>
  );
}

function Case({ receipt }: { receipt: Receipt }): VNode {
  const look = useAct();
  const again = (): void => look.run(() => receipt.sync());
  useEffect(() => {
    const timer = setInterval(again, LOOK_EVERY);
    return () => clearInterval(timer);
  }, []);
  const letters = useLoad("letters", () => collected(receipt));
  return (
    <Page title={`Your report to ${receipt.slug}`}>
      <Notice kind="calm">
        <p>{receipt.state}</p>
      </Notice>
      <FailureNotice failure={look.failure} retry={again} />
      <Loaded from={letters} what="Opening the letters">
        {(found) =>
          found.length === 0 ? (
            <Empty title="No letter yet">
              <p>Most teams answer within two days. Come back with your words; nobody writes to you.</p>
            </Empty>
          ) : (
            <div class="letters">
              {found.map((letter) => (
                <Letter key={letter.envelope} letter={letter} receipt={receipt} />
              ))}
            </div>
          )
        }
      </Loaded>
      <Reply receipt={receipt} />
      <p class="acts">
        <Button pending={look.pending} onPress={again}>
          Look again
        </Button>{" "}
        <Button kind="link" onPress={() => location.reload()}>
          Close and forget the words
        </Button>
      </p>
    </Page>
  );
}

async function collected(receipt: Receipt): Promise<readonly LetterView[]> {
  const found: LetterView[] = [];
  for await (const batch of receipt.letters()) {
    found.push(...batch);
  }
  return found;
}

function Letter({ letter, receipt }: { letter: LetterView; receipt: Receipt }): VNode {
  const { subject, body, fault, gap, mine, author, standing, at } = letter;
  return (
    <article class={mine ? "letter mine" : "letter"} aria-label={mine ? "From you" : `From ${author}`}>
      <header>
        <strong>{mine ? "You" : visible(author)}</strong>
        {standing === undefined || mine ? null : <span class="quiet">, {standing}</span>} <When at={at} />
      </header>
      {gap === undefined ? null : (
        <p class="warn">
          {gap.sentence}
          <Rule name={gap.rule} />
        </p>
      )}
      {subject ? <h2>{visible(subject)}</h2> : null}
      {body ? <LetterText text={body} /> : null}
      {fault === undefined ? null : (
        <p class="warn">
          It stays shut: {fault.sentence}
          <Rule name={fault.rule} />
        </p>
      )}
      <Attachments letter={letter} open={(...which) => receipt.attachment(letter, ...which)} />
    </article>
  );
}

function Reply({ receipt }: { receipt: Receipt }): VNode {
  const [body, setBody] = useState("");
  const [files, setFiles] = useState<readonly File[]>([]);
  const [looking, setLooking] = useState(false);
  const [at, setAt] = useState<ProgressState>();
  const stop = useRef(new AbortController());
  const act = useAct();
  useUnloadWarning(body !== "" || files.length > 0);
  const sent = async (): Promise<void> => {
    stop.current = new AbortController();
    const step = (sentence: string, done: number, of: number): void => setAt({ sentence, done, of });
    try {
      await receipt.reply(body, files, step, stop.current.signal);
    } finally {
      setAt(undefined);
    }
    setBody(""); // it has left, whatever comes next
    setFiles([]);
    announce("Sealed and sent.");
    await receipt.sync();
  };
  const send = (): void => {
    if (body.trim() !== "") {
      act.run(sent);
    }
  };
  return (
    <Form onSubmit={send}>
      <Field
        label={`Write to ${receipt.slug}`}
        hint="Sealed in this browser for the people of the team who read your case."
        control={(attributes) => (
          <textarea
            {...attributes}
            rows={5}
            readOnly={act.pending}
            value={body}
            onInput={(event) => setBody(event.currentTarget.value)}
          />
        )}
      />
      <Attached files={files} onChange={setFiles} onLooking={setLooking} />
      <Progress at={files.length > 0 ? at : undefined} onStop={() => stop.current.abort()} />
      <FailureNotice failure={act.failure} />
      <Button kind="main" submit pending={act.pending || looking} disabled={body.trim() === ""}>
        Seal and send
      </Button>
    </Form>
  );
}
