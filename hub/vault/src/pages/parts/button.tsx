/**
 * Buttons that say when they work. A pending button keeps its focus: it is `aria-disabled`, never `disabled`.
 */
import type { ComponentChildren, JSX } from "preact";
import { useAddress } from "./team.ts";

export interface ButtonProps {
  readonly children: ComponentChildren;
  /** Absent in a form's submit button. */
  readonly onPress?: (() => void) | undefined;
  readonly kind?: "main" | "plain" | "danger" | "link" | undefined;
  readonly pending?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly submit?: boolean | undefined;
  readonly label?: string | undefined;
  readonly describedBy?: string | undefined;
}

/** A button; presses while it is pending or disabled do nothing. */
export function Button(props: ButtonProps): JSX.Element {
  const idle = props.pending === true || props.disabled === true;
  const press = (event: Event): void => {
    if (idle) {
      event.preventDefault();
    } else {
      props.onPress?.();
    }
  };
  return (
    <button
      type={props.submit ? "submit" : "button"}
      class={`button ${props.kind ?? "plain"}`}
      aria-disabled={idle ? "true" : undefined}
      aria-busy={props.pending ? "true" : undefined}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      onClick={press}
    >
      {props.children}
      {props.pending ? "…" : null}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, in the team that it stands in, and changes nothing. */
export function ButtonLink(props: {
  readonly to: string;
  readonly kind?: "main" | "plain" | undefined;
  readonly label?: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  const address = useAddress();
  return (
    <a class={`button ${props.kind ?? "plain"}`} href={address(props.to)} aria-label={props.label}>
      {props.children}
    </a>
  );
}
