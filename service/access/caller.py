"""Who is asking, and what he may do: a dependency for every call that is not open to all."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, cast

from fastapi import Request, Response
from fastapi.openapi.models import HTTPBearer
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from starlette.types import Scope

from service.errors import NoKeyError, RoleError
from service.http.noted import note_of
from service.state import Held
from textcoder.labelling.store.keys import Role

_PLACE: Final = "textcoder.caller"
"""In the scope of a request."""
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
    """The caller, whatever his role: looked for once for each request.

    Raises:
        NoKeyError: He shows no key, or one that does not count.
        KeysUnknownError: The keys have not been read yet.
        TooManyRequestsError: He has asked too often.
    """
    found = request.scope.get(_PLACE)
    if not isinstance(found, Caller):
        found = _look_for_caller(cast(Held, request.app.state.held), request.scope)
        request.scope[_PLACE] = found
    return found


def _look_for_caller(held: Held, scope: Scope) -> Caller:
    if not held.settings.keys_required:
        return LOCAL
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    scheme, _, shown = given.decode("latin-1").partition(" ")
    try:
        known = held.keys.caller_of(shown.strip() if scheme.lower() == "bearer" else None)
    except NoKeyError:
        held.keys.limits.failures.count((scope.get("client") or ("",))[0])
        raise
    note_of(scope).caller = known.id
    held.keys.limits.count(known.id)
    return Caller(known.id, known.name or known.id, known.role)


class KeyedRoute(APIRoute):
    """A call that needs a key. The key is looked at before the body is read, so that who has none costs nothing."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What handles a request."""
        handle = super().get_route_handler()

        async def handle_with_key(request: Request) -> Response:
            caller_of(request)
            return await handle(request)

        return handle_with_key


class Allowed(SecurityBase):
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
        """The caller.

        Raises:
            RoleError: His role is another one.
            NoKeyError, KeysUnknownError, TooManyRequestsError: As for :func:`caller_of`.
        """
        caller = caller_of(request)
        if caller.role not in self._roles:
            raise RoleError(caller.role.value, self._named)
        return caller


def allowed(*roles: Role) -> Allowed:
    """A dependency that gives the caller, where his role is one of these.

    An analyst may do whatever the pipeline and coders may, and an admin everything.
    """
    return Allowed(frozenset(roles).union(*(_ALSO[role] for role in roles)))
