"""The catalogue of what can go wrong: one entry for each code, shown on the docs page and in the schema."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One way a request fails: its HTTP status, a title that never changes, and what the caller should do."""

    status: int
    title: str
    advice: str


KINDS: dict[str, Kind] = {
    "malformed_json": Kind(
        400, "The body is not good JSON", "Mend the place the message names and send the request again."
    ),
    "bad_request": Kind(400, "The request could not be read", "Mend what the message names."),
    "bad_idempotency_key": Kind(
        400, "The Idempotency-Key cannot be used", "Send 1 to 255 printable ASCII characters, such as a UUID."
    ),
    "not_authenticated": Kind(401, "No API key was sent", "Send the header Authorization: Bearer bk_…"),
    "bad_key": Kind(
        401,
        "This API key opens nothing",
        "Check that the whole key was copied, and in the workspace's settings that it was not revoked and has"
        " not ended. The answer is the same for all of these.",
    ),
    "forbidden": Kind(403, "This is not allowed", "Nothing to repeat: the request is understood and refused."),
    "scope_missing": Kind(
        403,
        "The key lacks a scope",
        "Make a key that has the scope the message names; a key's scopes never change.",
    ),
    "not_found": Kind(
        404,
        "There is nothing at this address",
        "Check the id and the closing slash. Rows of other workspaces answer like rows that never were.",
    ),
    "method_not_allowed": Kind(
        405, "The address does not take this method", "The header Allow lists the methods it takes."
    ),
    "refused": Kind(
        409,
        "The rows stand otherwise",
        "Read the row again: it changed in the meantime, or a rule forbids the step.",
    ),
    "idempotency_key_reused": Kind(
        409,
        "The Idempotency-Key was used for another request",
        "Use a new key for every new piece of work, and the same key only to repeat the same request.",
    ),
    "length_required": Kind(411, "The request does not say how long it is", "Send Content-Length."),
    "too_large": Kind(413, "The body is too large", "Send less at once; the message says how much is taken."),
    "unsupported_media_type": Kind(415, "The body is not sent as JSON", "Send Content-Type: application/json."),
    "validation_failed": Kind(
        422,
        "Something in the request is wrong",
        "Each entry of errors names a place and what is wrong there. Nothing was stored.",
    ),
    "too_many_requests": Kind(
        429,
        "Too many requests in one minute",
        "Wait as many seconds as the header Retry-After says, then go on.",
    ),
    "internal": Kind(
        500,
        "Something broke on our side",
        "It was written down under the request_id. The request may be repeated.",
    ),
    "unavailable": Kind(
        503,
        "Nothing can be stored for a moment",
        "Nothing was kept of the request. Repeat it after the seconds that the header Retry-After says.",
    ),
}

ADDRESS = "/api/docs/#error-{}"


def address(code: str) -> str:
    """Where a code is explained: the problem's `type`."""
    return ADDRESS.format(code)


def codes(status: int) -> list[str]:
    """The codes that come with a status."""
    return [code for code, kind in KINDS.items() if kind.status == status]
