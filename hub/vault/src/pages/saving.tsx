/** Files that leave this page for the disk: `blob:` addresses, never shown in place (design 4). */

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Save a file now. The browser reads the address after this returns, so it is given up a minute later. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

interface SavedFileProps {
  readonly file: Blob;
  readonly name: string;
  readonly children: ComponentChildren;
}

/** A link that saves a file. */
export function SavedFile({ file, name, children }: SavedFileProps): VNode {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <a class="button plain" href={address} download={name}>
      {children}
    </a>
  );
}
