# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that Object Storage serves without a signature: public buckets and pre-authenticated requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import orjson

from ...catalog.endpoints import Endpoint
from ...catalog.routing import routes_of
from ...iam.evaluation import Principal
from ...protocol.messages import Request, Response
from ...protocol.parameters import encode, header_values
from ...protocol.problems import ServiceProblem
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .bucket_index import bucket_index_of
from .in_namespace import is_public
from .preauthenticated_requests import is_of_one_object, reads, seconds_of, writes
from .problems import bucket_not_found

ANONYMOUS = Principal("anonymous", "")

_API = "objectstorage"
_ADDRESS = re.compile(
    r"/p/(?P<token>[^/]+)(?P<rest>/n/(?P<namespace>[^/]+)/b/(?P<bucket>[^/]+)/(?P<kind>[ou])(?P<name>/.*)?)"
)
_PART = re.compile(r"/(?P<object>.+)/id/(?P<upload>[^/]+)/(?P<part>\d*)")
_UPLOAD_FIELDS = {
    "content-type": "contentType",
    "content-language": "contentLanguage",
    "content-encoding": "contentEncoding",
    "content-disposition": "contentDisposition",
    "cache-control": "cacheControl",
}


def _unchanged(response: Response) -> Response:
    return response


@dataclass(frozen=True)
class Admission:
    """An unsigned request that is served or rejected without requiring a signature.

    `request` is the equivalent request of the API, `principal` has the rights with which it is served, and `finish`
    converts the response to the one for the client.
    """

    request: Request
    principal: Principal = ANONYMOUS
    problem: ServiceProblem | None = None
    finish: Callable[[Response], Response] = _unchanged

    def open(self) -> Principal:
        """The principal whose rights apply; raises OCI's error."""
        if self.problem is not None:
            raise self.problem
        return self.principal


