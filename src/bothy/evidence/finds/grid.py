"""Squares of the British National Grid, 250 m wide and wider: the finest place that is ever kept of a find.

A square is named after the kilometre in which it lies and the quarter of it, and the quarter of that: "NS6064-NE-SW" is the
south-west quarter of the north-east quarter of the kilometre NS 60 64.

Positions in latitude and longitude (WGS 84) are brought onto the grid by a seven-parameter shift and the transverse Mercator
projection (Ordnance Survey, A guide to coordinate systems in Great Britain, sections 6.6 and C.1), which is right to about 5 m.
"""

from __future__ import annotations

import math
import re
from functools import cached_property

import msgspec

SIZES = (250, 500, 1000)
"""Metres. Nothing finer than the first is kept."""
FINEST = SIZES[0]
MOST_EAST, MOST_NORTH = 700_000, 1_300_000
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_QUARTERS = {(0, 0): "SW", (1, 0): "SE", (0, 1): "NW", (1, 1): "NE"}
_CORNERS = {name: at for at, name in _QUARTERS.items()}
_NAME = re.compile(r"([A-HJ-Z]{2})(\d\d)(\d\d)(?:-?(SW|SE|NW|NE))?(?:-?(SW|SE|NW|NE))?")
_REFERENCE = re.compile(r"([A-HJ-Z]{2})(\d*)")


class NoSquare(ValueError):
    """What was given is no place on the grid; the message says why, without repeating the place."""


