/** Copying: a button that says it worked, and the command line's equal of a page. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { announce } from "./live.tsx";

/** Copy `text`, or what `make` returns. Where the browser refuses, the text is shown to be selected. */
export function CopyButton(props: {
  readonly text?: string;
  readonly make?: () => Promise<string>;
  readonly label: string;
  readonly spoken?: string;
  readonly kind?: "plain" | "link";
}): JSX.Element {
  const [state, setState] = useState<"idle" | "busy" | "done" | "refused">("idle");
  const [shown, setShown] = useState("");
  useEffect(() => {
    if (state !== "done") {
      return undefined;
    }
    const timer = setTimeout(() => setState("idle"), 4_000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    setState("busy");
    let text = props.text ?? "";
    try {
      text = props.make ? await props.make() : text;
      await navigator.clipboard.writeText(text);
      setState("done");
      announce("Copied.");
    } catch {
      setShown(text);
      setState("refused");
      announce("This browser did not allow copying.");
    }
  };
  return (
    <>
      <Button
        kind={props.kind}
        label={state === "done" ? undefined : props.spoken}
        pending={state === "busy"}
        onPress={() => void copy()}
      >
        {state === "done" ? "Copied" : props.label}
      </Button>
      {state === "refused" ? (
        <textarea
          class="copy-by-hand"
          readOnly
          rows={4}
          aria-label="Select and copy this text"
          value={shown || "It could not be made; try again."}
        />
      ) : null}
    </>
  );
}

/** The same act at the command line. Folded away: it is there for who wants it and in nobody's way. */
export function Command({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  const text = lines.join("\n");
  return (
    <details class="command">
      <summary>The same at the command line</summary>
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label="Copy" spoken="Copy the command" />
    </details>
  );
}
