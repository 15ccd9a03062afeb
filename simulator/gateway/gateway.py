# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path of a request through the cloud, step by step."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from ..catalog.endpoints import Endpoint
from ..catalog.models import Schema, project, schema_of_type
from ..catalog.operations import Operation
from ..catalog.routing import routes_of
from ..iam.evaluation import Principal
from ..iam.requirements import OWN_USER, required
from ..principals.authentication import Authentication
from ..principals.token_exchanges import TokenExchanges
from ..protocol.call import Answer, Call
from ..protocol.effects import NO_EFFECTS, Effects
from ..protocol.messages import Request, Response
from ..protocol.parameters import decode_body, decode_headers, decode_query, encode, is_stream
from ..protocol.problems import ServiceProblem, cannot_parse, internal_error, not_authenticated, not_found
from ..services.handlers import Handler, Handlers
from ..services.object_storage.unsigned_requests import UnsignedRequests
from ..services.service import Service
from ..tenancy.clock import timestamp
from ..tenancy.hosts import endpoint_in
from ..tenancy.resource import Resource
from ..tenancy.tenancy import Tenancy
from .altered import altered
from .answer_forms import form_of
from .faults import Faults, end_badly
from .journal import Journal
from .paging import Pages
from .retry_tokens import Create, RetryTokens
from .sizes import check_size
from .throttling import Throttle

# How long a new resource is missing in stale lists: assumed.
_UNLISTED_SECONDS = 60.0


@dataclass
class _Progress:
    """What is known about a request so far; the journal records it whatever the outcome."""

    request_id: str
    endpoint: Endpoint | None = None
    operation: Operation | None = None
    principal: Principal | None = None
    target: str = ""
    effects: Effects = NO_EFFECTS
    fault: str = ""


