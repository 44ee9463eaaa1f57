from fastapi import Request

from app.sync.live import Hub
from app.sync.schemas import Domains


async def domains_of(request: Request) -> Domains:
    domains: Domains = request.app.state.domains
    return domains


async def hub_of(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub
