/**
 * Form fields: a visible label, a hint and an error, tied to the control for screen readers (WCAG 1.3.1,
 * 3.3.1).
 */
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

/** What a control takes over from its field. */
export interface ControlAttributes {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": "true" | undefined;
}

export interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly control: (attributes: ControlAttributes) => JSX.Element;
}

/** `<Field label="Title" control={(a) => <input {...a} value={…} onInput={…} />} />` */
export function Field({ label, hint, error, control }: FieldProps): JSX.Element {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {control({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? "true" : undefined,
      })}
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

export interface CheckProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** With a name it is one of several: a radio button. */
  readonly name?: string | undefined;
  readonly disabled?: boolean | undefined;
}

/** A check box, or with `name` a radio button, whose whole line can be pressed. */
export function Check(props: CheckProps): JSX.Element {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type={props.name ? "radio" : "checkbox"}
        name={props.name}
        checked={props.checked}
        disabled={props.disabled}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <label for={id}>{props.label}</label>
      {props.hint ? (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
    </div>
  );
}

/** A group of checks under one legend. */
export function Group(props: {
  readonly legend: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <fieldset>
      <legend>{props.legend}</legend>
      {props.children}
    </fieldset>
  );
}