class Gateway:
    """Answers requests, one at a time."""

    def __init__(self, tenancy: Tenancy, handlers: Handlers, *, exchanges: TokenExchanges, seed: int) -> None:
        self.tenancy = tenancy
        self.faults = Faults(seed)
        self.journal = Journal()
        self.throttling = True
        self.empty_pages = True
        self.latency_ms = 0.0
        """The time between every request and its response, in milliseconds; other requests do not wait for it."""
        self._handlers = handlers
        self._exchanges = exchanges
        self._authentication = Authentication(tenancy)
        self._unsigned = UnsignedRequests(tenancy)
        self._pages = Pages(tenancy.identifiers)
        self._retry_tokens = RetryTokens()
        self._throttle = Throttle(tenancy)
        self._lock = threading.Lock()

    def handle(self, request: Request) -> Response:
        """Return the response to a request; never raises."""
        with self._lock:
            self.tenancy.store.catch_up()
            form = form_of(request.host)
            progress = _Progress(request_id=form.request_id(request, self.tenancy))
            try:
                response = self._answer(request, progress)
                outcome = "ok" if progress.effects.handled else "not handled"
            except Exception as error:
                problem = _problem_of(error, request)
                outcome = problem.code
                response = form.problem(problem)
                if request.verb == "HEAD":
                    response.body = b""
            response.headers["date"] = formatdate(self.tenancy.clock.date(response.status), usegmt=True)
            form.add_headers(request, response, progress.request_id)
            self._write_down(request, progress, response, outcome)
            answered = altered(response, progress.effects)
            answered.delay += self.latency_ms / 1000
            return answered

    def perform(
        self,
        operation: Operation,
        *,
        principal: Principal,
        region: str,
        vault: str | None = None,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        authorize: bool = True,
    ) -> Any:
        """Call an operation without a request, as scenarios do, and return the result of its handler.

        The body is not validated, so that hundreds of thousands of resources are created in seconds. `vault` is the
        short name of the vault whose own host receives the call.
        """
        with self._lock:
            self.tenancy.store.catch_up()
            service, handler = self._handler(operation)
            call = Call(
                tenancy=self.tenancy,
                request=Request(operation.verb, "", operation.path, "", {}, b""),
                endpoint=Endpoint(api="", region=region, vault=vault),
                operation=operation,
                principal=principal,
                request_id="",
                path=dict(path or {}),
                query=dict(query or {}),
                headers={},
                body=body,
                effects=NO_EFFECTS,
            )
            call.target = service.target(call)
            if authorize:
                self._authorize(service, call)
            with self.tenancy.store.transaction():
                answered = handler(call)
            return answered.body if isinstance(answered, Answer) else answered

    # -- the steps ----------------------------------------------------------------------------------------------

    def _answer(self, request: Request, progress: _Progress) -> Response:
        check_size(request)
        exchange = self._exchanges.find(request)
        if exchange is not None:
            return exchange(request)
        endpoint = progress.endpoint = self._endpoint(request)
        preflight = self._unsigned.preflight(request, endpoint)
        if preflight is not None:
            return preflight
        admitted = self._unsigned.find(request, endpoint)
        request = admitted.request if admitted else request
        operation, path = self._route(request, endpoint)
        progress.operation = operation
        if admitted is None:
            principal = self._authentication.caller(request, body_is_signed=not is_stream(operation))
            progress.principal = principal
        else:
            principal = admitted.open()
        progress.effects, progress.fault = self.faults.effects_on(operation, request.path, endpoint.region)
        if progress.effects.reset == "before":
            return Response(503)
        if not progress.effects.handled:
            return Response(200)
        progress.effects.raise_problem()
        service, handler = self._handler(operation)
        if self.throttling:
            self._throttle.admit(service, operation, endpoint.region)
        call = Call(
            tenancy=self.tenancy,
            request=request,
            endpoint=endpoint,
            operation=operation,
            principal=principal,
            request_id=progress.request_id,
            path=path,
            query=decode_query(operation, request),
            headers=decode_headers(operation, request),
            body=decode_body(operation, request, ignores_unknown=self._ignores_unknown(operation)),
            effects=progress.effects,
        )
        call.target = service.target(call)
        progress.target = call.target.id if call.target else "/".join(path.values())
        self._authorize(service, call)
        response = self._once(call, handler)
        return admitted.finish(response) if admitted else response

    def _endpoint(self, request: Request) -> Endpoint:
        endpoint = endpoint_in(self.tenancy, request.host)
        if endpoint is None:
            raise not_authenticated()
        return endpoint

    @staticmethod
    def _route(request: Request, endpoint: Endpoint) -> tuple[Operation, dict[str, str]]:
        found = routes_of(endpoint.api).match(request.verb, request.path)
        if isinstance(found, tuple):
            return found
        if found:
            raise ServiceProblem(405, "MethodNotAllowed", f"{request.verb} is not allowed; allowed: {sorted(found)}.")
        if endpoint.api.startswith("kms"):
            # A key operation that was sent to the regional host (oci-facts.md, section 1).
            raise not_found()
        raise ServiceProblem(404, "NotFound", f"There is no operation {request.verb} {request.path}.")

    def _ignores_unknown(self, operation: Operation) -> bool:
        return self.tenancy.variants[f"{operation.package}_unknown_fields"] == "ignored"

    def _handler(self, operation: Operation) -> tuple[Service, Handler]:
        found = self._handlers.find(operation)
        if found is None:
            raise ServiceProblem(
                501,
                "MethodNotImplemented",
                f"{operation.package}.{operation.client}.{operation.name} is not simulated.",
            )
        return found

    @staticmethod
    def _authorize(service: Service, call: Call) -> None:
        """Require all permissions of the operation, in the compartment of its target or in the named one."""
        operation = call.operation.qualified_name
        if operation in OWN_USER and call.path.get("userId") == call.principal.id:
            return
        compartment_id = call.compartment_id() or call.tenancy.id
        variables = {**call.request_variables(), **service.variables(call)}
        # Lists do not supply the compartment as a variable (D-COMP, conditions).
        if not call.operation.name.startswith("list_"):
            variables["target.compartment.id"] = compartment_id
            compartment = call.tenancy.store.find(compartment_id)
            if compartment is not None and "name" in compartment.data:
                variables["target.compartment.name"] = str(compartment.data["name"])
        permissions = required(operation, *service.circumstances(call))
        for permission in permissions:
            variables["request.permission"] = permission
            if not call.tenancy.access.allows(
                call.principal, permission, compartment_id=compartment_id, variables=variables
            ):
                raise service.refusal(call)

    def _once(self, call: Call, handler: Handler) -> Response:
        """Process the request, unless its retry token shows that it was processed before."""
        token = call.headers.get("opc-retry-token")
        if not token:
            return self._handle(call, handler)
        about = Create(call.principal.id, call.operation.qualified_name, str(token))
        now, body = self.tenancy.clock.now(), call.request.body
        response = self._retry_tokens.recall(about, body=body, now=now)
        if response is None:
            response = self._handle(call, handler)
            self._retry_tokens.remember(about, body=body, now=now, response=response)
        return Response(response.status, dict(response.headers), response.body)

    def _handle(self, call: Call, handler: Handler) -> Response:
        requested = call.headers.get("if-match")
        current = call.etag or (call.target.etag if call.target else None)
        if requested not in (None, "*") and current is not None and requested.strip('"') != current:
            raise ServiceProblem(412, "NoEtagMatch", "The if-match header does not match the resource's etag.")
        with self.tenancy.store.transaction() as transaction:
            response = self._encode(call, handler(call))
            if call.effects.not_applied:
                self.tenancy.store.discard(transaction)
            end_badly(call.effects, transaction.events)
        return response

    # -- answers ------------------------------------------------------------------------------------------------

    def _encode(self, call: Call, answered: Any) -> Response:
        answer = answered if isinstance(answered, Answer) else Answer(answered)
        headers = dict(answer.headers)
        body = answer.body
        shown = schema_of_type(call.operation.package, call.operation.response_type or "")
        if isinstance(body, list):
            if call.effects.stale:
                body = [item for item in body if not self._is_new(item)]
            body, next_page = self._page(call, body)
            if next_page:
                headers["opc-next-page"] = next_page
            collection = shown if "list[" not in str(call.operation.response_type) else None
            if collection is not None and "items" in collection.fields:
                shown = schema_of_type(call.operation.package, collection.fields["items"][1])
                body = {"items": [_visible(item, shown, stale=call.effects.stale) for item in body]}
            else:
                body = [_visible(item, shown, stale=call.effects.stale) for item in body]
        else:
            if isinstance(body, Resource):
                headers.setdefault("etag", call.seen_etag(body))
            body = _visible(body, shown, stale=call.effects.stale)
        status = answer.status or (200 if body is not None else 204)
        return Response(status, headers, encode(body))

    def _is_new(self, item: Any) -> bool:
        return isinstance(item, Resource) and self.tenancy.clock.now() - item.time_created < _UNLISTED_SECONDS

    def _page(self, call: Call, items: Sequence[Any]) -> tuple[Sequence[Any], str | None]:
        if "page" not in call.operation.signature.query:
            return items, None
        limit, token = call.query.get("limit"), call.query.get("page")
        if token is not None:
            shown, following = self._pages.next(str(token), limit=limit)
        else:
            shown, following = self._pages.first(items, limit=limit, empty_page=self.empty_pages)
        if call.effects.repeat_page:
            following = str(token) if token is not None else self._pages.again(items)
        return shown, following

    def _write_down(self, request: Request, progress: _Progress, response: Response, outcome: str) -> None:
        operation = progress.operation
        self.journal.add(
            time=timestamp(self.tenancy.clock.now()),
            verb=request.verb,
            host=request.host,
            path=request.target,
            operation=operation.qualified_name if operation else "",
            region=progress.endpoint.region if progress.endpoint else "",
            caller=progress.principal.id if progress.principal else "",
            status=response.status,
            outcome=outcome,
            request_id=progress.request_id,
            retry_token=request.headers.get("opc-retry-token", ""),
            target=progress.target,
            fault=progress.fault,
            writes=_writes(request, operation),
        )


def _writes(request: Request, operation: Operation | None) -> bool:
    """Whether a request is for a change. A dry run does not, in whatever case its header is written."""
    if request.headers.get("opc-dry-run", "").lower() == "true":
        return False
    return operation.writes if operation else request.verb not in ("GET", "HEAD", "OPTIONS")


def _visible(item: Any, shown: Schema | None, *, stale: bool) -> Any:
    """The fields of a resource or a dict that the model of the response has."""
    if isinstance(item, Resource):
        data = item.before if stale and item.before is not None else item.data
        return dict(project(data, shown)) if shown else data
    if isinstance(item, dict) and shown is not None:
        return project(item, shown)
    return item


def _problem_of(error: Exception, request: Request) -> ServiceProblem:
    if isinstance(error, ServiceProblem):
        return error
    if isinstance(error, RecursionError):
        # Only the body of a request can be nested that deeply.
        return cannot_parse()
    return _defect(request)


def _defect(request: Request) -> ServiceProblem:
    """A defect of the simulator: the client receives the 500 of OCI, and the log contains the traceback."""
    logging.getLogger("simulator").exception("a defect while answering %s %s", request.verb, request.target)
    return internal_error()
