"""Which addresses Praya may reach. Read this before changing anything here.

Addresses of files come from outsiders: from harvested records, from redirects, from people. A server that fetches
whatever it is told can be made to fetch for an attacker what only it can see: the machine's own services, the
neighbours on its network, and the cloud's metadata service, which hands out credentials (server-side request
forgery). So:

* **Addresses are judged, not names.** Any name may point anywhere, and may point elsewhere a moment later (DNS
  rebinding). A name is resolved once; every address it has is judged; the connection then goes to one of exactly
  those addresses, never to the name again.
* **What is not public is refused**, by the lists below, which name every special block of the IANA registries (the
  standard library's `is_private` and `is_global` change meaning between releases of Python). Of IPv6 only 2000::/3
  is public at all.
* **IPv4 inside IPv6 is judged as IPv4**: mapped addresses, NAT64 and 6to4 are other spellings of the same place.
* **One bad address spoils a name**: a name that points both outside and inside is refused.
* An operator may `allow` networks, and only that opens them.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

import httpx

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


Address = IPv4Address | IPv6Address

MAX_ADDRESS_LENGTH = 8192

_PORTS = range(1, 65536)
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # "this" network; Linux connects 0.0.0.0 to itself
            "10.0.0.0/8",
            "100.64.0.0/10",  # carriers' shared space; 100.100.100.200 is a cloud's metadata service
            "127.0.0.0/8",
            "168.63.129.16/32",  # a cloud's metadata service behind a public address
            "169.254.0.0/16",  # link-local; 169.254.169.254 is most clouds' metadata service
            "172.16.0.0/12",
            "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is a cloud's metadata service
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays, withdrawn
            "192.168.0.0/16",
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo tunnels among them
            "2001:db8::/32",  # documentation
            "3fff::/20",  # documentation
        ),
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")


def _resolve(host: str) -> Sequence[str]:
    """Ask the system's resolver; it also reads the old spellings of IPv4 (127.1, 0x7f000001)."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Judges addresses. `resolve` gives all addresses of a host name, or raises OSError."""

    allow: Sequence[IPv4Network | IPv6Network] = ()
    resolve: Callable[[str], Sequence[str]] = _resolve

    def addresses(self, host: str) -> tuple[Address, ...]:
        """Return the host's addresses, all of them permitted.

        Raises AddressForbidden if one of them is not, OriginUnreachable if there is none.
        """
        try:
            found = tuple(dict.fromkeys(ip_address(text) for text in self.resolve(host)))
        except (OSError, ValueError) as error:  # ValueError: a label the resolver cannot encode
            raise errors.OriginUnreachable(host=host, reason="the name is unknown") from error
        if not found:
            raise errors.OriginUnreachable(host=host, reason="the name has no address")
        if not all(self.permits(address) for address in found):
            raise errors.AddressForbidden(host=host)
        return found

    def permits(self, address: Address) -> bool:
        """Say whether a connection to this address may be made."""
        inner = _unwrapped(address)
        if any(each in network for network in self.allow for each in (address, inner)):
            return True
        if isinstance(inner, IPv4Address):
            return not any(inner in network for network in _NOT_PUBLIC_4)
        return inner in _PUBLIC_6 and not any(inner in network for network in _NOT_PUBLIC_6)


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _6TO4:
        return IPv4Address(int(address) >> 80 & 0xFFFF_FFFF)
    return address


def checked_url(text: str) -> httpx.URL:
    """Read an address that may be asked for; raises AddressInvalid.

    Refused: other schemes, no host, credentials (they would end up in logs and pages), spaces and control characters
    (they split requests), and numbers that only old resolvers read as hosts (2130706433, 0177.0.0.1).
    """
    if len(text) > MAX_ADDRESS_LENGTH or re.search(r"[\x00-\x20\x7f\\]", text):
        raise errors.AddressInvalid(url=_shown(text))
    try:
        url = httpx.URL(text)
        host = url.host
    except (httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: a label that only looks like punycode
        raise errors.AddressInvalid(url=_shown(text)) from error
    if url.scheme not in {"http", "https"} or not host or url.userinfo:
        raise errors.AddressInvalid(url=_shown(text))
    port = 80 if url.port is None else url.port
    if port not in _PORTS or (":" not in host and _is_odd_number(host)):
        raise errors.AddressInvalid(url=_shown(text))
    return url


def _is_odd_number(host: str) -> bool:
    last = host.rstrip(".").rpartition(".")[2].lower()
    if not re.fullmatch(r"\d+|0x[0-9a-f]*", last):
        return False
    try:
        return str(IPv4Address(host)) != host
    except ValueError:
        return True


def _shown(text: str) -> str:
    """Return the address as an error may repeat it: without credentials, in readable length."""
    return re.sub(r"//[^/]*@", "//", text)[:200]
