"""What Slack shows, and what it should show (DESIGN: a surface is stale while `wanted > shown`)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    String,
    and_,
    bindparam,
    case,
    cast,
    false,
    insert,
    null,
    or_,
    select,
    true,
    update,
)

from flows.people import PersonId
from flows.ports import Surface, SurfaceKind
from storage.tables import Instant, prompts, surfaces
from storage.transaction import WS, Transaction

HOME_WATCHED = timedelta(hours=1)
"""For how long after it was opened a Home is drawn again on changes."""

_C = surfaces.c
_SHAPE = tuple(_C[name] for name in Surface.__dataclass_fields__)
_HERE = _C.workspace_id == WS
_THIS = and_(_HERE, _C.id == bindparam("surface"))
_LIVE = _C.ended == false()
_SURFACE = select(*_SHAPE)

_GET = _SURFACE.where(_THIS)
_AT = _SURFACE.where(_HERE, _C.channel == bindparam("channel"), _C.ts == bindparam("ts"))
_LIVE_OF = _SURFACE.where(_HERE, _LIVE, _C.handoff_id == bindparam("handoff")).order_by(_C.id)
_LIVE_FOR = _SURFACE.where(
    _HERE, _LIVE, _C.person_id == bindparam("person"), _C.kind == bindparam("kind")
).order_by(_C.id)
_FIND = {
    (by_handoff, by_person): _SURFACE.where(
        _HERE,
        _LIVE,
        _C.kind == bindparam("kind"),
        _C.subject == bindparam("subject"),
        _C.handoff_id == bindparam("handoff") if by_handoff else _C.handoff_id.is_(None),
        _C.person_id == bindparam("person") if by_person else _C.person_id.is_(None),
    )
    .order_by(_C.id.desc())
    .limit(1)
    for by_handoff in (True, False)
    for by_person in (True, False)
}
_ADD = insert(surfaces).values(
    workspace_id=WS,
    **{
        name: bindparam(name)
        for name in ("kind", "handoff_id", "person_id", "channel", "subject", "touched_at")
    },
    wanted=1,
)

_NOW = bindparam("now", type_=Instant())
_ONE_MORE: dict[str, Any] = {
    "wanted": _C.wanted + 1,
    "touched_at": case((_C.wanted > _C.shown, _C.touched_at), else_=_NOW),
}
_TOUCH_ONE = update(surfaces).where(_THIS, _LIVE).values(_ONE_MORE)
_TOUCH_HANDOFF = update(surfaces).where(_HERE, _LIVE, _C.handoff_id == bindparam("handoff")).values(_ONE_MORE)
_ANSWERED = (
    select(cast(prompts.c.id, String))
    .where(prompts.c.workspace_id == WS, prompts.c.handoff_id == bindparam("handoff"))
    .where(prompts.c.kind == bindparam("prompt_kind"), prompts.c.subject == bindparam("prompt_subject"))
)
_REDRAW = (
    update(surfaces)
    .where(_HERE, _C.handoff_id == bindparam("handoff"), _C.kind == SurfaceKind.PROMPT.value)
    .where(_C.ts.is_not(None), _C.subject.in_(_ANSWERED))
    .values(_ONE_MORE)
)
_TOUCH_PERSON = (
    update(surfaces)
    .where(_HERE, _LIVE, _C.person_id == bindparam("person"), _C.handoff_id.is_(None))
    .where(or_(_C.kind == SurfaceKind.HOME.value, _C.kind == SurfaceKind.DIGEST.value))
    .values(_ONE_MORE)
)
_OPENED = update(surfaces).where(_THIS, _LIVE).values({**_ONE_MORE, "opened_at": _NOW})
_END = update(surfaces).where(_THIS, _LIVE).values({**_ONE_MORE, "ended": true(), "stale_at": null()})
_REMAKE = (
    update(surfaces)
    .where(_THIS)
    .values({**_ONE_MORE, "generation": _C.generation + 1, "ts": null(), "shown_hash": null()})
    .values(stale_at=null(), claimed_until=null())
)
_LOST = (
    update(surfaces).where(_THIS).values(ended=True, shown=_C.wanted, stale_at=null(), claimed_until=null())
)
_DRAWN: dict[str, Any] = {
    "shown": bindparam("drawn"),
    "shown_hash": bindparam("new_hash"),
    "stale_at": case((_C.ended, null()), else_=bindparam("next_stale_at", type_=Instant())),
    "claimed_until": null(),
}
_SHOWN = update(surfaces).where(_THIS, _C.shown <= bindparam("drawn")).values(_DRAWN)
_POSTED = (
    update(surfaces)
    .where(_THIS)
    .values({**_DRAWN, "channel": bindparam("new_channel"), "ts": bindparam("new_ts")})
)

_WATCHED = _C.opened_at > bindparam("watched_since", type_=Instant())
_VISIBLE = case((_C.kind == SurfaceKind.HOME.value, _WATCHED), else_=_C.ts.is_not(None))
_UNCLAIMED = or_(_C.claimed_until.is_(None), _C.claimed_until <= _NOW)
_READY = and_(_HERE, _VISIBLE, _UNCLAIMED)
_DIFFERS = _C.wanted > _C.shown
_TOUCHED = _SURFACE.where(_READY, _DIFFERS).order_by(_C.touched_at, _C.kind, _C.id).limit(bindparam("most"))
_EXPIRED = (
    _SURFACE.where(_READY, _C.wanted <= _C.shown, _C.stale_at <= _NOW)
    .order_by(_C.stale_at, _C.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(surfaces)
    .where(_THIS, _READY, or_(_DIFFERS, _C.stale_at <= _NOW))
    .values(claimed_until=bindparam("until"))
)
_UNCLAIM = update(surfaces).where(_THIS).values(claimed_until=bindparam("until"))
_NEXT = select(_C.stale_at).where(_READY, _LIVE, _C.stale_at.is_not(None)).order_by(_C.stale_at).limit(1)


def _surface(row: Row[Any]) -> Surface:
    return Surface(**{**row._mapping, "kind": SurfaceKind(row.kind)})


class Surfaces:
    """The surfaces of one workspace (`flows.ports.Surfaces`)."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, surface_id: int) -> Surface | None:
        """One surface."""
        row = self._tx.first(_GET, surface=surface_id)
        return _surface(row) if row else None

    def find(
        self,
        kind: SurfaceKind,
        *,
        handoff_id: int | None = None,
        person_id: PersonId | None = None,
        subject: str = "",
    ) -> Surface | None:
        """The live surface of that kind for that handoff, person and subject; the newest if there are two."""
        statement = _FIND[handoff_id is not None, person_id is not None]
        given = {"handoff": handoff_id, "person": person_id}
        named = {name: value for name, value in given.items() if value is not None}
        row = self._tx.first(statement, kind=kind.value, subject=subject, **named)
        return _surface(row) if row else None

    def add(
        self,
        kind: SurfaceKind,
        *,
        handoff_id: int | None = None,
        person_id: PersonId | None = None,
        channel: str | None = None,
        subject: str = "",
    ) -> Surface:
        """A new live surface, wanted once, shown never."""
        surface_id = self._tx.insert(
            _ADD,
            kind=kind.value,
            handoff_id=handoff_id,
            person_id=person_id,
            channel=channel,
            subject=subject,
            touched_at=self._tx.now(),
        )
        return self._known(surface_id)

    def at(self, channel: str, ts: str) -> Surface | None:
        """The surface that is this message."""
        row = self._tx.first(_AT, channel=channel, ts=ts)
        return _surface(row) if row else None

    def live_of(self, handoff_id: int) -> Sequence[Surface]:
        """The handoff's live surfaces."""
        return [_surface(row) for row in self._tx.rows(_LIVE_OF, handoff=handoff_id)]

    def live_for(self, person: PersonId, kind: SurfaceKind) -> Sequence[Surface]:
        """The person's live surfaces of that kind."""
        return [_surface(row) for row in self._tx.rows(_LIVE_FOR, person=person, kind=kind.value)]

    def touch(self, handoff_id: int, people: Iterable[PersonId]) -> None:
        """Add one to `wanted` of the handoff's live surfaces, and of these people's Homes and digests."""
        now = self._tx.now()
        self._tx.write(_TOUCH_HANDOFF, handoff=handoff_id, now=now)
        self._tx.write_each(_TOUCH_PERSON, ({"person": person, "now": now} for person in sorted(set(people))))

    def touch_one(self, surface_id: int) -> None:
        """Add one to `wanted` of one surface."""
        self._tx.write(_TOUCH_ONE, surface=surface_id, now=self._tx.now())

    def redraw_prompts(self, handoff_id: int, kind: str, subject: str) -> None:
        """Draw the messages of these prompts once more, ended or not: what was answered has changed."""
        self._tx.write(
            _REDRAW, handoff=handoff_id, prompt_kind=kind, prompt_subject=subject, now=self._tx.now()
        )

    def opened(self, surface_id: int, at: datetime) -> None:
        """A Home was opened: it is drawn now, and again on changes for an hour."""
        self._tx.write(_OPENED, surface=surface_id, now=at)

    def end(self, surface_id: int) -> None:
        """Its job is over: one last update, then it is never drawn again."""
        self._tx.write(_END, surface=surface_id, now=self._tx.now())

    def remake(self, surface_id: int) -> Surface:
        """Forget the old message and count a new generation, so that it is posted anew."""
        self._tx.write(_REMAKE, surface=surface_id, now=self._tx.now())
        return self._known(surface_id)

    def posted(
        self, surface_id: int, channel: str, ts: str, wanted: int, shown_hash: str, stale_at: datetime | None
    ) -> None:
        """Its message is out, drawn at that `wanted`."""
        where = {"new_channel": channel, "new_ts": ts}
        self._drawn(_POSTED, surface_id, wanted, shown_hash, stale_at, **where)

    def shown(self, surface_id: int, wanted: int, shown_hash: str, stale_at: datetime | None) -> None:
        """It was drawn again at that `wanted`; a drawing older than the last one changes nothing."""
        self._drawn(_SHOWN, surface_id, wanted, shown_hash, stale_at)

    def lost(self, surface_id: int) -> None:
        """Its message is gone and is not made anew."""
        self._tx.write(_LOST, surface=surface_id)

    def stale(self, now: datetime, *, limit: int) -> Sequence[Surface]:
        """Posted surfaces that differ from the state, unclaimed: longest waiting first, cards before lists.

        A Home counts while it was opened within the last hour.
        """
        rows = list(self._tx.rows(_TOUCHED, most=limit, **_instants(now)))
        if len(rows) < limit:
            rows += self._tx.rows(_EXPIRED, most=limit - len(rows), **_instants(now))
        return [_surface(row) for row in rows]

    def claim(self, surface_id: int, now: datetime, *, seconds: int) -> Surface | None:
        """Take the surface for that long; None when somebody else has it or it is no longer stale."""
        until = now + timedelta(seconds=seconds)
        taken = self._tx.write(_CLAIM, surface=surface_id, until=until, **_instants(now))
        return self._known(surface_id) if taken else None

    def unclaim(self, surface_id: int, *, retry_at: datetime | None = None) -> None:
        """Give it back, not to be tried before `retry_at`."""
        self._tx.write(_UNCLAIM, surface=surface_id, until=retry_at)

    def next_stale_at(self) -> datetime | None:
        """The earliest `stale_at` of a live surface that could be drawn then."""
        row = self._tx.first(_NEXT, **_instants(self._tx.now()))
        return row.stale_at if row else None

    def _drawn(
        self,
        statement: Any,
        surface_id: int,
        wanted: int,
        shown_hash: str,
        stale_at: datetime | None,
        **more: str,
    ) -> None:
        self._tx.write(
            statement, surface=surface_id, drawn=wanted, new_hash=shown_hash, next_stale_at=stale_at, **more
        )

    def _known(self, surface_id: int) -> Surface:
        surface = self.get(surface_id)
        assert surface is not None
        return surface


def _instants(now: datetime) -> dict[str, datetime]:
    return {"now": now, "watched_since": now - HOME_WATCHED}
