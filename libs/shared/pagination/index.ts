export { CursorCodec, type CursorScope } from './cursor';
export { DEFAULT_LIMIT, MAX_LIMIT, type Page, pageOf, PageQuery } from './page';
