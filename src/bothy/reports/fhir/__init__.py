"""Records as FHIR R4 (4.0.1) resources: what is standard in them, and what is ours (docs/export.md)."""
