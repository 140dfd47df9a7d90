import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { isoMillis } from '@assay/shared/time';
import type { ExportQuery } from '../dto/item.dto';
import { type ExportPage, ItemRepository, type ItemRow } from '../items/item.repository';
import { MAX_VERSION, noSuchVersion, storableVersion } from '../items/versions';

const FIRST_PAGE_ITEMS = 100;
const MAX_PAGE_ITEMS = 1_000;
/** Stored bytes after which a page ends; compressed as they may be, they can stand for a hundred times as many. */
const PAGE_BYTES = 128 * 1024;
const CHUNK_CHARACTERS = 64 * 1024;

interface Export {
  readonly projectId: string;
  readonly datasetId: string;
  readonly version: number;
}

/**
 * Writes the items of a dataset as lines of JSON. A version never changes, so the export is a snapshot page by page: no
 * transaction stays open while a slow reader takes its time, and a page is read when the one before has been taken.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly items: ItemRepository,
    private readonly locator: ResourceLocator,
  ) {}

  /**
   * The lines of a version, the current one by default. The first page is read before, so that errors are answered.
   * @throws {NotFoundError} for the dataset, or a version that it has not reached
   */
  async export(caller: Caller, datasetId: string, query: ExportQuery): Promise<Readable> {
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', datasetId);
    const asked = query.version === undefined ? MAX_VERSION : storableVersion(query.version);
    const first = await this.page({ projectId, datasetId, version: asked }, FIRST_PAGE_ITEMS);
    if (query.version !== undefined && query.version > first.datasetVersion) {
      throw noSuchVersion(datasetId, query.version, first.datasetVersion);
    }
    const version = query.version ?? first.datasetVersion;
    return Readable.from(this.lines({ projectId, datasetId, version }, first), { objectMode: false });
  }

  /** The lines of one page after the other; ends with an error, and the answer cut off, when the dataset is deleted. */
  private async *lines(of: Export, first: ExportPage): AsyncGenerator<string> {
    let page = first;
    for (;;) {
      const last = page.rows.at(-1);
      if (last === undefined) return;
      yield* chunks(page.rows);
      if (!page.hasMore) return;
      page = await this.page(of, Math.min(page.rows.length * 2, MAX_PAGE_ITEMS), last.id);
    }
  }

  private async page(of: Export, count: number, afterId?: string): Promise<ExportPage> {
    const limits = { count, bytes: PAGE_BYTES };
    const page = await this.items.exportPage(this.database, of.projectId, of.datasetId, of.version, limits, afterId);
    if (page === undefined) throw notFound('dataset', of.datasetId);
    return page;
  }
}

/** The lines of a page in pieces, so that one of huge items is never one huge text. */
function* chunks(rows: readonly ItemRow[]): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += lineOf(row);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function lineOf(row: ItemRow): string {
  const { id, input, expected_output: expectedOutput, metadata, created_at: createdAt } = row;
  const payloads = `"input":${inOneLine(input)},"expected_output":${inOneLine(expectedOutput ?? 'null')},"metadata":${inOneLine(metadata ?? 'null')}`;
  return `{"id":"${id}",${payloads},"created_at":"${isoMillis(createdAt)}"}\n`;
}

/** A line break in a JSON text is white space between tokens: in strings it is escaped. */
function inOneLine(text: string): string {
  return /[\n\r]/.test(text) ? text.replace(/[\n\r]/g, ' ') : text;
}
