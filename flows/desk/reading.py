"""What people look at, where looking itself leaves a trace."""

from datetime import datetime

from flows.people import PersonId
from flows.ports import SurfaceKind, UnitOfWork


def home_opened(uow: UnitOfWork, person: PersonId, now: datetime) -> None:
    """The person opened Home: it is drawn now, and on changes for the next hour."""
    surface = uow.surfaces.find(SurfaceKind.HOME, person_id=person)
    surface = surface or uow.surfaces.add(SurfaceKind.HOME, person_id=person)
    uow.surfaces.opened(surface.id, now)
    uow.surfaces.touch_one(surface.id)
