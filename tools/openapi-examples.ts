/** A body by media type, as the document has it. */
type Content = Readonly<Record<string, { schema?: { format?: string }; example?: unknown; examples?: object }>>;

/** As much of an operation as examples need. */
interface Operation {
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

/** As much of an OpenAPI document as examples need. */
export interface DocumentWithExamples {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One body of an operation: what is sent, or what a success answers. */
export interface ExampleBody {
  /** Such as `POST /v1/datasets body` or `GET /metrics 200`, and the media type. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The status of the answer; undefined for what is sent. */
  readonly status?: number;
  readonly mediaType: string;
  readonly schema: object;
  readonly example: unknown;
}

/** Every body that is sent and every body of a success. Bytes (`format: binary`) have no example and are left out. */
export function exampleBodies({ paths }: DocumentWithExamples): ExampleBody[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, value]) => {
      const operation = value as Operation;
      const answers = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'));
      return [
        ...bodiesOf(method, path, undefined, operation.requestBody?.content),
        ...answers.flatMap(([status, { content }]) => bodiesOf(method, path, Number(status), content)),
      ];
    }),
  );
}

function bodiesOf(method: string, path: string, status: number | undefined, content: Content = {}): ExampleBody[] {
  return Object.entries(content)
    .filter(([, { schema }]) => schema?.format !== 'binary')
    .map(([mediaType, { schema = {}, example }]) => ({
      name: `${method.toUpperCase()} ${path} ${status ?? 'body'} ${mediaType}`,
      method,
      path,
      ...(status === undefined ? {} : { status }),
      mediaType,
      schema,
      example,
    }));
}

/** The bodies that have no example; none in a document that is whole. */
export function missingExamples(document: DocumentWithExamples): string[] {
  return exampleBodies(document)
    .filter(({ example }) => example === undefined)
    .map(({ name }) => `no example: ${name}`);
}
