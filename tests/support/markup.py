"""Reads a served page for tests: its shape, its words and what a policy without scripts would not run."""

import itertools
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "input"}


@dataclass
class Page(HTMLParser):
    """One page; `faults` are what no page of ours may have."""

    html: str
    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    title: str = ""
    words: str = ""

    def __post_init__(self):
        """Read it to the end; every element must be closed by its own name."""
        super().__init__(convert_charrefs=True)
        self.open = []
        self.feed(self.html)
        self.close()
        self.words = " ".join(self.words.split())
        if self.open:
            self.faults.append(f"not closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.words += " " if tag == "br" else ""
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append((int(tag[1]), ""))
        if tag in {"script", "style", "iframe", "object", "embed"}:
            self.faults.append(f"<{tag}>")
        self.faults += [f"{tag} {name}=" for name in given if name == "style" or name.startswith("on")]
        if "id" in given:
            self.ids.append(given["id"])
        self.labels += given.get("aria-labelledby", "").split()
        if tag == "a":
            self.links.append(given["href"])
        if tag in {"img", "link"}:
            self.sources.append(given.get("src") or given.get("href"))
        if tag == "time":
            self.times.append(given["datetime"])
        if tag == "img" and "alt" not in given:
            self.faults.append("img without alt")
        if tag == "html" and given.get("lang") != "en":
            self.faults.append("no language")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of order")

    def handle_data(self, data):
        if self.open and self.open[-1] == "title":
            self.title += data
        elif "main" in self.open:
            self.words += data
        if self.open and self.open[-1] in {"h1", "h2", "h3", "h4"}:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)


def page(answer, status=200):
    """Read an answer as a page and return it; anything but a sound page of that status fails."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "text/html; charset=utf-8"
    read = Page(answer.text)
    levels = [level for level, _ in read.headings]
    steps = [later - level for level, later in itertools.pairwise(levels)]
    assert read.faults == []
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(step <= 1 for step in steps), read.headings
    assert read.tags.count("main") == 1
    assert read.links[0] == "#content"
    assert "content" in read.ids
    assert len(set(read.ids)) == len(read.ids)
    assert set(read.labels) <= set(read.ids)
    assert read.title.endswith("Accord")
    assert all(each.startswith("/") for each in read.sources), "a page loads from its own origin alone"
    return read
