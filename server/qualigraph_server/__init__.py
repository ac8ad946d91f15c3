"""The server: a SPARQL endpoint and pages over the graph."""
