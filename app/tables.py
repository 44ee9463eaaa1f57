"""Imports every models module, so that `metadata` is the whole schema."""

from sqlmodel import SQLModel

import app.clips.models
import app.feed.models
import app.people.models
import app.sync.models  # noqa: F401

metadata = SQLModel.metadata
