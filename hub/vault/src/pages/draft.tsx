/** The advisory drafts of a case as they will read once they are public. */
import type { JSX } from "preact";
import type { CaseView, LetterView } from "../client/views.ts";
import { type Advisory, readAdvisory } from "./advisory.ts";
import type { Letters } from "./letters.ts";
import { LetterText } from "./letter.tsx";
import { Command, Empty, Notice, When } from "./parts/index.ts";
import { command } from "./shell.ts";
import { safeAddress, visible } from "./visible.ts";

interface DraftProps {
  readonly view: CaseView;
  readonly letters: Letters;
}

/** The latest draft of every author that this person can read. */
export function DraftSection({ view, letters }: DraftProps): JSX.Element {
  const drafts = latestDrafts(letters.list);
  return (
    <section aria-labelledby="draft">
      <h2 id="draft">Advisory draft</h2>
      {drafts.length === 0 && !letters.whole ? <p class="loading">Opening letters…</p> : null}
      {drafts.length === 0 && letters.whole ? (
        <Empty title="No draft yet">
          <p>
            A draft is a record that a team hands in, sealed like a letter. It carries title, versions,
            credits and references; the CVE and OSV records follow from it byte for byte, and a second person
            of the CNA signs them.
          </p>
        </Empty>
      ) : null}
      {drafts.map((letter) => (
        <DraftOf key={letter.envelope} letter={letter} />
      ))}
      <Command lines={[command("accord", "cve", "draft", view.codeName, "advisory.json")]} />
    </section>
  );
}

/** The newest record of each author: a later one stands in the place of the one before. */
function latestDrafts(list: readonly LetterView[]): readonly LetterView[] {
  const latest = new Map<string, LetterView>();
  for (const letter of list) {
    if (letter.kind === "record" && letter.body !== undefined) {
      latest.set(letter.author, letter);
    }
  }
  return [...latest.values()];
}

function DraftOf({ letter }: { readonly letter: LetterView }): JSX.Element {
  const body = letter.body ?? "";
  const advisory = readAdvisory(body);
  return (
    <article class="preview">
      <p class="quiet">
        Draft by {letter.mine ? "you" : visible(letter.author)}, <When at={letter.at} short />; sealed to this case.
      </p>
      {advisory ? (
        <Preview advisory={advisory} />
      ) : (
        <>
          <Notice kind="warn" title="This record cannot be shown as an advisory">
            <p>
              It is not in the form that the records follow from. Hand it in with the command below, which
              says what is wrong.
            </p>
          </Notice>
          <LetterText text={body} />
        </>
      )}
    </article>
  );
}

function Preview({ advisory }: { readonly advisory: Advisory }): JSX.Element {
  return (
    <>
      <h3>{visible(advisory.title)}</h3>
      <dl class="facts">
        <Fact name="Advisory" values={[advisory.id]} />
        <Fact
          name="CVE"
          values={[[advisory.cve, advisory.cna && `by ${advisory.cna}`].filter(Boolean).join(", ")]}
        />
        {advisory.publicAt && !Number.isNaN(Date.parse(advisory.publicAt)) ? (
          <>
            <dt>Public</dt>
            <dd>
              <When at={advisory.publicAt} utc />
            </dd>
          </>
        ) : null}
        <Fact name="Severity" values={advisory.severities} />
        <Fact
          name="Weakness"
          values={advisory.weaknesses.length > 0 ? advisory.weaknesses : [advisory.cause]}
        />
        <Fact name="Credits" values={advisory.credits.map((each) => `${each.name} (${each.role})`)} />
        <Fact name="See also" values={advisory.aliases} />
      </dl>
      {advisory.description.split(/\n{2,}/).map((paragraph) => (
        <p key={paragraph}>{visible(paragraph)}</p>
      ))}
      <Versions advisory={advisory} />
      {advisory.references.length > 0 ? <h4>References</h4> : null}
      <ul>
        {advisory.references.map((address) => (
          <li key={address}>
            <Reference address={address} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Versions({ advisory }: { readonly advisory: Advisory }): JSX.Element {
  const { rows, products } = advisory;
  return (
    <>
      {rows.length > 0 ? (
        <Table
          head={["Tool", "Standing", "Affected", "Fixed in", "Identifier"]}
          rows={rows.map((row) => [row.tool, row.standing, row.affected, row.fixed, row.identifier])}
        />
      ) : null}
      <Table
        head={["Product", "Vendor", "Affected versions"]}
        rows={products.map((product) => [product.name, product.vendor, product.versions])}
      />
    </>
  );
}

interface TableProps {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Table({ head, rows }: TableProps): JSX.Element {
  return (
    <table class="stack">
      <thead>
        <tr>
          {head.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first = "", ...rest]) => (
          <tr key={first}>
            <th scope="row">{visible(first)}</th>
            {rest.map((cell, index) => (
              <td key={head[index + 1]} data-label={head[index + 1]}>
                {visible(cell)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Fact({
  name,
  values,
}: {
  readonly name: string;
  readonly values: readonly string[];
}): JSX.Element | null {
  const shown = values.filter((value) => value !== "");
  return shown.length === 0 ? null : (
    <>
      <dt>{name}</dt>
      <dd>
        {shown.map((value) => (
          <span class="fact" key={value}>
            {visible(value)}
          </span>
        ))}
      </dd>
    </>
  );
}

function Reference({ address }: { readonly address: string }): JSX.Element {
  const safe = safeAddress(address);
  return safe ? (
    <a class="outside" href={safe} rel="noreferrer noopener" target="_blank">
      {safe}
    </a>
  ) : (
    <>{visible(address)}</>
  );
}
