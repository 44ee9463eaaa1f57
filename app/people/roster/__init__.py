"""The roster: the employer's list of people, compared with ours, shown as a difference, then applied."""
