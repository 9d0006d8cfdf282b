/** The field of a passphrase: never corrected, capitalised or read aloud while it is typed. */

import type { ComponentChildren, VNode } from "preact";

import { Field } from "./parts/index.ts";

export interface PassphraseProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** A passphrase that is being chosen; a password manager then offers to make one. */
  readonly fresh?: boolean;
  readonly shown?: boolean;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
}

/** One passphrase. */
export function PassphraseField({
  label,
  value,
  onInput,
  fresh,
  shown,
  hint,
  error,
}: PassphraseProps): VNode {
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      control={(attributes) => {
        const typed = {
          ...attributes,
          autocomplete: fresh === true ? "new-password" : "current-password",
          autocapitalize: "none",
          spellcheck: false,
          value,
          onInput: (event: { readonly currentTarget: HTMLInputElement }) =>
            onInput(event.currentTarget.value),
        } as const;
        return shown === true ? <input type="text" {...typed} /> : <input type="password" {...typed} />;
      }}
    />
  );
}

/** Whose passphrase it is, for password managers; nobody sees it. */
export function PassphraseOwner({ name }: { readonly name: string }): VNode {
  return <input type="text" hidden readOnly autocomplete="username" value={name} />;
}
