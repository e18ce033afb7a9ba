"""Expected range: was this year's figure out of the ordinary, given the years around it?

`likely`: the moving mean and likely range of National Records of Scotland. `predicted`: a negative-binomial prediction interval
that leaves the judged year out. `judged`: both for every year of a file.
"""

from bothy.evidence.expected.judged import Judged, judged
from bothy.evidence.expected.likely import Likely, likely_ranges
from bothy.evidence.expected.predicted import Predicted, predicted
from bothy.evidence.expected.years import Years, years_of

__all__ = ["Judged", "Likely", "Predicted", "Years", "judged", "likely_ranges", "predicted", "years_of"]
