/** Pages and sections whose code is fetched when they are first shown (`client/parts.ts`). */
import { createElement, type FunctionComponent, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { later } from "../../client/parts.ts";
import type { Failure } from "../../client/views.ts";
import { Button } from "./button.tsx";
import { announce } from "./live.tsx";
import { FailureNotice } from "./notice.tsx";
import { Page } from "./page.tsx";
import { failureOf } from "./trouble.ts";

type Fetch<P> = () => Promise<FunctionComponent<P>>;

/** A section inside a page: `laterSection(async () => (await import("./dates.tsx")).DatesPage)`. */
export function laterSection<P extends object>(fetch: Fetch<P>): FunctionComponent<P> {
  return shown(fetch, Missing);
}

/** A whole page: the one that says that it did not arrive has heading, focus and title like any other. */
export function laterPage<P extends object>(fetch: Fetch<P>): FunctionComponent<P> {
  return shown(fetch, MissingPage);
}

function shown<P extends object>(
  fetch: Fetch<P>,
  Instead: FunctionComponent<MissingProps>,
): FunctionComponent<P> {
  let here: FunctionComponent<P> | undefined;
  const bring = later(async () => (here = await fetch()));
  return (props) => {
    const [failure, setFailure] = useState<Failure>();
    const [, draw] = useState(false);
    const ask = async (): Promise<boolean> => {
      try {
        await bring();
        draw(true);
        return true;
      } catch (error) {
        setFailure(failureOf(error));
        return false;
      }
    };
    const found = here;
    // By what was drawn, not by what is here now: what arrived in between has not been drawn.
    useEffect(() => {
      if (found === undefined) void ask();
    }, []);
    if (found !== undefined) {
      return createElement(found, props);
    }
    return failure ? <Instead failure={failure} again={ask} /> : <Coming />;
  };
}

function Coming(): JSX.Element {
  return (
    <p class="loading" role="status">
      Opening…
    </p>
  );
}

interface MissingProps {
  readonly failure: Failure;
  /** Ask for it once more; whether it is here now. */
  readonly again: () => Promise<boolean>;
}

function Missing({ failure, again }: MissingProps): JSX.Element {
  const press = async (): Promise<void> => {
    announce("Fetching it again.");
    if (await again()) {
      document.querySelector("h1")?.focus(); // the button has gone, and the focus with it
    }
  };
  return (
    <>
      <FailureNotice failure={failure} retry={() => void press()} />
      <p class="acts">
        <Button onPress={() => location.reload()}>Load the page anew</Button>
      </p>
    </>
  );
}

function MissingPage(props: MissingProps): JSX.Element {
  return (
    <Page title="Not here yet">
      <Missing {...props} />
    </Page>
  );
}
