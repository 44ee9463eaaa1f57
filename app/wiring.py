"""What the programs share: engines chosen from settings, and domains plugged into each other."""

import importlib
import importlib.util
from typing import Any

from fastapi import FastAPI

from app.core.blobs import BlobStore, S3Access, open_blobs
from app.core.db import Database
from app.core.events import SUBSCRIPTIONS_KEY, Subscriptions
from app.core.jobs import install_jobs
from app.settings import Settings
from app.sync.schemas import Domains


def _landed(name: str) -> Any:
    try:
        return importlib.import_module(name) if importlib.util.find_spec(name) else None
    except ImportError:
        return None


def open_database(settings: Settings) -> Database:
    """Its sessions can enqueue jobs and emit events."""
    db = Database.open(
        settings.resolved_database_url,
        info={SUBSCRIPTIONS_KEY: subscriptions()},
        pool_count=settings.database_pool_count,
    )
    install_jobs(db)
    return db


def open_blob_store(settings: Settings) -> BlobStore:
    access = S3Access(
        endpoint_url=settings.s3_endpoint_url,
        region=settings.s3_region,
        access_key_id=settings.s3_access_key_id,
        secret_access_key=settings.s3_secret_access_key.get_secret_value(),
    )
    return open_blobs(settings.resolved_blobs_url, access)


def subscriptions() -> Subscriptions:
    return {}


def domains() -> Domains:
    return Domains()


def include_domains(app: FastAPI) -> None:
    for name in ("app.people.router", "app.clips.router", "app.feed.router"):
        module = _landed(name)
        if module is not None:
            app.include_router(module.router)
