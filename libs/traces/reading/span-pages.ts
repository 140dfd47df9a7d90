import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { PayloadField } from './span-fields';
import type { StoredSpan } from './span-json';
import { type PageSpan, SpanRepository, type SpansOfTrace } from './span.repository';

/** Spans of the first page; the next is twice what the last could take. */
const FIRST_PAGE_SPANS = 100;
const MAX_PAGE_SPANS = 500;
const LIMITS = { bytes: 1024 * 1024, payloadBytes: 2 * 1024 * 1024 };
/**
 * Characters of a long payload that are read at once, of up to four bytes each. Postgres unpacks and counts through the
 * whole payload for each part, so few parts are quicker: 10 MB in five.
 */
const PART_CHARACTERS = 2 * 1024 * 1024;

/**
 * Reads spans page by page, so that few megabytes are held however many spans there are and however large they are. Each
 * page is a statement of its own: nothing of the database is occupied while its reader takes its time.
 */
@Injectable()
export class SpanPages {
  constructor(
    private readonly database: Database,
    private readonly spans: SpanRepository,
  ) {}

  /**
   * Spans in the order of their ids.
   * @throws {NotFoundError} as soon as one is found missing: the trace was deleted
   */
  async *read(of: SpansOfTrace, ids: readonly string[]): AsyncGenerator<StoredSpan, void> {
    let count = FIRST_PAGE_SPANS;
    for (let from = 0; from < ids.length;) {
      const asked = ids.slice(from, from + count);
      const rows = await this.spans.byIds(this.database, of, asked, LIMITS);
      if (rows.length < asked.length) throw notFound('trace', of.traceId);
      const within = rows.findIndex(({ is_within: isWithin }) => !isWithin);
      const taken = within < 0 ? rows.length : within;
      for (let at = 0; at < taken; at += 1) yield rows[at] as StoredSpan;
      from += taken;
      count = Math.min(taken * 2, MAX_PAGE_SPANS);
    }
  }

  /** One span; undefined when there is none. */
  async one(of: SpansOfTrace, id: string): Promise<PageSpan | undefined> {
    return (await this.spans.byIds(this.database, of, [id], LIMITS))[0];
  }

  /**
   * The JSON text of a long payload in parts.
   * @throws {NotFoundError} when the trace was deleted
   */
  async *payload(of: SpansOfTrace, id: string, field: PayloadField): AsyncGenerator<string, void> {
    for (let from = 1; ; from += PART_CHARACTERS) {
      const part = await this.spans.part(this.database, of, { id, field, from, count: PART_CHARACTERS });
      if (part === undefined) throw notFound('trace', of.traceId);
      yield part.text;
      if (!part.hasMore) return;
    }
  }
}
