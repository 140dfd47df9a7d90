import { rulesOf } from '../rule';

/** Section 2: exports of traces. */
export const SECTION_2_EXPORT = rulesOf('2', [
  [
    'GET /v1/traces/export gives the traces that the filters of GET /v1/traces keep, streamed',
    'traces-export.spec.ts › the filters of the list, search and scores and metadata included',
    'traces-export.spec.ts › 1,200 traces, each once, those of one moment too',
    'traces-export.spec.ts › readers that stand still hold no database connection; those that go leave nothing behind',
    'traces-export.spec.ts › what arrives or is deleted meanwhile does not spoil it',
  ],
  [
    'An export as NDJSON can be ingested again and gives the same traces and scores',
    'traces-export.spec.ts › ingesting the lines gives the same traces, exactly, in another project or after a delete',
    'traces-export.spec.ts › a trace of 2,500 spans takes three lines, that of megabytes too',
    'traces-export.spec.ts › payloads of megabytes come back exactly: %s',
  ],
  [
    'An export as OTLP/JSON can be sent to an OTLP receiver and gives the same traces',
    'traces-export.spec.ts › sending the lines as %s gives the same traces',
    'traces-export.spec.ts › what came by OTLP goes out and in again, whatever convention it had',
  ],
]);
