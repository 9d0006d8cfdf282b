"""What a browser did behind its pages: policy violations, errors, and every byte it sent.

watch = Watch(context)      # before its first page
watch.expect_clean()        # no violation, no error; at the end of every test
watch.leaks(["canary"])     # where a word stands in what was sent, in any disguise
"""

from dataclasses import dataclass, field

from hub.demo.disguises import find

VIOLATION = "policy violated: "
LISTENER = f"""
document.addEventListener("securitypolicyviolation", (event) => {{
  console.error("{VIOLATION}" + event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile
    + ":" + event.lineNumber);
}});
"""


@dataclass(frozen=True)
class Sent:
    """One request as it left: its address, its headers and its body in one string of bytes."""

    method: str
    url: str
    data: bytes


@dataclass
class Watch:
    """Everything that one browser context did; `awaited` are beginnings of errors that a test provokes."""

    context: object
    sent: list[Sent] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)

    def __post_init__(self):
        """Listen from the first page on."""
        self.context.add_init_script(LISTENER)
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda failure: self.errors.append(f"uncaught: {failure.error}"))

    def _request(self, request):
        headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
        body = request.post_data_buffer or b""
        self.sent.append(Sent(request.method, request.url, f"{request.url}\n{headers}\n".encode() + body))

    def _console(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def expect_clean(self):
        """No violation of the policy, no error in the console, nobody else asked, no cookie."""
        unforeseen = [each for each in self.errors if not each.startswith(tuple(self.awaited) or ("\0",))]
        assert unforeseen == []
        strangers = {
            each.url for each in self.sent if ".localhost:" not in each.url and "//localhost:" not in each.url
        }
        assert {each for each in strangers if not each.startswith(("blob:", "data:"))} == set()

    def leaks(self, words):
        """Return (word, disguise, address) for each word that stands in a request."""
        found = []
        for each in self.sent:
            found += [(word, how, each.url) for word, how in find(list(words), each.data)]
        return found
