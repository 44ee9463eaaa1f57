"""The walls with one thing wrong: every check left out, turned round or made weaker, one at a time."""

import ast
import copy
import inspect
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import _lru_cache_wrapper, partial

from app.people import access, deps, holdings, policy, queries

# Only these functions of modules that do other things, too; None: all of them.
TARGETS: dict[types.ModuleType, frozenset[str] | None] = {
    access: None,
    holdings: None,
    policy: None,
    deps: frozenset({"session_of", "known", "signed_in"}),
    queries: frozenset({"find_signed_in", "_signed_in"}),
}

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_CALLED = {
    "is_": "is_not",
    "is_not": "is_",
    "in_": "not_in",
    "any": "all",
    "all": "any",
    "and_": "or_",
    "or_": "and_",
    "max": "min",
}
_OF_MANY = {"where", "and_", "or_", "union_all"}
_ROLES = ("WORKER", "LEAD", "ADMIN")

Change = Callable[[], None]


@dataclass(frozen=True)
class Mutant:
    module: types.ModuleType
    function: str
    line: int
    what: str
    code: types.CodeType
    defaults: dict[str, object]

    def __str__(self) -> str:
        return f"{self.module.__name__}.{self.function}, line {self.line}: {self.what}"

    def become(self) -> None:
        """In this process, for whoever imported the function, too."""
        held = getattr(self.module, self.function)
        function = held.__wrapped__ if isinstance(held, _lru_cache_wrapper) else held
        function.__code__ = self.code
        if function.__kwdefaults__:
            function.__kwdefaults__.update(self.defaults)
        for module in TARGETS:
            for kept in vars(module).values():
                if isinstance(kept, _lru_cache_wrapper):
                    kept.cache_clear()


def mutants() -> Iterator[Mutant]:
    for module, names in TARGETS.items():
        tree = ast.parse(inspect.getsource(module))
        for index, function in enumerate(tree.body):
            if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if names is None or function.name in names:
                yield from _of_function(module, tree, index)


def _of_function(module: types.ModuleType, tree: ast.Module, index: int) -> Iterator[Mutant]:
    original = tree.body[index]
    assert isinstance(original, (ast.FunctionDef, ast.AsyncFunctionDef))
    for place, node in enumerate(ast.walk(original)):
        for variant, (what, _) in enumerate(_changes(node, original)):
            changed = copy.deepcopy(tree)
            function = changed.body[index]
            again = next(one for at, one in enumerate(ast.walk(function)) if at == place)
            _changes(again, function)[variant][1]()
            ast.fix_missing_locations(changed)
            code, defaults = _compiled(module, changed, original.name)
            yield Mutant(module, original.name, getattr(node, "lineno", 0), what, code, defaults)


def _compiled(
    module: types.ModuleType, tree: ast.Module, name: str
) -> tuple[types.CodeType, dict[str, object]]:
    """Run in a copy of the module, so that annotations and defaults find what they name."""
    space = dict(vars(module))
    found = next(one for one in tree.body if getattr(one, "name", None) == name)
    assert isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef))
    found.decorator_list = []
    exec(compile(ast.Module([found], []), module.__file__ or "", "exec"), space)
    made = space[name]
    return made.__code__, dict(made.__kwdefaults__ or {})


def _changes(node: ast.AST, function: ast.AST) -> list[tuple[str, Change]]:
    changes: list[tuple[str, Change]] = []
    if isinstance(node, ast.Compare):
        changes.append((f"turn round {ast.unparse(node)}", lambda: _turn_round(node)))
    elif isinstance(node, ast.Call):
        changes += _changes_of_call(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Invert, ast.Not)):
        changes.append((f"drop the not of {ast.unparse(node)}", lambda: _twice(node)))
    elif isinstance(node, ast.BoolOp):
        other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        changes.append((f"and for or in {ast.unparse(node)}", lambda: setattr(node, "op", other)))
    elif isinstance(node, (ast.If, ast.IfExp)):
        changes += [
            (f"if {said}: {ast.unparse(node.test)}", _set(node, "test", said)) for said in (True, False)
        ]
    elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Role" and node.attr in _ROLES:
        others = [role for role in _ROLES if role != node.attr]
        changes += [
            (f"Role.{node.attr} becomes {other}", partial(setattr, node, "attr", other)) for other in others
        ]
    elif isinstance(node, ast.Return) and node.value is not None and _is_bool(function):
        changes += [(f"return {said}", _set(node, "value", said)) for said in (True, False)]
    for name in ("body", "orelse"):
        changes += _dropped_statements(node, name)
    return changes


def _changes_of_call(node: ast.Call) -> list[tuple[str, Change]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    changes: list[tuple[str, Change]] = []
    if name in _OF_MANY:
        for at, argument in enumerate(node.args):
            if name == "where" or len(node.args) > 1:
                changes.append((f"{name} without {ast.unparse(argument)}", partial(_drop, node, at)))
    if name in _CALLED:
        other = _CALLED[name]
        key = "attr" if isinstance(node.func, ast.Attribute) else "id"
        changes.append((f"{other} for {ast.unparse(node)[:80]}", lambda: setattr(node.func, key, other)))
    return changes


def _dropped_statements(node: ast.AST, name: str) -> list[tuple[str, Change]]:
    statements = getattr(node, name, None)
    if not isinstance(statements, list):
        return []
    return [
        (f"drop {ast.unparse(one)[:80]}", partial(statements.__setitem__, at, ast.Pass()))
        for at, one in enumerate(statements)
        if isinstance(one, ast.Raise)
        or (isinstance(one, ast.Expr) and not isinstance(one.value, ast.Constant))
    ]


def _drop(node: ast.Call, at: int) -> None:
    del node.args[at]


def _set(node: ast.AST, name: str, said: bool) -> Change:
    return lambda: setattr(node, name, ast.Constant(said))


def _turn_round(node: ast.Compare) -> None:
    node.ops = [_COMPARED[type(op)]() for op in node.ops]


def _twice(node: ast.UnaryOp) -> None:
    """Not not x, which both Python and the database take for x."""
    node.operand = ast.UnaryOp(node.op, node.operand)


def _is_bool(function: ast.AST) -> bool:
    return ast.unparse(getattr(function, "returns", None) or ast.Constant(None)) == "bool"
