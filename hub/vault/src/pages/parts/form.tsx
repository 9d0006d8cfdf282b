/** A form whose work is done here: nothing is ever sent to an address. */
import type { FormHTMLAttributes, JSX, Ref } from "preact";

interface FormProps extends Omit<FormHTMLAttributes<HTMLFormElement>, "onSubmit" | "ref"> {
  /** What its submit button, or Enter in a field, does; nothing where each button has an act of its own. */
  readonly onSubmit?: () => void;
  readonly formRef?: Ref<HTMLFormElement>;
}

/** A form; `onSubmit` is called without the event. */
export function Form({ onSubmit, formRef, ...attributes }: FormProps): JSX.Element {
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit?.();
  };
  return <form {...attributes} ref={formRef ?? null} onSubmit={submit} />;
}
