"""What is planned: scenarios and plans in the service's own words, as data only."""
