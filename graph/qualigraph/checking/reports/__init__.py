"""The forms of a report, one module each: ``write(report, language)`` returns its text or bytes."""
