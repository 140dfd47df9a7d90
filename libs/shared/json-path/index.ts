export { compileJsonPath, type JsonPath, type SelectedNode } from './json-path';
export { JsonPathError, JsonPathWorkError } from './json-path-error';
export { MAX_PATH_LENGTH } from './limits';
export { valueAt } from './value-at';
