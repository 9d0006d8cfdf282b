/**
 * The end of an embargo before its day: to report, confirm or deny that something became known, and to end it
 * all together. What ends it for everybody is asked for twice.
 */

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { CaseView, EndingAct, Vault } from "../client/views.ts";
import {
  type About,
  BUTTONS,
  type Chosen,
  commandsOf,
  DONE,
  deed,
  MEANINGS,
  oath,
  question,
  TITLES,
  wanting,
} from "./ending.ts";
import { announce, Button, Check, Command, FailureNotice, Field, Form, useAct } from "./parts/index.ts";

interface EarlyProps {
  readonly vault: Vault;
  readonly view: CaseView;
  readonly refresh: () => void;
}

interface Line {
  readonly about: About;
  readonly sentence: string;
  readonly acts: readonly EndingAct[];
}

/** Everything that ends an embargo early, one line each. */
export function EarlyEnd(props: EarlyProps): VNode {
  const { known, agreedEnd } = props.view.embargo;
  const heading = useRef<HTMLHeadingElement>(null);
  const [chosen, setChosen] = useState<Chosen>();
  const lines: readonly Line[] = [
    ...known.map(({ what, sentence, acts }) => ({ about: what, sentence, acts })),
    ...(agreedEnd === undefined
      ? []
      : [
          {
            about: "end" as const,
            sentence: agreedEnd.sentence,
            acts: agreedEnd.act === undefined ? [] : [agreedEnd.act],
          },
        ]),
  ];
  return (
    <section aria-labelledby="early">
      <h2 id="early" tabIndex={-1} ref={heading}>
        {agreedEnd === undefined ? "Has it become known?" : "Early end"}
      </h2>
      <ul class="early">
        {lines.map((line) => (
          <EarlyLine
            key={line.about}
            {...props}
            line={line}
            chosen={chosen?.about === line.about ? chosen : undefined}
            onChoose={setChosen}
            onDone={() => {
              setChosen(undefined);
              heading.current?.focus(); // the form goes, and the focus would go with it
            }}
          />
        ))}
      </ul>
    </section>
  );
}

interface LineProps extends EarlyProps {
  readonly line: Line;
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen | undefined) => void;
  readonly onDone: () => void;
}

function EarlyLine({ line, chosen, onChoose, ...props }: LineProps): VNode {
  const { about, sentence, acts } = line;
  const open = acts.find((each) => each.act === chosen?.act);
  return (
    <li>
      <div>
        <h3>{TITLES[about]}</h3>
        <p class="quiet">
          {MEANINGS[about]} <span class="told">{sentence}</span>
        </p>
      </div>
      {acts.length === 0 ? null : (
        <div class="acts">
          {acts.map(({ act }) => (
            <Button
              key={act}
              label={`${BUTTONS[act]}: ${TITLES[about]}`}
              disabled={open?.act === act}
              onPress={() => onChoose({ about, act, words: chosen?.words ?? "", sure: false })}
            >
              {BUTTONS[act]}
            </Button>
          ))}
        </div>
      )}
      {open === undefined || chosen === undefined ? null : (
        <EarlyForm key={open.act} {...props} act={open} chosen={chosen} onChoose={onChoose} />
      )}
    </li>
  );
}

interface FormProps extends Omit<LineProps, "line" | "chosen"> {
  readonly act: EndingAct;
  readonly chosen: Chosen;
}

/** What the act does, why, and the one button for it. */
function EarlyForm({ vault, view, refresh, act, chosen, onChoose, onDone }: FormProps): VNode {
  const running = useAct();
  const [fault, setFault] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("p")?.focus(), []);
  const readers = view.places.find((each) => each.place === "joint");
  const sworn = oath(act);
  const submit = (): void => {
    const missing = wanting(act, chosen);
    setFault(missing);
    if (missing !== undefined) {
      form.current?.querySelector<HTMLElement>("input[type=checkbox]")?.focus();
      announce(missing);
      return;
    }
    running.run(async () => {
      await signed(vault, view.caseId, chosen);
      announce(DONE[act.act]);
      onDone();
      refresh();
    });
  };
  return (
    <Form
      formRef={form}
      class="early-form"
      aria-label={`${BUTTONS[act.act]}: ${TITLES[chosen.about]}`}
      onSubmit={submit}
    >
      <p tabIndex={-1}>
        <strong>{act.effect}</strong>
      </p>
      {readers === undefined ? null : (
        <Field
          label={question(act.act)}
          hint={`A letter, sealed to ${readers.short}: the hub learns that you gave a reason, and not which.`}
          control={(attributes) => (
            <textarea
              {...attributes}
              rows={3}
              value={chosen.words}
              onInput={(event) => onChoose({ ...chosen, words: event.currentTarget.value })}
            />
          )}
        />
      )}
      {sworn === undefined ? null : (
        <Check
          label={sworn}
          hint={fault === undefined ? undefined : <span class="error">{fault}</span>}
          checked={chosen.sure}
          onChange={(sure) => {
            setFault(undefined);
            onChoose({ ...chosen, sure });
          }}
        />
      )}
      <FailureNotice failure={running.failure} />
      <div class="acts">
        <Button kind={act.ends ? "danger" : "main"} submit pending={running.pending}>
          {deed(act)}
        </Button>
        <Button onPress={onDone}>Not now</Button>
      </div>
      <Command lines={commandsOf(chosen, view.codeName)} />
    </Form>
  );
}

async function signed(vault: Vault, caseId: string, { about, act, words }: Chosen): Promise<void> {
  if (about === "end") {
    await vault.agreeToEnd(caseId, words);
  } else if (act === "report" || act === "confirm") {
    await vault.becameKnown(caseId, about, words);
  } else {
    await vault.notKnown(caseId, about, words);
  }
}
