/**
 * The history of a case: every signed statement, newest first, each with a proof that needs nobody's word.
 */
import type { JSX } from "preact";
import type { CaseView, HistoryLine, Vault } from "../client/views.ts";
import { Command, CopyButton, Empty, When } from "./parts/index.ts";
import { visible } from "./visible.ts";

interface HistoryProps {
  readonly vault: Vault;
  readonly view: CaseView;
}

/** The log of the case in words. */
export function HistorySection({ vault, view }: HistoryProps): JSX.Element {
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <p class="quiet">
        What was signed, checked in this browser against the log. A proof is a text (C2SP tlog-proof) that
        anybody can check with the log’s key, without this hub.
      </p>
      {view.history.length > 0 ? (
        <ol class="history" reversed>
          {view.history.toReversed().map((line) => (
            <Line key={line.index} vault={vault} caseId={view.caseId} line={line} />
          ))}
        </ol>
      ) : (
        <Empty title="Nothing signed yet">
          <p>Every decision on this case will stand here with its proof.</p>
        </Empty>
      )}
      <Command lines={["accord sync", "accord log verify"]} />
    </section>
  );
}

function Line(props: {
  readonly vault: Vault;
  readonly caseId: string;
  readonly line: HistoryLine;
}): JSX.Element {
  const { vault, caseId, line } = props;
  return (
    <li>
      <p>
        <strong>{visible(line.who)}</strong> {visible(line.sentence)}
      </p>
      <div class="quiet">
        <When at={line.at} short /> · <code>{line.type}</code> · leaf {line.index} ·{" "}
        <code title={line.hash}>{line.hash.slice(0, 12)}</code>{" "}
        <CopyButton
          kind="link"
          label="Copy proof"
          spoken={`Copy proof of leaf ${line.index}`}
          make={() => vault.proof(caseId, line.index)}
        />
      </div>
    </li>
  );
}
