"""Identifiers: UUIDv7, so that rows made together lie together in an index and sort by birth."""

from uuid import UUID

import uuid_utils.compat as uuid_utils


def new_id() -> UUID:
    return uuid_utils.uuid7()
