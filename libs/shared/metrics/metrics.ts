import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Connections of a pool at a moment. */
export interface PoolCounts {
  readonly total: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

/** A finished request, as metrics see it: only words of bounded number become labels. */
export interface RequestSample {
  readonly method: string;
  /** The pattern of the route (`/v1/traces/:id`), never the path. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Stored batches that are not in the search index yet. */
export interface SearchBacklog {
  readonly batches: number;
  /** Age of the oldest one; 0 when there is none. */
  readonly lagSeconds: number;
  /** Spans of which phrases are not quick to find yet; from 100,000 on they are not counted. */
  readonly unpairedSpans: number;
}

/** Jobs of a queue in one state. */
export interface JobCount {
  /** Names of queues are constants of the code. */
  readonly queue: string;
  readonly state: 'waiting' | 'active' | 'failed';
  readonly count: number;
}

/** Where spans come in. */
export type SpanSource = 'native' | 'otlp';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * The figures of one application, on a registry of its own, so that several applications can run in one process.
 * Domains inject it and count what they do.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests finished, by method, route pattern and status.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: this.registers,
  });
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer.',
    labelNames: ['route', 'status_class'] as const,
    buckets: DURATION_BUCKETS_SECONDS,
    registers: this.registers,
  });
  private readonly spans = new Counter({
    name: 'assay_spans_ingested_total',
    help: 'Spans stored, by the way they came in.',
    labelNames: ['source'] as const,
    registers: this.registers,
  });

  private readonly expiredTraces = new Counter({
    name: 'assay_retention_deleted_traces_total',
    help: 'Traces deleted because their project keeps them no longer.',
    registers: this.registers,
  });
  private readonly expiredSpans = new Counter({
    name: 'assay_retention_deleted_spans_total',
    help: 'Spans deleted with traces that their project keeps no longer.',
    registers: this.registers,
  });
  private readonly passEnd = new Gauge({
    name: 'assay_retention_last_pass_timestamp_seconds',
    help: 'When this process last finished deleting the old traces of a project, in seconds since 1970; 0: not yet.',
    registers: this.registers,
  });
  private readonly passDuration = new Gauge({
    name: 'assay_retention_last_pass_duration_seconds',
    help: 'How long that took.',
    registers: this.registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const source of ['native', 'otlp'] satisfies SpanSource[]) this.spans.inc({ source }, 0);
  }

  /** Counts a request when its last byte is out, or its caller went away, under labels of which there are few. */
  requestFinished(sample: RequestSample): void {
    const method = METHODS.has(sample.method) ? sample.method : 'OTHER';
    const { route, status } = sample;
    this.requests.inc({ method, route, status });
    this.durations.observe({ route, status_class: `${Math.floor(status / 100)}xx` }, sample.durationMs / 1_000);
  }

  /** Counts spans that are stored: call it after the commit. */
  spansIngested(source: SpanSource, count: number): void {
    this.spans.inc({ source }, count);
  }

  /** Counts traces, and their spans, that are deleted for their age: call it after the commit. */
  tracesExpired(traces: number, spans: number): void {
    this.expiredTraces.inc(traces);
    this.expiredSpans.inc(spans);
  }

  /** Notes that all old traces of a project are deleted now, and how long that took. */
  retentionPassFinished(seconds: number): void {
    this.passEnd.set(Date.now() / 1_000);
    this.passDuration.set(seconds);
  }

  /** Shows how many requests are in flight. */
  watchRequests(count: () => number): void {
    new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests being answered now.',
      registers: this.registers,
      collect() {
        this.set(count());
      },
    });
  }

  /** Shows the connections of the database pool. */
  watchPool(counts: () => PoolCounts): void {
    new Gauge({
      name: 'database_pool_connections',
      help: 'Connections of the database pool by state, and requests that wait for one.',
      labelNames: ['state'] as const,
      registers: this.registers,
      collect() {
        for (const [state, value] of Object.entries(counts())) this.set({ state }, value as number);
      },
    });
  }

  /** Shows how far the search index is behind. A figure that cannot be read now is left out. */
  watchSearch(read: () => Promise<SearchBacklog>): void {
    let current: Promise<SearchBacklog | undefined> | undefined;
    // One look for all figures of a scrape.
    const backlog = (): Promise<SearchBacklog | undefined> =>
      (current ??= read()
        .catch(() => undefined)
        .finally(() => (current = undefined)));
    new Gauge({
      name: 'assay_search_pending_batches',
      help: 'Stored batches of spans that are not in the search index yet.',
      registers: this.registers,
      async collect() {
        this.set((await backlog())?.batches ?? NaN);
      },
    });
    new Gauge({
      name: 'assay_search_lag_seconds',
      help: 'Age of the oldest batch of spans that is not in the search index yet.',
      registers: this.registers,
      async collect() {
        this.set((await backlog())?.lagSeconds ?? NaN);
      },
    });
    new Gauge({
      name: 'assay_search_unpaired_spans',
      help: 'Spans indexed by an older version whose phrases are found, but slowly, until the indexer has been there; 100000 stands for more too.',
      registers: this.registers,
      async collect() {
        this.set((await backlog())?.unpairedSpans ?? NaN);
      },
    });
  }

  /** Shows the jobs of all processes. A figure that cannot be read now is left out. */
  watchJobs(read: () => Promise<readonly JobCount[]>): void {
    new Gauge({
      name: 'assay_jobs',
      help: 'Jobs in the queue of all processes, by queue and state; failed ones stay for an hour.',
      labelNames: ['queue', 'state'] as const,
      registers: this.registers,
      async collect() {
        this.reset();
        const counts = await read().catch(() => []);
        for (const { queue, state, count } of counts) this.set({ queue, state }, count);
      },
    });
  }

  /** Shows how far the deletion of old traces is behind. A figure that cannot be read now is left out. */
  watchRetention(lagSeconds: () => Promise<number>): void {
    new Gauge({
      name: 'assay_retention_lag_seconds',
      help: 'How long the deletion of old traces that waits longest, or is still going on, is due.',
      registers: this.registers,
      async collect() {
        this.set(await lagSeconds().catch(() => NaN));
      },
    });
  }

  /** Every figure in the Prometheus text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
