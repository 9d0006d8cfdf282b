/** Padmé: lengths that say little (FORMATS.md 7; Nikitin et al., PURBs, PoPETs 2019). */

export const FLOOR = 4096;

/** The length in bytes that `length` bytes are padded to: at least 4 KiB, at most 12 % more. */
export function paddedLength(length: number): number {
  const size = Math.max(length, FLOOR);
  const exponent = bitLength(size) - 1;
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(size / step) * step;
}

function bitLength(value: number): number {
  return 32 - Math.clz32(value); // no plaintext here comes near 4 GiB
}
