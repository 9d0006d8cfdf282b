/** The command lines beside the forms: each says what the form is filled in for, and nothing of it runs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { grantLine, impactLines, inviteLine, readyLines, replyLine } from "../../src/pages/commands.ts";

const CASE = "calm-otter-7k";

test("an invitation has the rings, the start and the days that were chosen", () => {
  const plain = { slug: undefined, reads: "joint", fromNow: false, expires: undefined } as const;
  assert.equal(inviteLine(CASE, plain), `accord invite ${CASE} TEAM`);
  const all = { slug: "uv", reads: "both", fromNow: true, expires: "2026-12-14T09:00:00Z" } as const;
  const rings = "--ring joint --ring record";
  const until = "--expires 2026-12-14T09:00:00Z";
  assert.equal(inviteLine(CASE, all), `accord invite ${CASE} uv ${rings} --from-now ${until}`);
  const dateOnly = { ...plain, slug: "uv", reads: "date", fromNow: true } as const;
  assert.equal(inviteLine(CASE, dateOnly), `accord invite ${CASE} uv --date-only`);
});

test("a colleague is let read, or no more, whatever their name is", () => {
  assert.equal(grantLine(CASE, { name: "Ada L", reads: false }), `accord grant ${CASE} 'Ada L'`);
  assert.equal(grantLine(CASE, { name: "$(id)", reads: true }), `accord grant ${CASE} '$(id)' --end`);
});

test("a letter keeps its subject, what it answers and its files", () => {
  const bare = { place: "joint", subject: " ", files: [] };
  assert.equal(replyLine(CASE, bare), `accord reply ${CASE} letter.md --ring joint`);
  const replyTo = "ab".repeat(16);
  const full = { place: "record", subject: "it's done; ls ", replyTo, files: ["proof.py", "a b.txt"] };
  const files = "--attach proof.py --attach 'a b.txt'";
  const options = `--ring record --subject 'it'\\''s done; ls' --reply-to ${replyTo} ${files}`;
  assert.equal(replyLine(CASE, full), `accord reply ${CASE} letter.md ${options}`);
});

test("a team is offered what it has not said, and every answer to “affected?”", () => {
  assert.deepEqual(readyLines(CASE, "hold"), [`accord ready ${CASE} ready`, `accord ready ${CASE} go`]);
  assert.equal(readyLines(CASE, "silent").length, 3);
  const letter = `accord reply ${CASE} - --purpose impact --subject 'pip is not affected.'`;
  assert.deepEqual(impactLines(CASE, "pip")[1], `echo 'pip is not affected.' | ${letter}`);
});
