/** The few words that every part of the border uses. */

export type Instant = string;

/** Something a person should know though nothing failed: `rule` of FORMATS.md, if one speaks. */
export interface Warning {
  readonly sentence: string;
  readonly rule?: string;
}

export type Step = (sentence: string, done: number, of: number) => void;
