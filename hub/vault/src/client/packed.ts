/**
 * A value with its files as one run of bytes, to be sealed and kept: what is typed here survives a closed
 * tab.
 *
 * Four bytes of length, JSON, then the files' bytes one after the other. It never leaves this browser, so it
 * is no format of FORMATS.md.
 */

const LENGTH_SIZE = 4;
const FILE = "$file";

interface PackedFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** The bytes of a value made of what JSON has and of `File`s, wherever they stand. */
export async function pack(value: object): Promise<Uint8Array<ArrayBuffer>> {
  const files: File[] = [];
  const json = JSON.stringify(value, (_, each: unknown) => {
    if (!(each instanceof File)) return each;
    files.push(each);
    return { [FILE]: { name: each.name, type: each.type, size: each.size } satisfies PackedFile };
  });
  const text = new TextEncoder().encode(json);
  const length = new Uint8Array(LENGTH_SIZE);
  new DataView(length.buffer).setUint32(0, text.length);
  return new Uint8Array(await new Blob([length, text, ...files]).arrayBuffer());
}

/** What `pack` was given. */
export function unpack(packed: Uint8Array): object {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  let place = LENGTH_SIZE + length;
  const json = new TextDecoder().decode(packed.subarray(LENGTH_SIZE, place));
  // JSON.parse revives in the order of the text, which is the order in which `pack` took the files.
  const value: unknown = JSON.parse(json, (_, each: unknown) => {
    if (!isPackedFile(each)) return each;
    const { name, type, size } = each[FILE];
    const data = packed.slice(place, place + size);
    place += size;
    return new File([data], name, { type });
  });
  return value as object; // `pack` takes nothing else
}

function isPackedFile(value: unknown): value is { readonly [FILE]: PackedFile } {
  return typeof value === "object" && value !== null && FILE in value;
}
