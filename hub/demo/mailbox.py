"""A mail server that only receives: what the hub sends out lands as files in a directory (RFC 5321)."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from hashlib import sha256
from pathlib import Path

REPEATED = "repeated"
_LINE = 2048


class Mailbox(socketserver.ThreadingTCPServer):
    """Listens on a free port of loopback from construction to `close`, in a thread of its own."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, directory: Path) -> None:
        """Start receiving into `directory`, which is made if it is missing."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory = directory
        self._keeping = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the hub's worker delivers to."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def keep(self, data: bytes) -> None:
        """Write one message, whole or not at all; of one that comes again only its Message-ID is noted.

        Who was cut off after handing a mail over has to hand it over again (RFC 5321 4.5.4.1), so mail
        stores and lists know a repetition by its Message-ID.
        """
        name = sha256(str(message_from_bytes(data)["Message-ID"]).encode()).hexdigest()[:16]
        with self._keeping:
            if any(self.directory.glob(f"*-{name}.eml")):
                with (self.directory / REPEATED).open("a") as again:
                    again.write(f"{name}\n")
                return
            number = len(list(self.directory.glob("*.eml"))) + 1
            half = self.directory / f"{name}.part"
            half.write_bytes(data)
            half.replace(self.directory / f"{number:04}-{name}.eml")

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()
        self._thread.join()


def read_mails(directory: Path) -> list[Message]:
    """Return what was received so far, in order."""
    return [message_from_bytes(path.read_bytes()) for path in sorted(directory.glob("*.eml"))]


class _Dialogue(socketserver.StreamRequestHandler):
    """One client's session: everything is accepted, only DATA has an effect."""

    server: Mailbox
    timeout = 30

    def handle(self) -> None:
        self._say("220 loopback receives")
        while line := self.rfile.readline(_LINE):
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go on")
                message = self._message()
                if message is None:
                    return
                self.server.keep(message)
            if verb == b"QUIT":
                self._say("221 closing")
                return
            self._say("250 done")

    def _message(self) -> bytes | None:
        """Read to the line with a single dot (4.5.2); None if the sender went away before it."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, sentence: str) -> None:
        self.wfile.write(f"{sentence}\r\n".encode())
