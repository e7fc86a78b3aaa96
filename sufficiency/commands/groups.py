"""Groups of commands: their flags read without pydantic, which is slow to import, and their help whole."""

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

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Every command with the whole of what it does, where typer would cut it short."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.help or "") for name, each in found if each and not each.hidden])
