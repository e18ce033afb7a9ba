"""Exact intervals: what else the true figure could be, given how few were counted.

Shares: Clopper and Pearson (1934). Rates: Garwood (1936). Both never cover less than they say.
"""

from scipy.stats import beta, chi2

CONFIDENCE = 0.95


def share_interval(k: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """Clopper-Pearson interval of the share k/n, as two numbers from 0 to 1; None when n is 0.

    ValueError unless 0 <= k <= n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    if n == 0:
        return None
    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else float(beta.ppf(tail, k, n - k + 1))
    high = 1.0 if k == n else float(beta.ppf(1 - tail, k + 1, n - k))
    return low, high


def count_interval(k: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Garwood's interval of the expected count where k were counted. ValueError when k is below 0."""
    if k < 0:
        raise ValueError(f"{k} is no count")
    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else float(chi2.ppf(tail, 2 * k)) / 2
    return low, float(chi2.ppf(1 - tail, 2 * (k + 1))) / 2
