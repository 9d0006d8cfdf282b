/** How one request travels: fetch, or XMLHttpRequest where an upload shows its progress. Never a cookie. */

const PATIENCE_MS = 60_000;

/** How many bytes of the body have left; the last call has `done === of`. */
export type Progress = (done: number, of: number) => void;

/** One request; `progress` tells how much of the body has left. */
export interface Request {
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly stop?: AbortSignal;
  readonly progress?: Progress;
  /** Told of each try that ended without a word of the hub on it: it may be at work on that one still. */
  readonly lost?: () => void;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly body: Uint8Array;
}

/** How requests travel; throws AbortError when stopped, anything else when nobody answers. */
export type Carrier = (url: string, request: Request) => Promise<Answer>;

/** By fetch; where there is XMLHttpRequest an upload that wants to show its progress goes by that. */
export const carrier: Carrier = (url, request) => {
  const uploads = request.progress !== undefined && typeof XMLHttpRequest !== "undefined";
  return uploads ? byXhr(url, request) : byFetch(url, request);
};

async function byFetch(url: string, { method, headers, body, stop, progress }: Request): Promise<Answer> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(url, {
    method,
    headers,
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
    signal: stop ? AbortSignal.any([stop, late]) : late,
    ...(body !== undefined && { body: body as BodyInit }),
  });
  const found = { status: answer.status, header: (name: string) => answer.headers.get(name) };
  const bytes = new Uint8Array(await answer.arrayBuffer());
  progress?.(body?.length ?? 0, body?.length ?? 0);
  return { ...found, body: bytes };
}

/** Streams of fetch need HTTP/2 and have no progress; XMLHttpRequest has it, under the same CSP rule. */
function byXhr(url: string, { method, headers, body, stop, progress }: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = new XMLHttpRequest();
    let stalled: ReturnType<typeof setTimeout>;
    const alive = (): void => {
      clearTimeout(stalled);
      stalled = setTimeout(() => sent.abort(), PATIENCE_MS); // no byte for so long: nobody is there
    };
    const abort = (): void => sent.abort();
    sent.open(method, url);
    sent.responseType = "arraybuffer";
    for (const [name, value] of Object.entries(headers)) sent.setRequestHeader(name, value);
    sent.upload.onprogress = (event) => {
      alive();
      progress?.(event.loaded, event.total);
    };
    sent.onload = () => {
      const header = (name: string): string | null => sent.getResponseHeader(name);
      resolve({ status: sent.status, header, body: new Uint8Array(sent.response as ArrayBuffer) });
    };
    sent.onerror = () => reject(new TypeError("no answer"));
    sent.onabort = () => reject(new DOMException("stopped", "AbortError"));
    sent.onloadend = () => {
      clearTimeout(stalled);
      stop?.removeEventListener("abort", abort);
    };
    stop?.addEventListener("abort", abort);
    alive();
    if (stop?.aborted) reject(new DOMException("stopped", "AbortError"));
    else sent.send((body ?? null) as XMLHttpRequestBodyInit | null);
  });
}
