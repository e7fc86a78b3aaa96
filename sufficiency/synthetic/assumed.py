"""What the invented process assumes where nothing is published: stated here, written beside the returns.

None of these numbers is a finding about children. They give returns a likely shape, and each is written
in `truth.csv`, so that whoever estimates it can be told how near they came.
"""

from typing import Final

from sufficiency.vocabulary import FOSTERING, KINSHIP, RESIDENTIAL, SUPPORTED

DAYS_A_YEAR: Final = 365.25
BURN_IN_YEARS: Final = 18  # nobody in care on the first day can have come before it

# --- Time in care ---------------------------------------------------------------------------------
DURATION_BANDS: Final = (
    "under_3_months",
    "3_to_6_months",
    "6_to_12_months",
    "1_to_2_years",
    "2_to_5_years",
    "5_years_or_more",
)
BAND_STARTS_DAYS: Final = (0, 91, 183, 365, 730, 1826)
BAND_STARTS_MONTHS: Final = (0, 3, 6, 12, 24, 60)  # the same, for the expected stock
# Leaving care, a year, by time in care, before the scales of age and year: high at first, then low.
EXITS_A_YEAR: Final = (1.6, 0.8, 0.5, 0.35, 0.2, 0.08)
# Unaccompanied children: many are soon taken over by another authority, the rest stay until they are 18.
UASC_EXITS_A_YEAR: Final = (1.0, 0.5, 0.3, 0.15, 0.1, 0.1)
UASC_ARRIVALS_BY_AGE: Final = {14: 0.03, 15: 0.14, 16: 0.38, 17: 0.45}
# Of those who come before they are 1, by month of age: most of them soon after birth.
BABIES_BY_MONTH: Final = (0.55, 0.1, 0.06, 0.05, 0.04, 0.04, 0.03, 0.03, 0.03, 0.03, 0.02, 0.02)
RETURN_SHARE: Final = 0.10  # of children who leave before they are 18
RETURN_MEAN_DAYS: Final = 300.0

# --- Homes ----------------------------------------------------------------------------------------
SAME_KIND_WEIGHT: Final = 3.0  # a child who moves mostly moves to another home of the same kind
FIRST_HOME_WEIGHT: Final = {"with_parents": 0.3, "placed_for_adoption": 0.0}  # seldom, or never, the first
ADOPTION_ENDS_A_YEAR: Final = 0.05  # a match that breaks down; England's figure is mostly of adoptions
TEMPORARY_MOVES_A_YEAR: Final = 0.08  # from foster homes and residential, at most one an episode
TEMPORARY_FROM_DAYS: Final = 60  # an episode that is shorter has none
TEMPORARY_CODES: Final = {"T4": (0.5, 1, 7), "T3": (0.3, 2, 20), "T1": (0.2, 1, 30)}  # share, days from, to
STATUS_ENDS_A_YEAR: Final = 1.2  # how often a foster home ends, to turn status changes into a rate

CODES: Final = {
    FOSTERING: {"U6": 0.85, "U4": 0.12, "U5": 0.03},
    KINSHIP: {"U3": 0.60, "U1": 0.35, "U2": 0.05},
    RESIDENTIAL: {"K2": 0.90, "S1": 0.06, "R1": 0.04},
    SUPPORTED: {"H5": 0.60, "P2": 0.40},
    "with_parents": {"P1": 1.0},
    "placed_for_adoption": {"A6": 1.0},
    "secure": {"K1": 1.0},
}
BEFORE_LONG_TERM, LONG_TERM = "U6", "U4"
PROVIDERS: Final = {
    FOSTERING: {"PR1": 0.50, "PR4": 0.42, "PR5": 0.08},  # PR1 is scaled to the published in-house children
    KINSHIP: {"PR1": 1.0},
    RESIDENTIAL: {"PR4": 0.85, "PR5": 0.10, "PR1": 0.05},
    SUPPORTED: {"PR4": 0.78, "PR1": 0.12, "PR5": 0.10},
    "with_parents": {"PR0": 1.0},
    "placed_for_adoption": {"PR1": 0.75, "PR5": 0.25},
    "secure": {"PR2": 1.0},
}
NEAR_MILES: Final = (2.0, 6.0)  # shape and mean in miles of a gamma curve, kept within 20
FAR_MEAN_MILES: Final = 40.0  # beyond 20, an exponential curve, kept within 250
FARTHEST_MILES: Final = 250.0

