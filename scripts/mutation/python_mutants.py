"""All mutants of a Python file, found in its syntax tree."""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path

from scripts.mutation.mutant import Mutant

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum"}
_WORDS = {"left": "right", "right": "left"}
#: Arguments that change how fast or where something is said, not what is computed.
_UNTOUCHED_ARGUMENTS = {"stacklevel", "maxsize", "category", "frozen", "slots", "eq", "repr", "kw_only", "strict"}


class _Finder(ast.NodeVisitor):
    def __init__(self, path: str, source: bytes) -> None:
        self.path = path
        self.source = source
        self.line_starts = [0]
        for line in source.splitlines(keepends=True):
            self.line_starts.append(self.line_starts[-1] + len(line))
        self.found: list[Mutant] = []

    # -- what is left alone

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave formatted strings: they are messages, and their parts have no places of their own before 3.12."""

    def visit_Raise(self, node: ast.Raise) -> None:
        """Drop no `raise`, and leave its message."""
        self._statement(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Leave annotations."""
        if node.value is not None:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        """Leave annotations."""

    def visit_keyword(self, node: ast.keyword) -> None:
        """Leave arguments that compute nothing."""
        if node.arg not in _UNTOUCHED_ARGUMENTS:
            self.visit(node.value)

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.visit(node.args)
        for statement in node.body:
            self.visit(statement)

    visit_FunctionDef = _visit_function
    visit_AsyncFunctionDef = _visit_function

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Leave bases and decorators."""
        for statement in node.body:
            self.visit(statement)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Leave `__all__` and the like; drop what is set in an object or a container."""
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id.startswith("__"):
            return
        if isinstance(target, ast.Attribute | ast.Subscript):
            self._statement(node)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """Turn the condition around."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        if not isinstance(node.test, ast.Compare | ast.UnaryOp):
            self._replace(node.test, f"not ({ast.unparse(node.test)})")
        self.generic_visit(node)

    # -- what is changed

    def visit_Compare(self, node: ast.Compare) -> None:
        """Exchange each comparison for its neighbour."""
        for i, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[i] = _COMPARE[type(operator)]()
            self._replace(node, ast.unparse(other))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Exchange the operator."""
        if type(node.op) in _BINARY and not isinstance(node.left, ast.JoinedStr):
            other = copy.deepcopy(node)
            other.op = _BINARY[type(node.op)]()
            self._replace(node, ast.unparse(other))
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Exchange the operator."""
        if type(node.op) in _BINARY:
            other = copy.deepcopy(node)
            other.op = _BINARY[type(node.op)]()
            self._replace(node, ast.unparse(other), statement=True)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Exchange `and` and `or`, and drop each operand."""
        other = copy.deepcopy(node)
        other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._replace(node, ast.unparse(other))
        for i in range(len(node.values)):
            rest = [value for k, value in enumerate(node.values) if k != i]
            text = ast.unparse(rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))
            self._replace(node, text)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Drop `not`, the sign and `~`."""
        self._replace(node, ast.unparse(node.operand))
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Take always the one or the other."""
        for branch in (node.body, node.orelse):
            self._replace(node, ast.unparse(branch))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Step beside a number, turn a truth value around, exchange the sides of a search."""
        value = node.value
        if isinstance(value, bool):
            self._replace(node, str(not value))
        elif isinstance(value, int | float):
            for other in (value + 1, value - 1):
                self._replace(node, repr(other))
        elif isinstance(value, str) and value in _WORDS:
            self._replace(node, repr(_WORDS[value]))

    def visit_Call(self, node: ast.Call) -> None:
        """Exchange the smaller for the larger, one for all."""
        function = node.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name in _NAMES:
            other = copy.deepcopy(node)
            if isinstance(other.func, ast.Name):
                other.func.id = _NAMES[name]
            elif isinstance(other.func, ast.Attribute):
                other.func.attr = _NAMES[name]
            self._replace(node, ast.unparse(other))
        if name == "warn":
            return
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Drop calls made for what they do."""
        if isinstance(node.value, ast.Constant):
            return
        if not isinstance(node.value, ast.Yield | ast.YieldFrom | ast.Await):
            self._statement(node)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        """Drop a bare return; return nothing in the place of something."""
        if node.value is None:
            self._statement(node)
            return
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self._replace(node, "return None", statement=True)
        self.generic_visit(node)

    def visit_Break(self, node: ast.Break) -> None:
        """Go on."""
        self._replace(node, "continue", statement=True)

    def visit_Continue(self, node: ast.Continue) -> None:
        """End the loop, or fall through."""
        self._replace(node, "break", statement=True)
        self._statement(node)

    # -- places

    def _statement(self, node: ast.stmt) -> None:
        self._replace(node, "pass", statement=True)

    def _replace(self, node: ast.expr | ast.stmt, text: str, statement: bool = False) -> None:
        start = self.line_starts[node.lineno - 1] + node.col_offset
        end = self.line_starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        before = " ".join(self.source[start:end].decode().split())
        what = f"{_short(before)}  ->  {_short(text)}"
        self.found.append(Mutant(self.path, start, end, text if statement else f"({text})", node.lineno, what))


def _short(text: str) -> str:
    return text if len(text) <= 110 else f"{text[:107]}..."


def python_mutants(root: Path, folders: list[str]) -> Iterator[Mutant]:
    """Give every mutant of the Python files below the folders."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            source = path.read_bytes()
            finder = _Finder(path.relative_to(root).as_posix(), source)
            finder.visit(ast.parse(source))
            yield from finder.found


def is_python(root: Path, mutant: Mutant) -> bool:
    """Say whether a mutant can be read at all: a changed target of an assignment, say, cannot, and shows nothing."""
    try:
        compile(mutant.applied_to((root / mutant.path).read_bytes()), mutant.path, "exec")
    except SyntaxError:
        return False
    return True
