"""A set-based engine for the part of SHACL that the rules use; pySHACL does the rest and is the reference."""
