import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { addressKind } from './address-guard';
import { OutboundError } from './outbound.error';
import { isAllowed } from './outbound-url';

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 32 * 1_024;
const MAX_ORIGINS = 10_000;

/**
 * Resolves a name for a socket and leaves only addresses that may be called: the socket then connects to what was
 * checked, so that a name that answers differently a moment later gains nothing.
 */
function guardedLookup(allowsPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true, verbatim: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const allowed = found.filter(({ address }) => isAllowed(addressKind(address), allowsPrivate));
      const [first] = allowed as [LookupAddress?];
      if (first === undefined) {
        const message = `${hostname} has an address that may not be called`;
        return callback(new OutboundError('blocked', message), '', 0);
      }
      if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** Connections that stay open for the next call, made only to addresses that may be called. */
export function guardedAgent(allowsPrivate: boolean): Agent {
  return new Agent({
    allowH2: false,
    pipelining: 1,
    maxOrigins: MAX_ORIGINS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The call has one limit for all of its time.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { lookup: guardedLookup(allowsPrivate), timeout: CONNECT_TIMEOUT_MS },
  });
}
