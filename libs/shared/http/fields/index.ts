export { checkFields, invalidFields, type FieldProblem } from './check';
export { clientIdProblem, projectIdProblem } from './client-id';
export { decimalProblem, decimalText } from './decimal';
export * from './decorators';
export { fieldsOf, type FieldOptions } from './field';
export { metadataProblem } from './keywords';
export { slugProblem } from './slug';
