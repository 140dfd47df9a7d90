import type { Slice, Sliced } from '@assay/database';
import { WholeField } from '@assay/shared/http/fields';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;

/** Query of every list of this surface. */
export class NumberedPageQuery {
  @WholeField({ description: 'Which page, from 1.', optional: true, keepsNull: false, min: 1, default: 1 })
  page?: number;

  @WholeField({
    description: 'How many rows a page has.',
    optional: true,
    keepsNull: false,
    min: 1,
    max: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
  })
  pageSize?: number;
}

/** What every page answers beside its rows, which stand under a name of their own. */
export class NumberedPageDto {
  @WholeField({ description: 'Which page this is, from 1.', example: 1, min: 1 })
  page: number;

  @WholeField({ description: 'How many rows a page has.', example: 50, min: 1, max: MAX_PAGE_SIZE })
  pageSize: number;

  @WholeField({ description: 'How many rows the list has.', example: 1 })
  total: number;

  @WholeField({ description: 'How many pages they fill; 0 for an empty list.', example: 1 })
  totalPages: number;
}

/** The part of the list that a query asks for. */
export function sliceOf({ page = 1, pageSize = DEFAULT_PAGE_SIZE }: NumberedPageQuery): Slice {
  return { offset: (page - 1) * pageSize, count: pageSize };
}

/** Where the page that a query asked for stands. */
export function pageOf(query: NumberedPageQuery, { total }: Pick<Sliced<unknown>, 'total'>): NumberedPageDto {
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
  return { page, pageSize, total, totalPages: Math.ceil(total / pageSize) };
}

/** The page in examples. */
export const PAGE_EXAMPLE = { page: 1, pageSize: 50, total: 1, totalPages: 1 };
