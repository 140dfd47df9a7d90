import * as ipaddr from 'ipaddr.js';

/** Ranges that an installation may call when its operator allows private addresses. */
const PRIVATE_RANGES = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal']);

/**
 * Addresses at which clouds give credentials to whatever runs there, where the range alone would not refuse them: AWS and
 * GCE over IPv6, Scaleway, Alibaba Cloud, Azure's wire server. 169.254.0.0/16 and 192.0.0.0/24 are refused as ranges.
 */
const METADATA_ADDRESSES = new Set(
  ['fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42', '100.100.100.200', '168.63.129.16'].map((text) =>
    ipaddr.parse(text).toNormalizedString(),
  ),
);

/** Who may be called there: anybody, only where private addresses are allowed, nobody. */
export type AddressKind = 'public' | 'private' | 'forbidden';

/**
 * What an IP address is to a caller from inside a network. `forbidden` are, whatever the settings: link-local,
 * unspecified, multicast, broadcast and reserved ranges, metadata services, and IPv6 forms that carry an IPv4 address
 * (mapped, NAT64, 6to4, Teredo), since what answers there is decided by a translator and not by what is written.
 *
 * @param text an address as `dns.lookup` or a socket gives it, without brackets
 */
export function addressKind(text: string): AddressKind {
  if (!ipaddr.isValid(text)) return 'forbidden';
  const address = ipaddr.parse(text);
  if (address.kind() === 'ipv6' && (address as ipaddr.IPv6).zoneId !== undefined) return 'forbidden';
  if (METADATA_ADDRESSES.has(address.toNormalizedString())) return 'forbidden';
  const range = address.range();
  if (range === 'unicast') return isIpv4Compatible(address) ? 'forbidden' : 'public';
  return PRIVATE_RANGES.has(range) ? 'private' : 'forbidden';
}

/** `::a.b.c.d`, the deprecated form of RFC 4291, section 2.5.5.1. */
function isIpv4Compatible(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv6' && (address as ipaddr.IPv6).parts.slice(0, 6).every((part) => part === 0);
}
