"""What is said of a run that counts the authority's own child-level returns."""

from sufficiency.children.crosstab import crosstab_in_words
from sufficiency.inputs.inputs import PositionInputs


def returns_sentences(inputs: PositionInputs) -> list[str]:
    """Which returns were counted, how placements are grouped, and what is still not theirs; else nothing."""
    own = inputs.own
    if own is None:
        return []
    plans = "as care plans say" if own.lived_in is not None else "taken to be the kind that each child is in"
    return [
        f"Children on 31 March {own.year} are counted from the authority's own return.",
        f"Who needs which home, and how near, is {crosstab_in_words(inputs)}.",
        f"The kind of home needed is {plans}.",
    ]
