"""The questions for machines: answers as JSON, CSV or workbooks, described by OpenAPI and as RDF examples."""
