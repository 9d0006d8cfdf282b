/** Work in progress: how far, in words and as a bar, and a way to stop it. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "./button.tsx";
import { announce } from "./live.tsx";

export interface ProgressState {
  readonly sentence: string;
  readonly done: number;
  readonly of: number;
}

/** A bar with its sentence; each new sentence is read out once, the numbers are not. */
export function Progress(props: {
  readonly at: ProgressState | undefined;
  readonly onStop?: (() => void) | undefined;
}): JSX.Element | null {
  const last = useRef("");
  const sentence = props.at?.sentence ?? "";
  useEffect(() => {
    if (sentence && sentence !== last.current) {
      announce(sentence);
    }
    last.current = sentence;
  }, [sentence]);
  if (!props.at) {
    return null;
  }
  return (
    <div class="progress">
      <progress aria-label={sentence} max={Math.max(props.at.of, 1)} value={props.at.done} />
      <p>{sentence}</p>
      {props.onStop ? <Button onPress={props.onStop}>Stop</Button> : null}
    </div>
  );
}

const UNITS = ["bytes", "KiB", "MiB"] as const;

/** `340 bytes`, `12.4 KiB`, `25 MiB`. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const text =
    unit === 0 || size >= 100 || Number.isInteger(size) ? String(Math.round(size)) : size.toFixed(1);
  return `${text} ${UNITS[unit] ?? ""}`;
}
