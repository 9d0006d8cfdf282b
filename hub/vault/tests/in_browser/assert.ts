/** What the runners of the vector files take from `node:assert/strict`, for a page; as strict as Node is. */

/** A check that failed. */
export class AssertionError extends Error {}

function ok(found: unknown, sentence = "it is not so"): asserts found {
  if (!found) throw new AssertionError(sentence);
}

function equal(found: unknown, wanted: unknown): void {
  ok(Object.is(found, wanted), `${shown(found)} instead of ${shown(wanted)}`);
}

function deepEqual(found: unknown, wanted: unknown): void {
  ok(same(found, wanted), `${shown(found)} instead of ${shown(wanted)}`);
}

function throws(act: () => unknown, wanted: object): void {
  try {
    act();
  } catch (error) {
    for (const [name, value] of Object.entries(wanted)) deepEqual(Reflect.get(Object(error), name), value);
    return;
  }
  throw new AssertionError("nothing was thrown");
}

/** Alike in kind and content; what keeps its content elsewhere than in properties is refused, not passed. */
function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const kind: unknown = Object.getPrototypeOf(one);
  if (kind !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return one.length === other.length && one.every((each, place) => each === other[place]);
  }
  ok(kind === Object.prototype || kind === Array.prototype, "only records, lists and bytes are compared here");
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => Object.hasOwn(other, name) && same(Reflect.get(one, name), Reflect.get(other, name)));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 400);
}

export default { ok, equal, deepEqual, throws }; // as Node's module is imported
