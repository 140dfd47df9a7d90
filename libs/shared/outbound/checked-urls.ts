import type { Place } from './exchange';
import { OutboundError } from './outbound.error';
import { outboundUrlProblem } from './outbound-url';

const MAX_URLS = 256;

/** URLs that may be called, taken apart: a target is called with one URL thousands of times. */
export class CheckedUrls {
  private readonly places = new Map<string, Place>();

  /** @param allowsPrivate whether private addresses may be called */
  constructor(private readonly allowsPrivate: boolean) {}

  /** @throws {OutboundError} `blocked` */
  placeOf(url: string): Place {
    const known = this.places.get(url);
    if (known !== undefined) return known;
    const problem = outboundUrlProblem(url, this.allowsPrivate);
    if (problem !== undefined) throw new OutboundError('blocked', `the URL ${problem}`);
    const { origin, pathname, search } = new URL(url);
    const place = { origin, path: `${pathname}${search}` };
    if (this.places.size >= MAX_URLS) this.places.clear();
    this.places.set(url, place);
    return place;
  }
}
