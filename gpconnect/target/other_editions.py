"""Other editions of the specification than the one under test, as a consumer of them would address a provider."""

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.spec import Edition, edition, known_editions


def interaction_id_elsewhere(tested: Edition, key: str) -> str:
    """Return an interaction ID that another edition gives an interaction and the tested one gives to none.

    Raises ``NotApplicable`` when every edition gives the interaction an ID that the tested one knows.
    """
    known = set(tested.interaction_ids.values())
    for version in known_editions():
        other = edition(version).interaction_id(key)
        if other not in known:
            return other
    raise NotApplicable(f"no other edition gives {key} an interaction ID that {tested.version} does not know")
