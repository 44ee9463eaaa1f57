"""PINs that too many people choose.

What people choose is known from leaks: the rankings of six-digit PINs in Wang et al. 2017 and Markert et
al., "This PIN Can Be Easily Guessed" (2020), and DataGenetics' of 2012. Nearly all of their first
thousand follow a few habits, which are refused as habits; what is left is listed, from those papers and
from looking at a keypad.
"""

from datetime import date
from itertools import pairwise

_KEYPAD = ("147", "258", "369", "159", "357", "123", "456", "789")
_RUN = "01234567890123456789"
_YEARS = range(1930, 2040)

# Sums of no habit: words on the keypad, constants, songs, emergency numbers, doubled lucky numbers.
_LIST = (
    "123654 987123 159951 753159 951753 753951 357951 258852 852258 147741 741147 963369 369963 "
    "142536 415263 362514 748596 968574 135790 246810 024680 135791 097531 864200 975310 "
    "102938 192837 564738 674523 105678 102030 203040 304050 405060 100200 200300 100100 "
    "112358 141421 173205 161803 271828 314159 265358 299792 602214 "
    "133700 313370 696969 420420 420690 694200 800815 800850 530177 911911 110110 112112 "
    "867530 555666 007007 000007 070707 666999 999666 888999 "
    "520131 521131 131452 520520 521521 201314 584520 168168 518518 886688 668866 "
    "112211 121122 122112 211221 123789 789321 456852 852963 963741 741963 "
    "456654 654456 321456 456321 789987 987789 123987 321789 147896 147369 "
    "159263 159487 124578 235689 852654 456258 "
    "563412 785634 907856 123698 789632 147890 258000 "
    # Spelled on the keys: passwo(rd), iloveu, monkey, dragon, secret, qwerty, angel1, family.
    "727796 456838 666539 372466 732738 793789 264351 326459"
)
_LISTED = frozenset(_LIST.split())
_MIN_CHARS = 6


def is_common(pin: str) -> bool:
    """`pin` is of ASCII digits. A listed PIN with more digits after it counts as listed."""
    return pin[:_MIN_CHARS] in _LISTED or any(
        follows(pin) for follows in (_repeats, _runs, _counts, _mirrors, _doubles, _is_a_walk, _is_a_birthday)
    )


def _repeats(pin: str) -> bool:
    """000000, 121212, 123123, 19901990; a last part may be cut: 1212121."""
    return any(pin == (pin[:length] * len(pin))[: len(pin)] for length in range(1, len(pin) // 2 + 1))


def _runs(pin: str) -> bool:
    """345678, 890123, 098765, and the same with one digit before or after: 1234561 is no better."""
    return any(part in _RUN or part in _RUN[::-1] for part in (pin, pin[1:], pin[:-1]) if len(part) >= 5)


def _counts(pin: str) -> bool:
    """010203, 102030, 202122, 112233."""
    if len(pin) % 2:
        return False
    numbers = [int(pin[at : at + 2]) for at in range(0, len(pin), 2)]
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    return len(steps) == 1 and abs(steps.pop()) in {1, 10, 11}


def _mirrors(pin: str) -> bool:
    """123321, 1234321."""
    return pin == pin[::-1]


def _doubles(pin: str) -> bool:
    """Each digit two, three or four times in a row: 112233, 777111."""
    for width in (2, 3, 4):
        if len(pin) % width:
            continue
        parts = [pin[at : at + width] for at in range(0, len(pin), width)]
        if all(part == part[0] * width for part in parts):
            return True
    return False


def _is_a_walk(pin: str) -> bool:
    """Rows, columns and diagonals of the keypad, up or down, one after another: 147258, 321654."""
    lines = {*_KEYPAD, *(line[::-1] for line in _KEYPAD)}
    triples = [pin[at : at + 3] for at in range(0, len(pin) - len(pin) % 3, 3)]
    return all(triple in lines for triple in triples)


def _is_a_birthday(pin: str) -> bool:
    """Eight digits that are a date, and of six the best known: 010190, 311299, day and month alike."""
    if len(pin) == 8:
        return _is_a_date(pin[4:], pin[2:4], pin[:2]) or _is_a_date(pin[:4], pin[4:6], pin[6:])
    return len(pin) == _MIN_CHARS and pin[:2] == pin[2:4] and 1 <= int(pin[:2]) <= 12


def _is_a_date(year: str, first: str, second: str) -> bool:
    """Day before month or month before day."""
    if int(year) not in _YEARS:
        return False
    for month, day in ((first, second), (second, first)):
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            continue
        return True
    return False
