"""The tracking table: a plan as a spreadsheet, and a spreadsheet as what it changes in the plan."""
