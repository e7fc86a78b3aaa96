"""The measures that a data file may hold: each with the unit that it is read in, and where it usually stands.

The list is closed, so that a misspelt measure is refused and a number in another unit is never misread.
"""

from typing import Final, NamedTuple

from sufficiency.errors import Fault, did_you_mean
from sufficiency.figures.book import FigureBook


class Measure(NamedTuple):
    """The unit of a measure, and the file of the bundled data that holds it."""

    unit: str
    file: str


MEASURES: Final = {
    # benchmarks.csv
    "benchmark_rate": Measure("per_10k", "benchmarks.csv"),
    "uasc_threshold_share": Measure("share", "benchmarks.csv"),
    # placement_by_distance.csv
    "england_children_by_placement_and_distance": Measure("children", "placement_by_distance.csv"),
    # placement_flows.csv
    "england_placements_ceased": Measure("placements", "placement_flows.csv"),
    "england_children_by_placement": Measure("children", "placement_flows.csv"),
    "to_find_spread": Measure("number", "placement_flows.csv"),
    # population.csv
    "child_population": Measure("children", "population.csv"),
    "child_population_growth": Measure("percent", "population.csv"),
    "child_population_by_age": Measure("children", "population.csv"),
    # priors.csv
    "placement_age_prior": Measure("weight", "priors.csv"),
    "uasc_age_prior": Measure("weight", "priors.csv"),
    "uasc_placement_prior": Measure("weight", "priors.csv"),
    # limits.csv
    "count_shape": Measure("number", "limits.csv"),
    "rate_limit": Measure("per_10k", "limits.csv"),
    # volatility.csv
    "count_spread": Measure("number", "volatility.csv"),
    "share_spread": Measure("number", "volatility.csv"),
    "starts_spread": Measure("number", "volatility.csv"),
    "leaving_spread": Measure("number", "volatility.csv"),
    # back_test.csv
    "back_test_made_from": Measure("number", "back_test.csv"),
    "back_test_made_to": Measure("number", "back_test.csv"),
    "back_test_authorities": Measure("number", "back_test.csv"),
    "back_test_forecasts": Measure("number", "back_test.csv"),
    "back_test_inside_80": Measure("share", "back_test.csv"),
    "back_test_inside_95": Measure("share", "back_test.csv"),
    "back_test_error": Measure("ratio", "back_test.csv"),
    "back_test_hold_count_error": Measure("ratio", "back_test.csv"),
    "back_test_crps_over_hold_count": Measure("ratio", "back_test.csv"),
    # children_looked_after.csv
    "cla_count": Measure("children", "children_looked_after.csv"),
    "cla_rate": Measure("per_10k", "children_looked_after.csv"),
    "uasc_count": Measure("children", "children_looked_after.csv"),
    "uasc_share": Measure("share", "children_looked_after.csv"),
    "cla_started": Measure("children", "children_looked_after.csv"),
    "cla_ceased": Measure("children", "children_looked_after.csv"),
    "cla_snapshot": Measure("children", "children_looked_after.csv"),
    "cla_snapshot_change_stated": Measure("children", "children_looked_after.csv"),
    "uasc_snapshot": Measure("children", "children_looked_after.csv"),
    "uasc_reported": Measure("children", "children_looked_after.csv"),
    "cla_reported": Measure("children", "children_looked_after.csv"),
    # costs.csv
    "spend": Measure("gbp", "costs.csv"),
    "external_commitment": Measure("gbp", "costs.csv"),
    "children_requiring_placement": Measure("children", "costs.csv"),
    "section_251_unit_cost": Measure("gbp_per_week", "costs.csv"),
    "supported_accommodation_weekly_cost": Measure("gbp_per_week", "costs.csv"),
    "children_paid_for": Measure("children", "costs.csv"),
    "spot_premium_share": Measure("share", "costs.csv"),
    "fee_inflation_a_year": Measure("share", "costs.csv"),
    # flows.csv
    "placements_made": Measure("placements", "flows.csv"),
    "status_only_changes": Measure("placements", "flows.csv"),
    "started_absent_parenting": Measure("children", "flows.csv"),
    "started_by_age": Measure("children", "flows.csv"),
    "placements_made_by_distance": Measure("placements", "flows.csv"),
    "same_day_share": Measure("share", "flows.csv"),
    "sibling_group_share": Measure("share", "flows.csv"),
    # fostering.csv
    "fostering_households": Measure("households", "fostering.csv"),
    "fostering_carers": Measure("carers", "fostering.csv"),
    "approved_foster_places": Measure("places", "fostering.csv"),
    "filled_foster_places": Measure("places", "fostering.csv"),
    "children_per_household": Measure("children_per_household", "fostering.csv"),
    "households_recruited": Measure("households", "fostering.csv"),
    "household_target_net_a_year": Measure("households", "fostering.csv"),
    "household_delivery_share": Measure("share", "fostering.csv"),
    "household_leaving_share": Measure("share", "fostering.csv"),
    "approved_places_per_household": Measure("children_per_household", "fostering.csv"),
    "in_house_foster_children_history": Measure("children", "fostering.csv"),
    # leaving_care.csv
    "ageing_ratio": Measure("ratio", "leaving_care.csv"),
    "months_at_16_17": Measure("months", "leaving_care.csv"),
    "ceased_at_18": Measure("children", "leaving_care.csv"),
    "eligible_share": Measure("share", "leaving_care.csv"),
    "care_leavers_in_service": Measure("young_people", "leaving_care.csv"),
    "care_leavers_by_age": Measure("young_people", "leaving_care.csv"),
    "care_leavers_former_uasc": Measure("young_people", "leaving_care.csv"),
    "former_uasc_share": Measure("share", "leaving_care.csv"),
    "service_share_at_18": Measure("share", "leaving_care.csv"),
    "stays_in_service_share": Measure("share", "leaving_care.csv"),
    "staying_put_share": Measure("share", "leaving_care.csv"),
    "in_16_plus_share": Measure("share", "leaving_care.csv"),
    "move_on_share": Measure("share", "leaving_care.csv"),
    "move_on_months": Measure("months", "leaving_care.csv"),
    "move_on_beds": Measure("beds", "leaving_care.csv"),
    "move_on_stay": Measure("months", "leaving_care.csv"),
    "supported_stay": Measure("months", "leaving_care.csv"),
    "supported_beds": Measure("beds", "leaving_care.csv"),
    "uasc_arrivals": Measure("children", "leaving_care.csv"),
    "supported_under_16": Measure("children", "leaving_care.csv"),
    # ledger.csv
    "in_house_foster_children": Measure("children", "ledger.csv"),
    "kinship_children": Measure("children", "ledger.csv"),
    "known_cell_children": Measure("children", "ledger.csv"),
    "residential_children_k2_s1_r1": Measure("children", "ledger.csv"),
    "supported_children_p2": Measure("children", "ledger.csv"),
    "in_house_share_in_scope": Measure("share", "ledger.csv"),
    "off_contract_share": Measure("share", "ledger.csv"),
    "far_for_want_of_nearer_share": Measure("share", "ledger.csv"),
    "vacant_usable_places": Measure("places", "ledger.csv"),
    "no_registered_home": Measure("children", "ledger.csv"),
    # profile.csv
    "children_by_age": Measure("children", "profile.csv"),
    "children_by_sex": Measure("children", "profile.csv"),
    "children_by_legal_status": Measure("children", "profile.csv"),
    "children_by_ethnicity": Measure("children", "profile.csv"),
    "children_by_disability": Measure("children", "profile.csv"),
    "children_by_placement": Measure("children", "profile.csv"),
    "children_by_distance": Measure("children", "profile.csv"),
    "share_within_20_miles": Measure("share", "profile.csv"),
    "share_within_miles": Measure("share", "profile.csv"),
    # select_list.csv
    "select_list_providers": Measure("providers", "select_list.csv"),
    "select_list_providers_before": Measure("providers", "select_list.csv"),
    "select_list_mean_miles": Measure("miles", "select_list.csv"),
    "select_list_placements": Measure("placements", "select_list.csv"),
    "select_list_placements_within_40_miles": Measure("placements", "select_list.csv"),
    "share_open_to_us": Measure("share", "select_list.csv"),
    "children_placed_inside": Measure("children", "select_list.csv"),
    # supply.csv
    "usable_share": Measure("share", "supply.csv"),
    "opening_slip_share": Measure("share", "supply.csv"),
    "released_share": Measure("share", "supply.csv"),
    "complex_care_share": Measure("share", "supply.csv"),
    # targets.csv
    "target_share_inside_authority": Measure("share", "targets.csv"),
    "share_inside_authority": Measure("share", "targets.csv"),
    "children_inside_authority": Measure("children", "targets.csv"),
}


def measure_faults(book: FigureBook) -> list[Fault]:
    """A fault for each figure whose measure is not known, or whose unit is not that of its measure."""
    faults = []
    for figure in book:
        known = MEASURES.get(figure.measure)
        if known is None:
            do = did_you_mean(figure.measure, MEASURES, "docs/figures.md lists those that are.")
            what = f"the measure '{figure.measure}' is not known."
            faults.append(Fault(figure.file, f"row {figure.row}, column measure", what, do))
        elif figure.unit != known.unit:
            what = f"'{figure.measure}' is in {figure.unit}, but is read in {known.unit}."
            do = f"Give the number in {known.unit}."
            faults.append(Fault(figure.file, f"row {figure.row}, column unit", what, do))
    return faults
