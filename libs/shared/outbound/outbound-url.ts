import { isIP } from 'node:net';
import { type AddressKind, addressKind } from './address-guard';

const MAX_URL_LENGTH = 8_192;

/** The IP address that a URL names instead of a host, if it does; every spelling of IPv4 is normal in a parsed URL. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 ? undefined : host;
}

/** Whether addresses of a kind may be called. */
export function isAllowed(kind: AddressKind, allowsPrivate: boolean): boolean {
  return kind === 'public' || (kind === 'private' && allowsPrivate);
}

/**
 * Why a URL cannot be called, or undefined. To be asked when it is written; names are resolved only at the call, and
 * what they resolve to is checked then.
 *
 * @param allowsPrivate whether private addresses may be called
 */
export function outboundUrlProblem(text: string, allowsPrivate: boolean): string | undefined {
  if (text.length > MAX_URL_LENGTH) return `must be at most ${MAX_URL_LENGTH} characters`;
  const url = URL.parse(text);
  if (url === null) return 'must be a URL such as https://example.com/run';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'must not hold credentials: send them in a header';
  const address = literalAddress(url);
  if (address === undefined) return undefined;
  const kind = addressKind(address);
  if (isAllowed(kind, allowsPrivate)) return undefined;
  return kind === 'private'
    ? 'must not have a private address: the operator has not set OUTBOUND_PRIVATE=true'
    : 'must not have a link-local, metadata, multicast, reserved or IPv4-carrying IPv6 address';
}
