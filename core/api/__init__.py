"""HTTP: the doors for programs and pages, one file per resource; every wish goes through the assistant."""
