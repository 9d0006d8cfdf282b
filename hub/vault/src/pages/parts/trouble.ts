/**
 * What is wrong with the whole vault, not with one act: signed out, no network, a hub that lies.
 * Every failure passes through `noticed`, so that the banner above the page shows what concerns all pages.
 */
import { signal } from "@preact/signals";
import { Failure } from "../../client/views.ts";

/** Signed out or cut off; cleared by the next round that works. */
export const interrupted = signal<"expired" | "offline" | undefined>(undefined);

/** The first thing the hub showed that cannot be true; it stays until the tab is closed or it is put away. */
export const lie = signal<Failure | undefined>(undefined);

/** Counts the rounds after which pages look again. */
export const pulse = signal(0);

/** Give any error a kind. An error that is no `Failure` is a fault of this page and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) {
    return error;
  }
  const name = error instanceof Error ? error.name : "unknown error";
  if (name === "AbortError") {
    return new Failure("cancelled", "Stopped. Nothing was sent.");
  }
  return new Failure("bad-input", `This page made a mistake (${name}). Load it again; your drafts are kept.`);
}

/** Note what concerns the whole vault, and hand the failure on for the place where it happened. */
export function noticed(error: unknown): Failure {
  const failure = failureOf(error);
  if (failure.kind === "expired" || failure.kind === "offline") {
    interrupted.value = failure.kind;
  } else if (failure.kind === "hub-lies") {
    lie.value ??= failure;
  }
  return failure;
}
