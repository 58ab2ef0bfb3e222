"""The schema's history, one version per file, applied by core/db/migrate.py."""
