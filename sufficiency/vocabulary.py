"""The words: placements, provisions, sectors, bands and scopes, as the method uses them.

Every other file takes its words from here, and every table is written in them. What each word
means is in `docs/glossary.md`.
"""

from typing import Final

ALL: Final = "all"  # marks a total in every table

# --- Who ------------------------------------------------------------------------------------------
AGE_BANDS: Final = ("under_1", "1_to_4", "5_to_9", "10_to_15", "16_to_17")
AGES_OF_BAND: Final = {
    "under_1": (0, 0),
    "1_to_4": (1, 4),
    "5_to_9": (5, 9),
    "10_to_15": (10, 15),
    "16_to_17": (16, 17),
}  # in whole years, both ends included
UASC: Final = "uasc"  # unaccompanied asylum-seeking children
OTHER: Final = "other"  # every other child looked after
STREAMS: Final = (UASC, OTHER)
TOTAL: Final = "total"  # the two streams together

# --- What kind of home ----------------------------------------------------------------------------
FOSTERING: Final = "fostering"
RESIDENTIAL: Final = "residential"
SUPPORTED: Final = "supported_16_plus"
KINSHIP: Final = "kinship"
PROVISIONS: Final = (FOSTERING, RESIDENTIAL, SUPPORTED)  # commissioned need
SELF_PLACING: Final = (KINSHIP, "with_parents", "placed_for_adoption", "secure", "health_or_custody")
# The strategy publishes fostering and kinship as one number; each draw splits it.
FOSTERING_AND_KINSHIP: Final = "fostering_and_kinship"

# --- Who provides it ------------------------------------------------------------------------------
IN_HOUSE: Final = "in_house"
BLOCK: Final = "block"
SELECT_LIST: Final = "select_list"
SPOT: Final = "spot"
SECTORS: Final = (IN_HOUSE, BLOCK, SELECT_LIST, SPOT)
CONTRACTED: Final = (IN_HOUSE, BLOCK, SELECT_LIST)  # spot is how a gap is met, never a secured place

# --- How near -------------------------------------------------------------------------------------
DISTANCE_BANDS: Final = (
    "within_20_inside",
    "within_20_outside",
    "over_20_inside",
    "over_20_outside",
    "not_known",
)
KNOWN_BANDS: Final = DISTANCE_BANDS[:-1]
INSIDE: Final = "inside_authority"
WITHIN_20: Final = "within_20_miles"
OVER_20: Final = "over_20_miles"  # the rest, of those whose distance is known
ANY: Final = "any"
SCOPES: Final = (INSIDE, WITHIN_20, ANY)
BANDS_IN_SCOPE: Final = {
    INSIDE: ("within_20_inside", "over_20_inside"),
    WITHIN_20: ("within_20_inside", "within_20_outside"),
    ANY: DISTANCE_BANDS,
}

# Where a home stands, each in one ring: inside the authority; outside it and within 20 miles; farther.
RINGS: Final = ("inside", "near", "far")

# --- Two bounds on local need ---------------------------------------------------------------------
AS_PLACED: Final = "as_placed"
SHOULD_BE_NEAR: Final = "should_be_near"
NEED_BASES: Final = (AS_PLACED, SHOULD_BE_NEAR)

# --- The ladder -----------------------------------------------------------------------------------
RUNGS: Final = (1, 2, 3, 4, 5, 6)
SELF_PLACING_ROW: Final = "self_placing"

# --- Where a number comes from --------------------------------------------------------------------
PUBLISHED: Final = "published"
DERIVED: Final = "derived"
ASSUMED: Final = "assumed"
KINDS: Final = (PUBLISHED, DERIVED, ASSUMED)
NOT_RECORDED: Final = "not_recorded"

BACK_TESTED_YEARS: Final = 5  # forecasts have been scored against what happened up to this horizon

# --- Words as people read them --------------------------------------------------------------------
LABELS: Final = {
    FOSTERING: "Fostering",
    RESIDENTIAL: "Residential",
    SUPPORTED: "Supported 16+",
    KINSHIP: "Kinship (family and friends)",
    FOSTERING_AND_KINSHIP: "Fostering and kinship",
    "with_parents": "With parents",
    "placed_for_adoption": "Placed for adoption",
    "secure": "Secure",
    "health_or_custody": "Health or custody",
    "under_1": "Under 1",
    "1_to_4": "1 to 4",
    "5_to_9": "5 to 9",
    "10_to_15": "10 to 15",
    "16_to_17": "16 to 17",
    "within_20_inside": "Within 20 miles, inside the authority",
    "within_20_outside": "Within 20 miles, outside the authority",
    "over_20_inside": "Over 20 miles, inside the authority",
    "over_20_outside": "Over 20 miles, outside the authority",
    "not_known": "Distance not known",
    INSIDE: "Inside the authority",
    WITHIN_20: "Within 20 miles",
    ANY: "In all",
    IN_HOUSE: "In-house",
    BLOCK: "Block contract",
    SELECT_LIST: "Select list",
    SPOT: "Spot",
    AS_PLACED: "As placed",
    SHOULD_BE_NEAR: "Should be near",
    UASC: "Unaccompanied children",
    OTHER: "Other children",
    TOTAL: "All children looked after",
    ALL: "All",
}
# What is assumed, as people say it; `{}` is the category.
ASSUMPTION_LABELS: Final = {
    "in_house_foster_children": "children with our own foster carers",
    "kinship_children": "children fostered by family and friends",
    "in_house_share_in_scope": "the share of our own foster homes that stand {}",
    "off_contract_share": "the share of external homes on spot purchase: {}",
    "far_for_want_of_nearer_share": "the share of children {} who are there for want of a nearer home",
    "vacant_usable_places": "places vacant and usable today: {}",
    "no_registered_home": "children with no registered home: {}",
    "children_per_household": "children to a fostering household",
    "household_delivery_share": "how much of the target for fostering households is delivered",
    "household_leaving_share": "the share of fostering households that leave in a year",
    "share_open_to_us": "the share of registered places that are open to us",
    "usable_share": "the share of places open to us that can be used: {}",
    "months_at_16_17": "the months looked after at 16 or 17 of those who turn 18: {}",
    "staying_put_share": "the share of young adults who stay put: {}",
    "in_16_plus_share": "the share of young adults still in 16+ provision: {}",
    "opening_slip_share": "how much of the slip stated for an opening comes true",
}
BEYOND_LABELS: Final = {INSIDE: "outside the authority", WITHIN_20: "more than 20 miles away"}
RUNG_LABELS: Final = {
    1: "No registered home",
    2: "Wrong kind of home",
    3: "Too far, for want of a nearer home",
    4: "Near enough, but off contract (spot)",
    5: "External on contract, or far by choice",
    6: "In-house or block, right kind",
}


def assumption_in_words(measure: str, category: str) -> str:
    """An assumption as people say it; one that has no words keeps its name in the data."""
    labels = BEYOND_LABELS if measure.startswith("far_") else LABELS
    words = ", ".join(labels.get(word, word.replace("_", " ")).lower() for word in category.split())
    return ASSUMPTION_LABELS.get(measure, f"{measure}/{category}").format(words)


def label(word: str) -> str:
    """A word as people read it: a scope of another distance says its miles."""
    return LABELS.get(word) or word.replace("_", " ").capitalize()
