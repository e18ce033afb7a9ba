"""The answer for programs: unrounded, what is not defined or has no limit is None."""

from __future__ import annotations

from typing import Any

import msgspec

from bothy.evidence.synthetic.answer import Answer
from bothy.evidence.synthetic.text import ASSUMES


def as_keys(answer: Answer) -> dict[str, Any]:
    """What `bothy evidence synthetic --json` writes."""
    panel, fits, own = answer.panel, answer.fits, answer.panel.treated
    observed, gaps = panel.outcome[own], fits.gaps[own]
    order = sorted(range(len(panel.units)), key=lambda n: (fits.ranks[n], panel.units[n]))
    return {
        "treated": panel.name,
        "outcome": panel.measure,
        "from": panel.times[panel.before],
        "units": len(panel.units),
        "periods_before": panel.before,
        "periods_after": len(panel.times) - panel.before,
        "placebo_donors": answer.placebo_donors,
        "weights": dict(answer.shares()),
        "weights_unique": answer.weights.unique,
        "squared_error_above_least": answer.above_least,
        "pre_rmspe": float(fits.pre[own]),
        "post_rmspe": float(fits.post[own]),
        "ratio": fits.ratio(own),
        "perfect_fit_before": bool(fits.pre[own] == 0),
        "mean_gap": answer.mean_gap,
        "mean_gap_low_over_weights": answer.weights.low,
        "mean_gap_high_over_weights": answer.weights.high,
        "rank": answer.rank,
        "p": answer.p,
        "smallest_p": answer.smallest_p,
        "constant_effect": {
            "level": answer.effects.level,
            "low": answer.effects.low,
            "high": answer.effects.high,
            "pieces": answer.effects.pieces,
            "none_fits": not answer.effects.pieces,
        },
        "path": [
            {"time": time, "observed": float(seen), "synthetic": float(seen - gap), "gap": float(gap)}
            for time, seen, gap in zip(panel.times, observed, gaps, strict=True)
        ],
        "all_units": [
            {
                "unit": panel.units[n],
                "pre_rmspe": float(fits.pre[n]),
                "post_rmspe": float(fits.post[n]),
                "ratio": fits.ratio(n),
                "mean_gap": float(fits.gaps[n, panel.before :].mean()),
                "rank": int(fits.ranks[n]),
            }
            for n in order
        ],
        "leave_one_out": [msgspec.structs.asdict(one) for one in answer.without],
        "placebos_in_time": [{"from": one.since, "mean_gap": one.mean_gap, "rank": one.rank, "p": one.p} for one in answer.earlier],
        "warnings": list(answer.cautions),
        "assumes": list(ASSUMES),
    }
