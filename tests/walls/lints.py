"""Our own lint rules, as small walks over the syntax tree: one function, one rule.

Each rule takes a module and yields findings. A rule is proved twice in `test_lints.py`: the house is clean,
and a planted violation is found.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PACKAGES = ("hub", "tenants", "crypto", "migrations")
LINES = 400
FORBIDDEN_NAMES = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical"}
LOGGERS = {"log", "logger"}


@dataclass(frozen=True)
class Module:
    """One source file: where it stands in the house, and what is written in it."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed file."""
        return ast.parse(self.source)

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines, for comments, which the tree does not hold."""
        return self.source.splitlines()

    def within(self, *places: str) -> bool:
        """Return whether the file is one of these places or below one of them."""
        return any(self.path == place or self.path.startswith(f"{place}/") for place in places)

    @cached_property
    def _calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call."""
        return iter(self._calls)

    def methods(self, *names: str) -> Iterator[ast.Call]:
        """Yield every call of an attribute with one of these names."""
        return (
            call for call in self.calls() if isinstance(call.func, ast.Attribute) and call.func.attr in names
        )


@dataclass(frozen=True)
class Finding:
    """A broken rule and its place."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return it as an editor can follow it."""
        return f"{self.path}:{self.line}: {self.message}"


Rule = Callable[[Module], Iterator[Finding]]


def modules(root: Path, *packages: str) -> Iterator[Module]:
    """Yield the modules of these packages (of the house, if none are named) below `root`."""
    for package in packages or PACKAGES:
        yield from _read(root, package)


@cache
def _read(root: Path, package: str) -> tuple[Module, ...]:
    """Return a package's modules, read and parsed once for all rules."""
    return tuple(
        Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted((root / package).rglob("*.py"))
        if "node_modules" not in path.parts
    )


def scripts(root: Path) -> Iterator[Module]:
    """Yield the vault's modules, which no rule can parse: for those that read names and lines alone."""
    for path in sorted((root / "hub" / "vault").rglob("*.ts*")):
        if not {"node_modules", "dist"} & set(path.parts):
            yield Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def no_text_sql(module: Module) -> Iterator[Finding]:
    """SQL as text slips past the session's scope; what needs it is listed here and read for it."""
    if module.within("migrations", "tenants/kernel", "hub/db.py", "hub/migrate.py"):
        return
    for call in module.calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in {"text", "exec_driver_sql"}:
            yield Finding(module.path, call.lineno, f"{name}( is for hub/db.py, tenants/kernel, migrations")


def no_commit_below_hub(module: Module) -> Iterator[Finding]:
    """One commit per request or job, made by the hub: a service that commits splits what belongs together."""
    if not module.within("hub", "migrations"):
        for call in module.methods("commit"):
            yield Finding(module.path, call.lineno, "only hub/ commits")


def flush_says_why(module: Module) -> Iterator[Finding]:
    """A bare flush hides an order that somebody needed: the reason stands on its line or the one above."""
    for call in module.methods("flush"):
        session = ast.unparse(call.func).removesuffix(".flush").endswith("session")
        if session and not any("#" in line for line in module.lines[call.lineno - 2 : call.lineno]):
            yield Finding(module.path, call.lineno, "flush() needs its reason in a comment")


def no_hidden_clock(module: Module) -> Iterator[Finding]:
    """The time is an argument; one module of the hub asks the machine."""
    if module.path == "hub/clock.py":
        return
    for call in module.methods("now", "utcnow", "today", "time", "time_ns"):
        owner = ast.unparse(call.func).rsplit(".", 2)[-2]
        if owner in {"datetime", "date", "time"}:
            yield Finding(module.path, call.lineno, f"{ast.unparse(call.func)}() is for hub/clock.py")


def no_tenant_filter(module: Module) -> Iterator[Finding]:
    """The scope narrows every query; a filter by hand hides that it is missing elsewhere."""
    if module.path == "tenants/kernel/scope.py":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Attribute) and side.attr == "tenant_id" and _is_class(side.value):
                    yield Finding(module.path, node.lineno, "tenant_id == is for tenants/kernel/scope.py")


