"""The bus over Apache Kafka, and the only place that knows its client."""
