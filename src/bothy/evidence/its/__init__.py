"""Interrupted time series: did the level or the trend of a count change when something began?

A log-linear regression of one series on time, season and a step (Lopez Bernal, Cummins and Gasparrini 2017, Int J
Epidemiol 46:348), with a control beside it where there is one, with what a reader needs to doubt it, and the power it had.
"""
