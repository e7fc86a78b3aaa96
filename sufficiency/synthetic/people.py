"""People: what a header says of each invented child. No name, number or birth date is anybody's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import stream as random_numbers
from sufficiency.synthetic.assumed import (
    DAYS_A_YEAR,
    ETHNIC_CODES,
    MALE_SHARE,
    MOTHER_SHARE,
    NOT_OBTAINED,
    UASC_MALE_SHARE,
)
from sufficiency.synthetic.days import birthdays
from sufficiency.synthetic.homes import Words, picked, postcodes
from sufficiency.synthetic.margins import Margins
from sufficiency.synthetic.process import Wholes

PREFIX = "SYN"  # of every child's id: no council writes one
SCHOOL_AGE = 5
NO_UPN_YET, NEVER_AT_SCHOOL, NOT_KNOWN = "UN1", "UN2", "UN4"  # for want of a pupil's number


@dataclass(frozen=True)
class People:
    """Every child by number: when born, whether male or unaccompanied, and when a girl became a mother.

    `mother_on` is the day on which her child was born, or later than any day.
    """

    born: Wholes
    is_uasc: NDArray[np.bool_]
    male: NDArray[np.bool_]
    ethnicity: Words
    home_postcode: Words
    mother_on: Wholes

    def ids(self, of: Wholes) -> list[str]:
        """The ids of some children."""
        return [f"{PREFIX}{child + 1:07d}" for child in of.tolist()]

    def upns(self, of: Wholes, day: int) -> list[str]:
        """Why there is no pupil's number, by age on a day: none is invented, for it might be somebody's."""
        too_young = birthdays(self.born[of], SCHOOL_AGE) > day
        codes = np.where(self.is_uasc[of], NEVER_AT_SCHOOL, np.where(too_young, NO_UPN_YET, NOT_KNOWN))
        return [str(code) for code in codes]


def drawn_people(born: Wholes, is_uasc: NDArray[np.bool_], margins: Margins, seed: int) -> People:
    """Everybody's sex, ethnicity and home, as often as published of the base year."""
    numbers = random_numbers(seed, "synthetic people")
    count = len(born)
    male_share = np.where(is_uasc, UASC_MALE_SHARE, other_male_share(margins))
    male = numbers.random(count) < male_share
    mother = (numbers.random(count) < MOTHER_SHARE) & ~male
    age = 15 + 3 * numbers.random(count)
    never = np.iinfo(np.int64).max
    return People(
        born=born,
        is_uasc=is_uasc,
        male=male,
        ethnicity=picked(ethnic_shares(margins), numbers.random(count)),
        home_postcode=np.where(is_uasc, "", postcodes(count, numbers)).astype(object),
        mother_on=np.where(mother, born + (age * DAYS_A_YEAR).astype(np.int64), never),
    )


def other_male_share(margins: Margins) -> float:
    """Of children who are not unaccompanied, the share who are male."""
    male, female = margins.by_sex.get("male"), margins.by_sex.get("female")
    if male is None or female is None:
        return MALE_SHARE
    uasc = margins.uasc[margins.base_year] * (male + female) / margins.stock[margins.base_year]
    others = max(male + female - uasc, 1.0)
    return float(np.clip((male - UASC_MALE_SHARE * uasc) / others, 0.05, 0.95))


def ethnic_shares(margins: Margins) -> dict[str, float]:
    """Shares of DfE's codes; the code for not obtained where ethnicity is not published in known groups."""
    shares: dict[str, float] = {}
    for group, children in margins.by_ethnicity.items():
        for code, share in ETHNIC_CODES.get(group, {}).items():
            shares[code] = shares.get(code, 0.0) + children * share
    total = sum(shares.values())
    return (
        {code: share / total for code, share in shares.items() if share > 0} if total else {NOT_OBTAINED: 1.0}
    )
