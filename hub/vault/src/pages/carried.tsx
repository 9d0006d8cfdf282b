/** A long text that is carried to another machine by hand: shown whole, to be copied (EN-11, EN-12). */

import type { VNode } from "preact";

import { CopyButton, Field } from "./parts/index.ts";

export interface CarriedProps {
  readonly label: string;
  readonly text: string;
  /** The name of the copy button. */
  readonly copy: string;
}

/** The text, read-only, with its button. */
export function Carried({ label, text, copy }: CarriedProps): VNode {
  return (
    <>
      <Field
        label={label}
        control={(attributes) => <textarea {...attributes} class="code" rows={4} readOnly value={text} />}
      />
      <p>
        <CopyButton text={text} label={copy} />
      </p>
    </>
  );
}

export interface PastedProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** The field that such a text, or a join code, is pasted into. */
export function Pasted({ label, hint, value, onInput }: PastedProps): VNode {
  return (
    <Field
      label={label}
      hint={hint}
      control={(attributes) => (
        <textarea
          {...attributes}
          class="code"
          rows={4}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    />
  );
}
