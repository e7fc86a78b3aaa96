"""Groups of commands that read their own flags without pydantic, which is slow to import."""

from typing import Any

from typer.core import TyperGroup


class Group(TyperGroup):
    """A group whose flags are off where they are not typed: typer asks pydantic what else they might be."""

    def get_params(self, ctx: Any) -> Any:
        """The group's parameters, `--help` among them."""
        found = super().get_params(ctx)
        for each in found:
            if getattr(each, "is_flag", False) and each.default is None:
                each.default = False
        return found
