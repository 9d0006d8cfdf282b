/** A reporter's pin (RE-5): a hub that swaps the team under a name gets nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { askedFor, readBrought, verdictOn } from "../src/client/pinning.ts";
import { openReporting } from "../src/client/reporting.ts";
import { Failure } from "../src/client/views.ts";
import type { ReportDraft } from "../src/client/views.ts";
import { NOON, RECORDED, ShownHub } from "./shown_hub.ts";

const { worlds, tenant: PIP } = RECORDED;
const OTHER = "5".repeat(64);
const pip = { slug: "pip", genesis: PIP };

async function sent(hub: ShownHub, to: string): Promise<Failure> {
  const typed = { product: "pip", versions: "26", credit: "", files: [] };
  const draft: ReportDraft = { to, title: "One line", description: "What happens", ...typed };
  const reporting = openReporting({ carry: hub.carry, clock: () => NOON });
  try {
    await reporting.send(draft, () => undefined);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.deepEqual(hub.posted, [], "nothing may leave");
    return error;
  }
  return assert.fail("it was sent");
}

test("a hub that shows another team under the name gets nothing, and the reporter is told what to do", async () => {
  const told = await sent(new ShownHub(worlds.forked), `pip@${PIP}`);
  assert.equal(told.rule, "RE-5");
  assert.match(told.message, /nothing was sent: report over the team's other channel/i);
});

test("a hub that hides the team under the name gets nothing", async () => {
  assert.equal((await sent(new ShownHub(worlds.founded), `pip-tool@${PIP}`)).rule, "RE-5");
});

test("a genesis that was cut is no missing one", async () => {
  const told = await sent(new ShownHub(worlds.founded), `pip@${PIP.slice(1)}`);
  assert.deepEqual([told.kind, told.rule], ["bad-input", "RE-5"]);
});

test("the team that was pinned is the one that is asked for its key", async () => {
  const told = await sent(new ShownHub(worlds.founded), `pip@${PIP}`);
  assert.deepEqual([told.kind, told.message], [
    "not-found",
    "The team pip takes no sealed reports here: choose another.",
  ]);
});

test("what is pasted may be the digits, in groups, with the name or as the whole link", () => {
  const groups = PIP.replace(/.{4}/g, "$& ");
  assert.deepEqual(readBrought(groups), { genesis: PIP });
  assert.deepEqual(readBrought(` pip@${PIP}\n`), pip);
  assert.deepEqual(readBrought(`https://vault.hub.test/report#pip%40${PIP}`), pip);
});

test("what is cut, or has no form, is nobody's genesis", () => {
  for (const text of [PIP.slice(1), `${PIP}0`, `PIP@${PIP}`, `@${PIP}`, `pip@uv@${PIP}`, "pip@", "pip", "#"]) {
    assert.equal(readBrought(text), undefined, text);
    assert.equal(verdictOn(text, pip), "cut", text);
  }
});

test("a pin holds for its own team alone", () => {
  assert.equal(verdictOn("", pip), "nothing brought");
  assert.equal(verdictOn(PIP, pip), "pinned");
  assert.equal(verdictOn(`pip@${PIP}`, pip), "pinned");
  for (const [text, chosen] of [
    [OTHER, pip],
    [`pip@${OTHER}`, pip],
    [`uv@${PIP}`, pip],
    [PIP, undefined],
    [`pip@${PIP}`, undefined],
    [`pip@${PIP}`, { slug: "pip-tool", genesis: PIP }],
  ] as const) {
    assert.equal(verdictOn(text, chosen), "another", text);
  }
});

test("a link asks for a team, and pins it where it has more than a name", () => {
  assert.deepEqual(askedFor(""), { slug: "", brought: "" });
  assert.deepEqual(askedFor("pip"), { slug: "pip", brought: "" });
  assert.deepEqual(askedFor(`pip@${PIP}`), { slug: "pip", brought: `pip@${PIP}` });
  assert.deepEqual(askedFor("pip%40cut"), { slug: "pip", brought: "pip@cut" });
});
