"""The pages of the reports: tables, charts beside their data, files to take away."""
