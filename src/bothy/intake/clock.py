"""The facility clock: the one time that the writer, the watches and the screens go by."""

from datetime import UTC, datetime

import msgspec

from bothy.care.house import House


class FacilityClock(msgspec.Struct, frozen=True):
    """Facility time = origin + rate x (wall time - wall). Without an origin it is the wall clock."""

    origin: datetime | None = None
    wall: datetime | None = None
    rate: float = 1.0

    @classmethod
    def of(cls, house: House) -> "FacilityClock":
        """The clock a House goes by. Only a demo's may run off real time, whatever its entries say."""
        clock = house.clock
        if clock is None or not house.demo:
            return cls()
        return cls(clock.origin, clock.wall, clock.rate)

    def now(self, wall: datetime | None = None) -> datetime:
        """Facility time at wall time `wall` (now, when not given), aware UTC."""
        wall = wall or datetime.now(UTC)
        if self.origin is None or self.wall is None:
            return wall
        return self.origin + (wall - self.wall) * self.rate

    def wall_seconds_until(self, moment: datetime, wall: datetime | None = None) -> float | None:
        """Seconds of wall time until it is `moment` here; 0 when it is past, None on a paused clock."""
        ahead = (moment - self.now(wall)).total_seconds()
        if ahead <= 0:
            return 0.0
        return None if self.rate <= 0 else ahead / self.rate
