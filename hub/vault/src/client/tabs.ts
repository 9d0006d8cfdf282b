/** What the tabs of one vault tell each other about the letters that they share. */

const CHANNEL = "accord-outbox";

/** A letter is held, or has left, or is a draft again. */
export interface Said {
  readonly id: string;
  readonly is: "held" | "sent" | "back";
}

export interface Tabs {
  /** Tell the other tabs. */
  tell(said: Said): void;
  /** Hear what other tabs tell; the result ends that, and telling too. */
  hear(listener: (said: Said) => void): () => void;
}

/** The way to the other tabs of this browser in which a team's vault is open. */
export function openTabs(tenant: string): Tabs {
  const channel = new BroadcastChannel(`${CHANNEL} ${tenant}`);
  (channel as { unref?: () => void }).unref?.(); // Node alone waits for it at its end
  let closed = false;
  return {
    tell: (said) => (closed ? undefined : channel.postMessage(said)),
    hear: (listener) => {
      channel.onmessage = ({ data }: MessageEvent<Said>) => listener(data);
      return () => {
        closed = true;
        channel.close();
      };
    },
  };
}
