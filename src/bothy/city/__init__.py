"""Several facilities on one server, and the city's view of them: docs/city.md."""
