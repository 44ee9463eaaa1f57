"""Imports every models module, so that `metadata` is the whole schema."""

from sqlmodel import SQLModel

import app.clips.models
import app.feed.audience.models
import app.feed.handover.models
import app.feed.models
import app.feed.search.models
import app.feed.versions.models
import app.people.audit.models
import app.people.models
import app.people.roster.models
import app.people.shared.models
import app.people.shifts.models
import app.people.signin.models
import app.push.models
import app.sync.models  # noqa: F401

metadata = SQLModel.metadata
