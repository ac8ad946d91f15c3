"""The SPARQL 1.1 protocol: requests read strictly, answers negotiated fully, refusals explained."""
