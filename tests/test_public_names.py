"""What `import moisson` offers: nothing unnoticed, all of it documented, and typed for who uses it."""

import inspect
from pathlib import Path

import moisson

PUBLIC = {
    *("Change", "Document", "Manners", "Readiness", "Refusal", "Release", "Rows", "Verdict"),
    *("build", "check", "errors", "harvest", "open_release", "read"),
}
USE = Path(__file__).with_name("public_use.py")


def test_no_name_comes_or_goes_unnoticed() -> None:
    assert set(moisson.__all__) == PUBLIC
    assert list(moisson.__all__) == sorted(moisson.__all__)
    assert set(dir(moisson)) > PUBLIC


def test_every_public_name_says_what_it_is() -> None:
    for name in PUBLIC:
        thing = getattr(moisson, name)
        assert inspect.getdoc(thing), name
        members = inspect.getmembers(thing, lambda each: inspect.isfunction(each) or isinstance(each, property))
        if inspect.isclass(thing) and name != "Manners":
            assert [member for member, of in members if member[0] != "_" and not inspect.getdoc(of)] == [], name


def test_errors_are_a_tree_that_its_docstring_draws() -> None:
    errors = moisson.errors
    kinds = [each for each in vars(errors).values() if inspect.isclass(each) and issubclass(each, errors.MoissonError)]
    assert len(kinds) > 10
    assert [each.__name__ for each in kinds if each.__name__ not in (errors.__doc__ or "")] == []


def test_every_public_name_is_used_as_a_user_would() -> None:
    """`public_use.py` is held to strict types by `scripts/check`, as all of tests/ is."""
    used = USE.read_text(encoding="utf-8")
    assert [name for name in PUBLIC if f"moisson.{name}" not in used] == []
