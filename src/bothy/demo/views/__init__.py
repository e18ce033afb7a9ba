"""The demo's pages and controls. Every one of them answers 404 in a real house."""
