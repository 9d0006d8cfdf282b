/**
 * Reading an advisory for its preview: the JSON form of the records (AD-1), as far as a page shows it. The
 * hub and the CNA check it in full (`accord cve draft`); here whatever has not the expected shape is left
 * out, and the page says so.
 */

type Members = Readonly<Record<string, unknown>>;

export interface Advisory {
  readonly id: string;
  readonly title: string;
  readonly cna: string;
  readonly cve: string;
  readonly description: string;
  readonly publicAt: string;
  readonly cause: string;
  readonly products: readonly { readonly name: string; readonly vendor: string; readonly versions: string }[];
  readonly rows: readonly Readonly<
    Record<"tool" | "standing" | "affected" | "fixed" | "identifier" | "note", string>
  >[];
  readonly severities: readonly string[];
  readonly weaknesses: readonly string[];
  readonly credits: readonly { readonly name: string; readonly role: string }[];
  readonly references: readonly string[];
  readonly aliases: readonly string[];
}

/** The advisory in `body`, or nothing if that is not one. */
export function readAdvisory(body: string): Advisory | undefined {
  const value = parsed(body);
  if (!value || value["v"] !== 1 || typeof value["title"] !== "string") {
    return undefined;
  }
  return {
    id: text(value["id"]),
    title: value["title"],
    cna: text(value["cna"]),
    cve: text(value["cve_id"]),
    description: text(value["description"]),
    publicAt: text(value["public_at"]),
    cause: text(value["cause"]),
    products: members(value["products"]).map(product),
    rows: members(value["rows"]).map(row),
    severities: texts(value["severities"]),
    weaknesses: members(value["weaknesses"]).map((each) =>
      `${text(each["cwe"])} ${text(each["name"])}`.trim(),
    ),
    credits: members(value["credits"]).map((each) => ({
      name: text(each["name"]),
      role: text(each["role"]),
    })),
    references: members(value["references"]).map((each) => text(each["url"])),
    aliases: ["aliases", "related", "upstream"].flatMap((name) => texts(value[name])),
  };
}

function product(value: Members): Advisory["products"][number] {
  const ranges = members(value["ranges"]).map(rangeWords);
  return {
    name: text(value["name"]),
    vendor: text(value["vendor"]),
    versions: [...ranges, ...texts(value["versions"])].join("; "),
  };
}

/** `before 26.1.1`, `from 24.0 before 26.1.1`, `from 24.0 up to 26.1`, `from 24.0`. */
function rangeWords(range: Members): string {
  const introduced = text(range["introduced"]);
  const fixed = text(range["fixed"]);
  const last = text(range["last"]);
  const from = introduced === "0" || introduced === "" ? "" : `from ${introduced}`;
  const end = fixed ? `before ${fixed}` : last ? `up to ${last}` : "";
  return [from, end].filter(Boolean).join(" ") || "all versions";
}

function row(value: Members): Advisory["rows"][number] {
  return {
    tool: text(value["tool"]),
    standing: text(value["standing"]),
    affected: text(value["affected"]),
    fixed: text(value["fixed"]),
    identifier: text(value["identifier"]),
    note: text(value["note"]),
  };
}

function parsed(body: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function members(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : [];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