# --- Law and reasons ------------------------------------------------------------------------------
STARTS_INTERIM: Final = 0.40  # of other children, under an interim care order; the rest under section 20
ORDERS_A_YEAR: Final = {"V2 to C1": 0.30, "C1 to C2": 1.50}
NEEDS: Final = {"N1": 0.60, "N5": 0.15, "N4": 0.10, "N3": 0.05, "N6": 0.04, "N2": 0.04, "N8": 0.02}
MOVE_REASONS: Final = {
    "CARPL": 0.45,
    "CREQB": 0.20,
    "OTHER": 0.12,
    "CREQO": 0.08,
    "LAREQ": 0.06,
    "CHILD": 0.05,
    "STAND": 0.02,
    "ALLEG": 0.01,
    "CLOSE": 0.01,
}
ENDS_HOME: Final = {"E4A": 0.55, "E4B": 0.10, "E41": 0.10, "E13": 0.10, "E8": 0.15}
ENDS_TO_GUARDIANS: Final = {FOSTERING: "E46", KINSHIP: "E45"}  # special guardianship; E47 from other homes
GUARDIANS_SHARE: Final = {FOSTERING: 0.15, KINSHIP: 0.50}
GUARDIANS_ELSEWHERE: Final = 0.10
ENDS_BY_ADOPTION: Final = {"E12": 0.70, "E11": 0.30}
ENDS_OF_UASC: Final = {"E3": 0.75, "E8": 0.15, "E15": 0.10}
ENDS_AT_18: Final = {"E5": 0.75, "E6": 0.15, "E7": 0.03, "E8": 0.07}
STAYING_PUT: Final = 0.57  # E17 from foster homes: England's share at 18, data/england/leaving_care.csv

# --- Short breaks: apart from children looked after -----------------------------------------------
SHORT_BREAK_SHARE: Final = 0.03  # children with an agreement, for each child looked after
SHORT_BREAK_SINGLY: Final = 0.5  # recorded break by break (V3); the rest by the agreement (V4)
SHORT_BREAK_MEAN_DAYS: Final = 600.0  # of an agreement
SHORT_BREAK_EVERY_DAYS: Final = 30
SHORT_BREAK_LASTS_DAYS: Final = 2

# --- Who ------------------------------------------------------------------------------------------
ETHNIC_CODES: Final = {
    "white": {"WBRI": 0.90, "WOTH": 0.09, "WIRI": 0.01},
    "mixed": {"MWBC": 0.35, "MWBA": 0.20, "MWAS": 0.10, "MOTH": 0.35},
    "asian": {"AIND": 0.20, "APKN": 0.25, "ABAN": 0.20, "AOTH": 0.35},
    "black": {"BAFR": 0.70, "BCRB": 0.15, "BOTH": 0.15},
    "other": {"OOTH": 1.0},
    "not_obtained": {"NOBT": 1.0},
    "white_british": {"WBRI": 1.0},
    "white_irish": {"WIRI": 1.0},
    "any_other_white_background": {"WOTH": 1.0},
    "white_and_black_caribbean": {"MWBC": 1.0},
    "white_and_black_african": {"MWBA": 1.0},
    "white_and_asian": {"MWAS": 1.0},
    "any_other_mixed_background": {"MOTH": 1.0},
    "indian": {"AIND": 1.0},
    "any_other_asian_background": {"AOTH": 1.0},
    "black_caribbean": {"BCRB": 1.0},
    "black_african": {"BAFR": 1.0},
    "any_other_black_background": {"BOTH": 1.0},
    "chinese": {"CHNE": 1.0},
    "any_other_ethnic_group": {"OOTH": 1.0},
}
NOT_OBTAINED: Final = "NOBT"
MALE_SHARE: Final = 0.56  # where the sexes are not published
UASC_MALE_SHARE: Final = 0.95
MOTHER_SHARE: Final = 0.02  # of girls who are 15 or more when a return is made
