"""The one way out by HTTP: to addresses that are nobody's inside, without redirects, within limits.

The host's addresses are looked up once and checked, and the connection is made to exactly the address that was
checked, so that a name which points somewhere else a moment later changes nothing.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

CONNECT, LONGEST = 5.0, 10.0  # seconds
MOST = 64 * 1024  # bytes of an answer that are read
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# What is not the public internet: IANA's special-purpose registries, multicast, and ways to dress up an inner address.
INNER = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("::/8", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"),
        *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
]


class BadAddress(ValueError):
    """An address nothing may be sent to; the text is a sentence for who typed it."""


class NoAnswer(OSError):
    """The other side could not be reached, or said nothing in time."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    retry_after: str = ""


def check(url: str) -> SplitResult:
    """The parts of an address we may post to; raises BadAddress. Names are looked up when something is sent."""
    if any(sign.isspace() or ord(sign) < 32 for sign in url) or "\\" in url:
        raise BadAddress("An address has no spaces and no backslashes.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress("This is not a web address.") from None
    if not host or parts.username is not None or parts.password is not None:
        raise BadAddress("Type an address such as https://hooks.slack.com/services/…, without a user name.")
    if is_allowed(host):
        if parts.scheme in {"http", "https"}:
            return parts
        raise BadAddress("The address begins with https://.")
    if parts.scheme != "https" or port not in {None, 443}:
        raise BadAddress("The address begins with https:// and names no port.")
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return parts
    check_address(literal)
    return parts


def is_allowed(host: str) -> bool:
    """Whether the installation allows this host by name, wherever it is."""
    return host.lower() in settings.WEB_ALLOWED_HOSTS


def check_address(address: Address) -> None:
    """Refuse an address that is not on the public internet."""
    inner = getattr(address, "ipv4_mapped", None) or address
    if any(inner in network for network in INNER if network.version == inner.version):
        raise BadAddress("This address is not on the public internet.")


def post(url: str, *, body: bytes, headers: dict[str, str]) -> Answer:
    """Send a body and read the answer, whatever its status; raises BadAddress or NoAnswer."""
    parts = check(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=CONNECT)
    address = address_of(host, port)
    ends = threading.Timer(LONGEST, hang_up, [connection])
    ends.daemon = True
    ends.start()
    try:
        connect(connection, address, secure=secure)
        connection.request("POST", path, body=body, headers={**headers, "Host": parts.netloc, "Connection": "close"})
        answer = connection.getresponse()
        text = answer.read(MOST).decode("utf-8", "replace")
        return Answer(answer.status, text, answer.getheader("Retry-After", "") or "")
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        raise NoAnswer(f"{host} did not answer well: {type(error).__name__}") from error
    finally:
        ends.cancel()
        connection.close()


def connect(connection: http.client.HTTPConnection, address: str, *, secure: bool) -> None:
    """Connect to exactly the address that was checked, in the name of the host."""
    connection.sock = socket.create_connection((address, connection.port), timeout=CONNECT)
    if secure:
        context = ssl.create_default_context()
        safe = context.wrap_socket(connection.sock, server_hostname=connection.host, do_handshake_on_connect=False)
        connection.sock = safe
        safe.do_handshake()


def address_of(host: str, port: int) -> str:
    """The host's first address; every one must be allowed."""
    try:
        found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NoAnswer(f"There is no host {host}.") from error
    if not is_allowed(host):
        for text in found:
            check_address(ipaddress.ip_address(str(text).partition("%")[0]))
    return str(found[0])


def hang_up(connection: http.client.HTTPConnection) -> None:
    """End a conversation that takes too long."""
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
