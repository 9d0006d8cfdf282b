"""What a browser did behind its pages: policy violations, errors, and every byte it sent.

watch = Watch(context)           # before its first page
watch.never(words, keys)         # what no request of it may show
watch.leaks(["canary"])          # where a word stands in what was sent, in any disguise
watch.ends()                     # while its pages are still there; at the end of every test, both
watch.expect_clean()             # no violation, error or cookie; nobody else asked; nothing told or unseen
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hub.demo.disguises import find, shapes
from tests.browser.axe import violations_since

VIOLATION = "policy violated: "
LISTENER = f"""
document.addEventListener("securitypolicyviolation", (event) => {{
  console.error("{VIOLATION}" + event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile
    + ":" + event.lineNumber);
}});
"""
PRIVATE = ("AGE-SECRET-KEY-1", "age-secret-key-1")
BLANK = "about:blank"
# Somebody else's statement was logged first (412): the client takes it up, signs anew. Chromium tells of it.
OVERTAKEN = "Failed to load resource: the server responded with a status of 412"
WITH_A_BODY = ("POST", "PUT", "PATCH")
OF_PARTS = "multipart/form-data"


@dataclass(frozen=True)
class Sent:
    """One request as it left: its address, its headers and its body in one string of bytes."""

    method: str
    url: str
    data: bytes


@dataclass
class Watch:
    """Everything that one browser context did; `awaited` are beginnings of errors that are none in a test.

    Its pages are `judged` by axe at the end, unless they are not ours or too long for that.
    """

    context: object
    judged: bool = True
    sent: list[Sent] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    awaited: list[str] = field(default_factory=lambda: [OVERTAKEN])
    strangers: list[str] = field(default_factory=list)
    cookies: list[dict] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=lambda: set(PRIVATE))
    keys: set[bytes] = field(default_factory=set)
    _bodiless: list[object] = field(default_factory=list)

    def __post_init__(self):
        """Listen from the first page on."""
        self.context.add_init_script(LISTENER)
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda failure: self.errors.append(f"uncaught: {failure.error}"))

    def _request(self, request):
        headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
        body = request.post_data_buffer
        head = f"{request.url}\n{headers}\n".encode()
        self.sent.append(Sent(request.method, request.url, head + (body or b"")))
        in_parts = request.headers.get("content-type", "").startswith(OF_PARTS)  # files in it are left out
        if request.method in WITH_A_BODY and (body is None or in_parts):
            self._bodiless.append(request)
        if is_foreign(request):
            self.strangers.append(request.url)

    def _console(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def never(self, words=(), keys=()):
        """Add what no request of this browser may show."""
        self.words.update(words)
        self.keys.update(keys)

    def unseen(self):
        """Return the address of each request whose body left without being seen: a Blob, a form with files.

        Chromium tells neither the bytes nor, in `sizes`, how many there were; the header that it sent does.
        """
        asked, self._bodiless = self._bodiless, []
        return [each.url for each in asked if each.all_headers().get("content-length") != "0"]

    def leaks(self, words):
        """Return (word, disguise, address) for each word that stands in a request."""
        if not find(list(words), b"\n".join(each.data for each in self.sent)):
            return []
        return [(word, how, each.url) for each in self.sent for word, how in find(list(words), each.data)]

    def keys_shown(self, keys):
        """Return (disguise, address) for each of these keys that stands in a request."""
        disguised = [(how, shape) for key in keys for how, shape in shapes(key).items()]
        return [(how, each.url) for each in self.sent for how, shape in disguised if shape in each.data]

    def ends(self):
        """Look at what is gone once the browser is: its pages, its cookies, what it was asked to send."""
        self.cookies += self.context.cookies()
        self.faults += [f"a body that nobody saw went to {url}" for url in self.unseen()]
        pages = [each for each in self.context.pages if self.judged and each.url != BLANK]
        self.faults += [f"{page.url} {each}" for page in pages for each in violations_since(page)]

    def expect_clean(self):
        """Nothing is wrong but what was awaited."""
        unforeseen = [each for each in self.errors if not each.startswith(tuple(self.awaited))]
        found = {
            "errors": unforeseen,
            "faults": self.faults,
            "strangers": self.strangers,
            "cookies": self.cookies,
            "leaks": self.leaks(self.words),
            "keys": self.keys_shown(self.keys),
        }
        wrong = {what: each for what, each in found.items() if each}
        assert not wrong, wrong


def is_foreign(request):
    """Whether a request leaves the page's own host; a page may be opened on every host of this machine's."""
    asked = urlsplit(request.url)
    if asked.scheme in {"blob", "data"}:
        return False
    if request.is_navigation_request():
        return asked.hostname != "localhost" and not (asked.hostname or "").endswith(".localhost")
    return asked.netloc != urlsplit(request.frame.url).netloc
