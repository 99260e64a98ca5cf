"""Particles of names (`van der`, `de la`) and initials of two letters."""

_WORDS = """
particles de du des d da das do dos di del della dello dei degli delle la le van von vom zu zum zur den der ter ten te het op
particles in 't ’t af av el al bin ibn ben abu mac mc ap san santa dal dalla
capital de du da di del della van von la le el al den der ter mac mc ben bin abu dal dalla dos das
letters ch th ph yu ya ye yo ts zh kh sz cz dz ij gy ll ju iu ia kj sv lj nj dž dj sh sc chr fr wł st kr jh ks vl
"""


def _of_group(group: str) -> frozenset[str]:
    lines = [line.split() for line in _WORDS.strip().splitlines()]
    return frozenset(word for first, *words in lines if first == group for word in words)


PARTICLES = _of_group("particles")
LEADING = _of_group("capital")  # particles that a capital may begin: `Le Pen`
TWO_LETTERS = _of_group("letters")  # initials of two letters: `Ch. Rozakis`
