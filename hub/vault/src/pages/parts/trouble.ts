/**
 * What is wrong with the whole vault of a team, not with one act: signed out, no network, a hub that lies.
 * Every failure passes through `noticed`, so that the banner above the page shows what concerns all pages.
 */
import { signal } from "@preact/signals";
import { Failure } from "../../client/views.ts";

/** The teams, by slug, that are signed out or cut off; cleared by their next round that works. */
export const interrupted = signal<ReadonlyMap<string, "expired" | "offline">>(new Map());

/**
 * The first thing the hub showed to a team that cannot be true; it stays until the tab is closed or it is put
 * away.
 */
export const lies = signal<ReadonlyMap<string, Failure>>(new Map());

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

/** Note what concerns the whole vault of a team, and hand the failure on for the place where it happened. */
export function noticed(error: unknown, team = ""): Failure {
  const failure = failureOf(error);
  if (failure.kind === "expired" || failure.kind === "offline") {
    interrupted.value = new Map(interrupted.value).set(team, failure.kind);
  } else if (failure.kind === "hub-lies" && !lies.value.has(team)) {
    lies.value = new Map(lies.value).set(team, failure);
  }
  return failure;
}

/** A team is signed in and reaches its hub; so does, then, what is of no team. */
export function cleared(team: string): void {
  const rest = new Map(interrupted.value);
  rest.delete(team);
  rest.delete("");
  interrupted.value = rest;
}
