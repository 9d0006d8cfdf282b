/** What strangers wrote, wherever a page shows it: nothing of it hides, reorders or breaks a line unseen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Fragment, h } from "preact";
import type { VNode } from "preact";
import { fileName } from "../../src/client/limits.ts";
import { maskTexts } from "../../src/pages/masking.ts";
import { visible } from "../../src/pages/visible.ts";

const DECEIVING = [
  ..."\u0000\u0007\u001b\u007f\u0085\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e",
  ..."\u2060\u2066\u2069\u206f\ufeff\ufff9\ufffb\u{e0001}\u{e0041}\u{e007f}\ud800",
];
const HOSTILE = `Fix${DECEIVING.join("x")}done`;

maskTexts();

function props(node: unknown): Record<string, unknown> {
  return (node as VNode).props as Record<string, unknown>;
}

test("each deceiving character is shown by its number, and a file name is without it", () => {
  for (const each of DECEIVING) {
    const number = each.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    assert.equal(visible(`a${each}b`), `a⟨U+${number}⟩b`);
    assert.equal(fileName(`a${each}b`), "ab");
  }
  assert.equal(visible("två\tord\r\nпривет 😀"), "två\tord\nпривет 😀");
});

test("letters that draw nothing are shown by their number in names too, where the format lets them stand", () => {
  for (const each of "\u034f\u115f\u1160\u17b4\u180b\u2800\u3164\ufe00\uffa0\u{1d173}") {
    assert.match(visible(`a${each}b`), /^a⟨U\+[0-9A-F]{4,5}⟩b$/);
    assert.equal(fileName(`a${each}b`), `a${each}b`);
  }
  assert.equal(visible("❤️ 한글"), "❤️ 한글");
});

test("a hostile subject or name is masked in every text and spoken name, however deep it stands", () => {
  const shown = visible(HOSTILE);
  assert.deepEqual(DECEIVING.filter((each) => each !== "\ud800" && shown.includes(each)), []);
  assert.equal(props(h("p", { title: HOSTILE }, HOSTILE))["children"], shown);
  const button = props(h("button", { "aria-label": `Read: ${HOSTILE}` }, [["Read: ", HOSTILE], 3, null]));
  assert.equal(button["aria-label"], `Read: ${shown}`);
  assert.deepEqual(button["children"], [["Read: ", shown], 3, null]);
  assert.equal(props(h(Fragment, null, HOSTILE))["children"], shown);
});

test("what somebody types, and what a component is given, stays as it is", () => {
  assert.equal(props(h("textarea", { value: HOSTILE }))["value"], HOSTILE);
  const Card = (): null => null;
  assert.equal(props(h(Card, { title: HOSTILE } as object, HOSTILE))["children"], HOSTILE);
});
