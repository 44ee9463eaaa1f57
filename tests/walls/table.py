"""The whole table: one row for every route of the service, in the order people meet them."""

from tests.walls import table_feed, table_people, table_plan, table_signin, table_ways_in

ROWS = (*table_ways_in.ROWS, *table_people.ROWS, *table_signin.ROWS, *table_plan.ROWS, *table_feed.ROWS)
