"""Between a browser and its hub: answers that are fetched for the browser, and reach it changed.

change(context, "**/api/v1/shares", lambda said: {"shares": []})   # JSON, as the test wants it
answer = fetched(route)                                            # the hub's own answer
"""

from urllib.parse import urlsplit

import requests

HOP = {"content-encoding", "content-length", "transfer-encoding", "connection"}


def fetched(route, url=""):
    """The hub's answer to a request, or to the same for another `url`.

    Each name under localhost is this machine, which not every resolver knows.
    """
    asked = route.request
    url = urlsplit(url or asked.url)
    return requests.request(
        asked.method,
        url._replace(netloc=f"localhost:{url.port}").geturl(),
        headers={**asked.headers, "Host": url.netloc, "Accept-Encoding": "identity"},
        data=asked.post_data_buffer,
        timeout=20,
    )


def headers_of(answer, *without):
    """The headers of an answer that a changed body may keep."""
    return {name: said for name, said in answer.headers.items() if name.lower() not in HOP | set(without)}


def change(context, glob, changed):
    """Let what is fetched from such addresses reach the browser as `changed` makes it."""

    def fulfil(route):
        answer = fetched(route)
        route.fulfill(status=answer.status_code, headers=headers_of(answer), json=changed(answer.json()))

    context.route(glob, fulfil)
