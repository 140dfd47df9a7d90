import {
  type Attributes,
  NO_ATTRIBUTES,
  type OtlpRequest,
  type OtlpSpan,
  type PlacedSpan,
  type Rejection,
} from '../otlp-span';

/** Collects the spans of a request in their order; every span that is met counts, readable or not. */
export class RequestBuilder {
  private readonly spans: PlacedSpan[] = [];
  private readonly rejections: Rejection[] = [];
  private warning: string | null = null;
  private attributes: Attributes = NO_ATTRIBUTES;
  private scopeName = '';
  private index = 0;

  /** The spans that follow belong to a resource with these attributes. */
  resource(attributes: Attributes): void {
    this.attributes = attributes;
    this.scopeName = '';
  }

  /** The spans that follow were made by the scope of this name. */
  scope(name: string): void {
    this.scopeName = name;
  }

  /** The next span, of the resource and scope that were named last. */
  span(span: OtlpSpan): void {
    const { index, scopeName, attributes: resource } = this;
    this.index += 1;
    this.spans.push({ index, span, scopeName, resource });
  }

  /** The next span cannot be read. */
  reject(reason: string): void {
    this.rejections.push({ index: this.index, reason });
    this.index += 1;
  }

  /** Something the sender should know; the first one is kept. */
  warn(message: string): void {
    this.warning ??= message;
  }

  /** What was collected. */
  request(): OtlpRequest {
    return { spans: this.spans, rejections: this.rejections, warning: this.warning };
  }
}
