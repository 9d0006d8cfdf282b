/** Copying: a button that says it worked, and the command line's equal of a page. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../../client/views.ts";
import { Button } from "./button.tsx";
import { announce } from "./live.tsx";
import { FailureNotice } from "./notice.tsx";
import { useHere } from "./team.ts";
import { noticed } from "./trouble.ts";

/**
 * Copy `text`, or what `make` returns; what cannot be made says why. Where the browser refuses, the text is
 * shown to be selected.
 */
export function CopyButton(props: {
  readonly text?: string;
  readonly make?: () => Promise<string>;
  readonly label: string;
  readonly spoken?: string;
  readonly kind?: "plain" | "link";
}): JSX.Element {
  const [state, setState] = useState<"idle" | "busy" | "done" | "refused">("idle");
  const [shown, setShown] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const { slug } = useHere();
  useEffect(() => {
    if (state !== "done") {
      return undefined;
    }
    const timer = setTimeout(() => setState("idle"), 4_000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    setState("busy");
    setFailure(undefined);
    let text = props.text ?? "";
    try {
      text = props.make ? await props.make() : text;
    } catch (error) {
      setFailure(noticed(error, slug));
      setState("idle");
      return;
    }
    try {
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
          value={shown}
        />
      ) : null}
      <FailureNotice failure={failure} />
    </>
  );
}

/** The same act at the command line. Folded away: it is there for who wants it and in nobody's way. */
export function Command(props: {
  readonly lines: readonly string[];
  /** One of the lines is meant, not one after the other: each is copied alone. */
  readonly either?: boolean;
}): JSX.Element {
  const texts = props.either ? props.lines : [props.lines.join("\n")];
  const { slug, several } = useHere();
  return (
    <details class="command">
      <summary>The same at the command line</summary>
      {several && slug !== "" ? (
        <p class="hint">
          In the home of {slug}: <code>ACCORD_HOME</code> names its directory.
        </p>
      ) : null}
      {texts.map((text) => (
        <ToCopy key={text} text={text} spoken={texts.length > 1 ? `Copy ${text}` : "Copy the command"} />
      ))}
    </details>
  );
}

/** Words to type elsewhere, with their button; `spoken` names it to who does not see beside what it stands. */
export function ToCopy({ text, spoken }: { readonly text: string; readonly spoken: string }): JSX.Element {
  return (
    <>
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label="Copy" spoken={spoken} />
    </>
  );
}