def has_docstring(module: Module) -> Iterator[Finding]:
    """A module says what it is for."""
    if not ast.get_docstring(module.tree):
        yield Finding(module.path, 1, "a module needs a docstring")


def public_things_have_docstrings(module: Module) -> Iterator[Finding]:
    """What others call in crypto/ and tenants/ says its shapes, units and refusals."""
    if not module.within("crypto", "tenants"):
        return
    for node in _public(module.tree.body):
        if not ast.get_docstring(node) and not _is_declaration(node):
            yield Finding(module.path, node.lineno, f"{node.name} is public and needs a docstring")


def not_too_long(module: Module) -> Iterator[Finding]:
    """Beyond 400 lines a module is two."""
    if len(module.lines) > LINES:
        yield Finding(module.path, LINES + 1, f"a module has at most {LINES} lines")


def no_import_inside(module: Module) -> Iterator[Finding]:
    """An import inside a function is a way round a cycle, or a dependency that nobody sees."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield Finding(module.path, inner.lineno, "imports stand at the top of a module")


def no_pickle(module: Module) -> Iterator[Finding]:
    """Nothing that runs code when it is read: jobs and stored values are JSON."""
    unsafe = {"pickle", "cPickle", "shelve", "marshal", "dill", "cloudpickle"}
    for node in ast.walk(module.tree):
        named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if unsafe & {name.partition(".")[0] for name in named}:
            yield Finding(module.path, node.lineno, "pickle and its kin are not used")


def plain_name(module: Module) -> Iterator[Finding]:
    """A module is named after what is in it."""
    if FORBIDDEN_NAMES & set(Path(module.path).with_suffix("").parts):
        yield Finding(module.path, 1, "a module is named after what is in it")


def constant_log_events(module: Module) -> Iterator[Finding]:
    """A log event is a constant: an f-string carries content past the list of keys in hub/logs.py."""
    for call in module.methods(*LOG_METHODS):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        event = call.args[0] if call.args else None
        if isinstance(owner, ast.Name) and owner.id in LOGGERS and not isinstance(event, ast.Constant):
            yield Finding(module.path, call.lineno, "a log event is a constant")


def no_work_left(module: Module) -> Iterator[Finding]:
    """What is not done is an issue, not a comment."""
    for number, line in enumerate(module.lines, start=1):
        if re.search(r"#.*\b(TO[D]O|FIX[M]E|XX[X])\b", line):
            yield Finding(module.path, number, "what is not done is an issue, not a comment")


def excuses_have_reasons(module: Module) -> Iterator[Finding]:
    """An exception from a checker says why beside it."""
    for number, line in enumerate(module.lines, start=1):
        excuse = re.search(r"#\s*(noqa|type: ignore|fmt: skip|fmt: off|pragma)\b[^#]*(#.*)?", line)
        if excuse and not excuse[1].startswith("fmt") and not excuse[2] and not re.search(" --? ", excuse[0]):
            yield Finding(module.path, number, f"{excuse[1]} needs its reason beside it")


RULES: tuple[Rule, ...] = (
    no_text_sql,
    no_commit_below_hub,
    flush_says_why,
    no_hidden_clock,
    no_tenant_filter,
    has_docstring,
    public_things_have_docstrings,
    not_too_long,
    no_import_inside,
    no_pickle,
    plain_name,
    constant_log_events,
    no_work_left,
    excuses_have_reasons,
)


def _is_class(node: ast.expr) -> bool:
    """Tell `Case.tenant_id == x`, a filter, from `case.tenant_id == x`, a comparison of values."""
    return isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and node.id[:1].isupper())


def _is_declaration(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Tell a member that a Protocol only names, in one line, from a function."""
    (first, *rest) = node.body
    return not rest and ast.unparse(first) == "..."


def _public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield public functions and classes, and the public methods of public classes."""
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)
