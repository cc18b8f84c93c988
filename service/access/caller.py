"""Who is asking, and what he may do: a dependency for every call that is not open to all."""

from dataclasses import dataclass
from typing import Final, cast

from fastapi import Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from service.errors import RoleError
from service.http.noted import note_of
from service.state import Held
from textcoder.labelling.store.keys import Role

_ALSO: Final = {
    Role.PIPELINE: (Role.ANALYST, Role.ADMIN),
    Role.CODER: (Role.ANALYST, Role.ADMIN),
    Role.ANALYST: (Role.ADMIN,),
    Role.ADMIN: (),
}
"""Who else may do what a role may."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds the key that a call came with."""

    key_id: str
    name: str
    role: Role


LOCAL: Final = Caller("local", "local", Role.ADMIN)
"""Everybody, where no keys are needed."""


def caller_of(request: Request) -> Caller:
    """The caller, whatever his role.

    Raises:
        NoKeyError: He shows no key, or one that does not count.
        KeysUnknownError: The keys have not been read yet.
        TooManyRequestsError: He has asked too often.
    """
    held = cast(Held, request.app.state.held)
    if not held.settings.keys_required:
        return LOCAL
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    known = held.keys.caller_of(shown.strip() if scheme.lower() == "bearer" else None)
    note_of(request.scope).caller = known.id
    held.keys.limits.count(known.id)
    return Caller(known.id, known.name or known.id, known.role)


class _Allowed(SecurityBase):
    """A dependency and a security scheme in one, since each level of dependencies costs every call its time."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.scheme_name = "key"
        self.model = HTTPBearer(
            bearerFormat="tc_<id>_<secret>",
            description="A key made with `textcoder keys create --role pipeline|coder|analyst|admin`, shown once.",
        )
        self._roles = roles
        self._named = tuple(role.value for role in Role if role in roles)

    async def __call__(self, request: Request) -> Caller:
        caller = caller_of(request)
        if caller.role not in self._roles:
            raise RoleError(caller.role.value, self._named)
        return caller


def allowed(*roles: Role) -> _Allowed:
    """A dependency that gives the caller, where his role is one of these.

    An analyst may do whatever the pipeline and coders may, and an admin everything.
    """
    return _Allowed(frozenset(roles).union(*(_ALSO[role] for role in roles)))