class Square(msgspec.Struct, frozen=True, order=True):
    """``east``, ``north``: its south-west corner in metres; ``size``: its side in metres, one of `SIZES`."""

    east: int
    north: int
    size: int = FINEST

    @property
    def name(self) -> str:
        """ "NS6064", "NS6064-NE" or "NS6064-NE-SW"."""
        parts = [f"{letters(self.east, self.north)}{self.east % 100_000 // 1000:02d}{self.north % 100_000 // 1000:02d}"]
        for half in (500, 250)[: SIZES[::-1].index(self.size)]:
            parts.append(_QUARTERS[self.east // half % 2, self.north // half % 2])
        return "-".join(parts)

    @property
    def centre(self) -> tuple[float, float]:
        """Easting and northing of its middle."""
        return self.east + self.size / 2, self.north + self.size / 2

    def around(self, steps: int = 1) -> tuple[Square, ...]:
        """The squares of its size around it, itself among them, from north-west to south-east."""
        across = range(-steps, steps + 1)
        return tuple(Square(self.east + dx * self.size, self.north + dy * self.size, self.size) for dy in reversed(across) for dx in across)


class _Ellipsoid(msgspec.Struct, frozen=True, dict=True):
    a: float
    b: float

    @cached_property
    def e2(self) -> float:
        return 1 - (self.b / self.a) ** 2


_WGS84 = _Ellipsoid(6378137.0, 6356752.3142)
_AIRY = _Ellipsoid(6377563.396, 6356256.909)
_SHIFT = (-446.448, 125.157, -542.060)
_SCALE = 20.4894e-6
_TURN = tuple(math.radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
_F0, _LAT0, _LON0, _E0, _N0 = 0.9996012717, math.radians(49), math.radians(-2), 400_000.0, -100_000.0


def letters(east: int, north: int) -> str:
    """The two letters of the 100 km square in which a place lies."""
    e, n = east // 100_000, north // 100_000
    first = (19 - n) - (19 - n) % 5 + (e + 10) // 5
    second = (19 - n) * 5 % 25 + e % 5
    return _LETTERS[first] + _LETTERS[second]


def corner(pair: str) -> tuple[int, int]:
    """Easting and northing of the south-west corner of a 100 km square. `NoSquare` where Great Britain has none."""
    first, second = (_LETTERS.index(one) for one in pair)
    east = ((first - 2) % 5 * 5 + second % 5) * 100_000
    north = (19 - first // 5 * 5 - second // 5) * 100_000
    if not (0 <= east < MOST_EAST and 0 <= north < MOST_NORTH):
        raise NoSquare(f"{pair} is no 100 km square of Great Britain; Glasgow lies in NS.")
    return east, north


def at(east: float, north: float, size: int = FINEST) -> Square:
    """The square in which a place in metres lies. `NoSquare` beyond the grid."""
    if not (math.isfinite(east) and math.isfinite(north)) or not (0 <= east < MOST_EAST and 0 <= north < MOST_NORTH):
        raise NoSquare("The easting or northing lies beyond Great Britain. Both are whole metres with six or seven digits, easting first.")
    return Square(int(east // size) * size, int(north // size) * size, size)


def of_position(latitude: float, longitude: float) -> Square:
    """The 250 m square of a position in degrees (WGS 84). `NoSquare` outside Great Britain."""
    if 49 <= longitude <= 61 and -9 <= latitude <= 2.5:
        raise NoSquare("Latitude and longitude are the wrong way round: in Great Britain the latitude is 49 to 61, the longitude -9 to 2.")
    if not (49 <= latitude <= 61 and -9 <= longitude <= 2.5):
        raise NoSquare("The position lies beyond Great Britain: there the latitude is 49 to 61, the longitude -9 to 2.")
    return at(*onto_grid(latitude, longitude))


def of_text(text: str) -> Square:
    """The square of a name, or of a grid reference of any fineness ("NS 6012 6445"). `NoSquare` where it is neither."""
    plain = re.sub(r"[\s,]+", "", text).upper()
    if found := _NAME.fullmatch(plain):
        east, north = corner(found[1])
        east, north, size = east + int(found[2]) * 1000, north + int(found[3]) * 1000, 1000
        for quarter in found.groups()[3:]:
            if quarter is not None:
                size //= 2
                right, up = _CORNERS[quarter]
                east, north = east + right * size, north + up * size
        return Square(east, north, size)
    found = _REFERENCE.fullmatch(plain)
    if found is None:
        raise NoSquare("That is no square and no grid reference. Write a square as NS6064-NE-SW, a grid reference as NS 601 645.")
    if len(found[2]) % 2 or len(found[2]) > 10:
        raise NoSquare("A grid reference has as many digits for the easting as for the northing: NS 601 645.")
    if len(found[2]) < 4:
        raise NoSquare("That square is 10 km wide or wider, so it says too little. Give at least two digits each: NS 60 64.")
    half = len(found[2]) // 2
    east, north = corner(found[1])
    step = 10 ** (5 - half)
    return at(east + int(found[2][:half]) * step, north + int(found[2][half:]) * step)


def onto_grid(latitude: float, longitude: float) -> tuple[float, float]:
    """Easting and northing in metres of a position in degrees (WGS 84)."""
    return _project(*_to_airy(math.radians(latitude), math.radians(longitude)))


def _to_airy(lat: float, lon: float) -> tuple[float, float]:
    """The same place in latitude and longitude of OSGB 36, radians; heights are taken as nought."""
    nu = _WGS84.a / math.sqrt(1 - _WGS84.e2 * math.sin(lat) ** 2)
    x, y, z = nu * math.cos(lat) * math.cos(lon), nu * math.cos(lat) * math.sin(lon), nu * (1 - _WGS84.e2) * math.sin(lat)
    (tx, ty, tz), (rx, ry, rz), s = _SHIFT, _TURN, 1 + _SCALE
    x, y, z = tx + s * x - rz * y + ry * z, ty + rz * x + s * y - rx * z, tz - ry * x + rx * y + s * z
    flat = math.hypot(x, y)
    phi = math.atan2(z, flat * (1 - _AIRY.e2))
    for _ in range(8):
        nu = _AIRY.a / math.sqrt(1 - _AIRY.e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + _AIRY.e2 * nu * math.sin(phi), flat)
    return phi, math.atan2(y, x)


def _project(lat: float, lon: float) -> tuple[float, float]:
    """The transverse Mercator projection of the National Grid."""
    a, b, e2 = _AIRY.a, _AIRY.b, _AIRY.e2
    n = (a - b) / (a + b)
    sin, cos, tan = math.sin(lat), math.cos(lat), math.tan(lat)
    nu = a * _F0 / math.sqrt(1 - e2 * sin**2)
    rho = a * _F0 * (1 - e2) / (1 - e2 * sin**2) ** 1.5
    eta2 = nu / rho - 1
    d, s = lat - _LAT0, lat + _LAT0
    m = b * _F0 * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * d - (3 * n + 3 * n**2 + 2.625 * n**3) * math.sin(d) * math.cos(s)
        + (1.875 * n**2 + 1.875 * n**3) * math.sin(2 * d) * math.cos(2 * s) - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s)
    )  # fmt: skip
    p = lon - _LON0
    north = (
        m + _N0 + nu / 2 * sin * cos * p**2 + nu / 24 * sin * cos**3 * (5 - tan**2 + 9 * eta2) * p**4
        + nu / 720 * sin * cos**5 * (61 - 58 * tan**2 + tan**4) * p**6
    )  # fmt: skip
    east = (
        _E0 + nu * cos * p + nu / 6 * cos**3 * (nu / rho - tan**2) * p**3
        + nu / 120 * cos**5 * (5 - 18 * tan**2 + tan**4 + 14 * eta2 - 58 * tan**2 * eta2) * p**5
    )  # fmt: skip
    return east, north
