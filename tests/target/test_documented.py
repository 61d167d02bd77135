"""The pages for users name every setting and every role."""

from pathlib import Path

from gpconnect.target.roles import roles, table_contents
from gpconnect.target.settings import TargetSettings

DOCS = Path(__file__).parents[2] / "docs"


def test_every_setting_is_documented() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    kinds = {"expired", "revoked", "wrong_name"}
    names = [name for name in TargetSettings.model_fields if not any(f"_{kind}_" in name for kind in kinds)]
    assert [name for name in names if f"`{name}`" not in page] == []
    assert all(f"`{kind}`" in page for kind in kinds)


def test_every_table_and_every_role_is_documented() -> None:
    page = (DOCS / "test-data.md").read_text(encoding="utf-8")
    assert [name for name in table_contents() if f"[{name}]" not in page] == []
    assert [one.label for one in roles() if f"`{one.name}`" not in page] == []
