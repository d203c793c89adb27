"""Tells the people who can mend it what is wrong in `team-compass.yml`."""
