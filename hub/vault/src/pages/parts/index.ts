/** The shared parts of all pages of the vault. */
export { type Act, type Load, useAct, useLoad } from "./act.ts";
export { Button, ButtonLink, type ButtonProps } from "./button.tsx";
export { findHub, hubAddress } from "./address.ts";
export { Command, CopyButton, ToCopy } from "./copy.tsx";
export { Check, type CheckProps, type ControlAttributes, Field, type FieldProps, Group } from "./field.tsx";
export { Form } from "./form.tsx";
export { laterPage, laterSection } from "./later.tsx";
export { announce, LiveRegion } from "./live.tsx";
export { FailureNotice, Notice, Rule, Warnings } from "./notice.tsx";
export { Empty, Loaded, Page } from "./page.tsx";
export { Progress, type ProgressState, sizeText } from "./progress.tsx";
export { PLACE_NAMES, PLACE_WORDS, WhoReads } from "./readers.tsx";
export { ActingFor, useAddress, useHere } from "./team.ts";
export { cleared, failureOf, interrupted, lies, noticed, pulse } from "./trouble.ts";
export { Countdown, clock, count, distance, machine, useNow, utcText, viewerZone, When, zonedText } from "./when.tsx";
