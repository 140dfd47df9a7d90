import { rulesOf, type Rule } from '../rule';

/** Annotations and the dataset items made of them. */
export const SECTION_6: readonly Rule[] = rulesOf('6', [
  [
    '201 answers the whole annotation',
    'annotations.spec.ts › annotates a span and answers the whole annotation',
    'annotations.spec.ts › annotates a whole trace; what is absent is answered as null',
  ],
  [
    'At least one of label, correction, notes; null counts as absent: EMPTY_ANNOTATION',
    'annotations.spec.ts › one of the three is enough: %j',
    'annotations.spec.ts › EMPTY_ANNOTATION for %j',
    'annotations.spec.ts › EMPTY_ANNOTATION for a null correction in a body that is read exactly',
  ],
  ['correction may be any JSON value', 'annotations.spec.ts › the correction %s comes back as it was sent'],
  [
    'label and annotator are non-empty after trimming',
    'annotations.spec.ts › INVALID_REQUEST for %s %.20j',
    'annotations.spec.ts › label and annotator are kept trimmed',
  ],
  [
    'Annotations are immutable',
    'annotations.spec.ts › annotations never change: there is no way to change or delete one',
  ],
  [
    'Several per trace are all kept',
    'annotations.spec.ts › several per trace are all kept, and counted exactly when 50 come at once',
  ],
  [
    'GET /v1/annotations/:id exists',
    'annotations.spec.ts › 200: a read key may list and fetch',
    'annotations.spec.ts › 404: no annotation %s',
  ],
  [
    'GET /v1/annotations requires trace_id and filters by span_id',
    'annotations.spec.ts › 400: without trace_id',
    'annotations.spec.ts › 200: span_id keeps the annotations of one span',
  ],
  [
    'An unknown trace is 404',
    'annotations.spec.ts › 404: an unknown trace, also with a span',
    'annotations.spec.ts › 404: an unknown trace',
  ],
  [
    'A span of another trace is INVALID_ANNOTATION_SCOPE',
    'annotations.spec.ts › INVALID_ANNOTATION_SCOPE: a span of another trace, or of none; nothing is stored or counted',
  ],
  [
    'To dataset item: input of the root span, also for span annotations; expected_output is the correction or null',
    'annotation-conversion.spec.ts › 201: the input of the root span, the correction, and where it comes from',
    'annotation-conversion.spec.ts › 201: also for an annotation of a span, and without a correction',
    'annotation-conversion.spec.ts › 201: %s is an input, exactly',
  ],
  [
    'metadata of the item says where it comes from',
    'annotation-conversion.spec.ts › 201: the input of the root span, the correction, and where it comes from',
  ],
  ['No root is NO_ROOT_SPAN', 'annotation-conversion.spec.ts › NO_ROOT_SPAN: the trace has no root'],
  [
    'A root without input is NO_ROOT_INPUT',
    'annotation-conversion.spec.ts › NO_ROOT_INPUT: the root has no input (%j)',
  ],
  [
    'A trace or dataset that is gone is 404',
    'annotation-conversion.spec.ts › 201: the item stays when the trace is deleted',
    'annotation-conversion.spec.ts › 404: a dataset that does not exist, was deleted, or is of another project, for every key',
    'annotation-conversion.spec.ts › 404: an annotation that does not exist, or is of another project',
  ],
  [
    'It may be repeated; each makes an item and raises the version',
    'annotation-conversion.spec.ts › 201: may be repeated; each makes an item and raises the version of the dataset, 50 at once too',
  ],
]);