class UnsignedRequests:
    """Decides which requests to one tenancy's Object Storage require no signature."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy
        self._index = bucket_index_of(tenancy)

    def find(self, request: Request, endpoint: Endpoint) -> Admission | None:
        """How a request is admitted or rejected; `None` for requests that must be signed."""
        if endpoint.api != _API:
            return None
        address = _ADDRESS.fullmatch(request.path)
        if address is not None:
            return self._by_address(request, address, endpoint.region)
        return None if "authorization" in request.headers else self._of_public_bucket(request, endpoint.region)

    def _of_public_bucket(self, request: Request, region: str) -> Admission | None:
        route = routes_of(_API).match(request.verb, request.path)
        if not isinstance(route, tuple) or "bucketName" not in route[1]:
            return None
        operation, path = route
        bucket = self._bucket(path["namespaceName"], path["bucketName"], region)
        if bucket is not None and is_public(bucket, operation.name):
            return Admission(request)
        if self._tenancy.variants["unsigned_private_bucket"] == "401 NotAuthenticated" or operation.writes:
            return None
        return Admission(request, problem=bucket_not_found(path["bucketName"], path["namespaceName"]))

    def _bucket(self, namespace: str, name: str, region: str) -> Resource | None:
        is_own = namespace == self._tenancy.namespace
        return self._index.bucket_named(name, region) if is_own else None

    @staticmethod
    def preflight(request: Request, endpoint: Endpoint) -> Response | None:
        """The response to the preflight request of a browser; `None` for other requests.

        Every response lists the methods and origins; that the requested headers are allowed is assumed.
        """
        if endpoint.api != _API or request.verb != "OPTIONS":
            return None
        requested = request.headers.get("access-control-request-headers")
        return Response(200, {"access-control-allow-headers": requested} if requested else {})

    # -- pre-authenticated requests -----------------------------------------------------------------------------

    def _by_address(self, request: Request, address: re.Match[str], region: str) -> Admission:
        """The request behind an address. A wrong, revoked or expired address is a missing bucket.

        MySQL Shell's own tests expect that response for a type of access that does not permit the request; for the
        others it is assumed.
        """
        namespace, name = unquote(address["namespace"]), unquote(address["bucket"])
        plain = replace(request, path=address["rest"])
        refused = Admission(plain, problem=bucket_not_found(name, namespace))
        bucket = self._bucket(namespace, name, region)
        if bucket is None:
            return refused
        opened = self._opened_upload if address["kind"] == "u" else self._opened_objects
        admission = opened(plain, bucket, address["token"], address["name"] or "/")
        return admission or refused

    def _opened_objects(self, request: Request, bucket: Resource, token: str, path: str) -> Admission | None:
        found = next((one for one in _requests(bucket).values() if one["token"] == token), None)
        if found is None or not self._is_open(found):
            return None
        principal, name = self._creator(found), unquote(path[1:])
        if not name:
            lists = request.verb == "GET" and found.get("bucketListingAction") == "ListObjects"
            # "[...] with accessType AnyObjectRead or AnyObjectReadWrite" [sdk].
            allowed = lists and reads(found["accessType"]) and not is_of_one_object(found["accessType"])
            return Admission(_below(request, str(found.get("objectName", ""))), principal) if allowed else None
        if not _is_about(found, name):
            return None
        if request.verb in ("GET", "HEAD"):
            return Admission(request, principal) if reads(found["accessType"]) else None
        if request.verb != "PUT" or not writes(found["accessType"]):
            return None
        if request.headers.get("opc-multipart", "").lower() != "true":
            return Admission(request, principal)
        return Admission(_upload_of(request, name), principal, finish=self._handing_out(bucket, found["id"]))

    def _opened_upload(self, request: Request, bucket: Resource, token: str, path: str) -> Admission | None:
        """The parts of an upload that was started by address, at the address that was returned then."""
        upload: Mapping[str, str] | None = bucket.hidden.get("preauthenticated_uploads", {}).get(token)
        named = _PART.fullmatch(path)
        found = _requests(bucket).get(upload["request"]) if upload else None
        if upload is None or named is None or found is None or not self._is_open(found):
            return None
        if named["upload"] != upload["id"]:
            return None
        where = f"/n/{self._tenancy.namespace}/b/{bucket.data['name']}/u/{named['object']}"
        query = {"uploadId": upload["id"]}
        body = request.body
        if request.verb == "PUT" and named["part"]:
            query["uploadPartNum"] = named["part"]
        elif request.verb == "POST" and not named["part"]:
            parts = self._index.contents(bucket).uploads.get(upload["id"])
            sent = parts.parts.values() if parts else ()
            body = encode({"partsToCommit": [{"partNum": part.number, "etag": part.etag} for part in sent]})
        elif request.verb != "DELETE" or named["part"]:
            return None
        plain = replace(request, path=where, query_string=urlencode(query), body=body)
        return Admission(plain, self._creator(found))

    def _handing_out(self, bucket: Resource, request_id: str) -> Callable[[Response], Response]:
        def finish(response: Response) -> Response:
            """Add the address of the upload, as in the page's example."""
            if response.status != 200:
                return response
            upload = orjson.loads(response.body)
            token = self._tenancy.identifiers.url_safe(64)
            uploads = bucket.hidden.setdefault("preauthenticated_uploads", {})
            uploads[token] = {"id": upload["uploadId"], "request": request_id}
            place = f"/n/{upload['namespace']}/b/{upload['bucket']}/u/{upload['object']}/id/{upload['uploadId']}/"
            return replace(response, body=encode({**upload, "accessUri": f"/p/{token}{place}"}))

        return finish

    def _is_open(self, found: Mapping[str, Any]) -> bool:
        """Whether it has not expired and its creator, whose rights are checked with each request, still exists."""
        if seconds_of(found["timeExpires"]) <= self._tenancy.store.clock.now():
            return False
        creator = found["creator"]
        user = self._tenancy.store.find(creator["id"], kind="user")
        return creator["kind"] != "user" or (user is not None and user.state == "ACTIVE")

    def _creator(self, found: Mapping[str, Any]) -> Principal:
        creator = found["creator"]
        if creator["kind"] == "user":
            return self._tenancy.access.user(creator["id"])
        return self._tenancy.access.with_dynamic_groups(creator["kind"], creator["id"], creator["attributes"])


def _requests(bucket: Resource) -> dict[str, dict[str, Any]]:
    requests: dict[str, dict[str, Any]] = bucket.hidden.get("preauthenticated_requests", {})
    return requests


def _is_about(found: Mapping[str, Any], name: str) -> bool:
    of = str(found.get("objectName", ""))
    return name == of if is_of_one_object(found["accessType"]) else name.startswith(of)


def _below(request: Request, prefix: str) -> Request:
    """The list of an address: names that start with its prefix (assumed)."""
    query = dict(parse_qsl(request.query_string, keep_blank_values=True))
    if not query.get("prefix", "").startswith(prefix):
        query["prefix"] = prefix
    return replace(request, query_string=urlencode(query))


def _upload_of(request: Request, name: str) -> Request:
    """The start of a multipart upload, which is a PUT with `opc-multipart: true` by address."""
    headers = request.headers
    fields = {field: headers[header] for header, field in _UPLOAD_FIELDS.items() if header in headers}
    body = encode({"object": name, **fields, "metadata": header_values(headers, "opc-meta-")})
    where = request.path.split("/o/", 1)[0] + "/u"
    return replace(request, verb="POST", path=where, body=body)
