import { rulesOf, type Rule } from '../rule';

const SPEC = 'targets.spec.ts ›';
const CALLS = 'target-calls.spec.ts ›';

/** Targets: what an execution calls. */
export const SECTION_10_TARGETS: readonly Rule[] = rulesOf('10', [
  [
    'POST /v1/targets {project_id, name, type, label?} → 201',
    `${SPEC} http has POST, the default body template and the default output path`,
    `${SPEC} prompt keeps model, messages template and parameters`,
    `${SPEC} scorer keeps its configuration`,
  ],
  ['names unique in the project', `${SPEC} names are unique in the project: CONFLICT, by PATCH too`],
  ['names unique, also when requests race', `${SPEC} of 50 targets of one name that race, one is made`],
  [
    'CRUD and list like any resource',
    `${SPEC} newest first, walked with cursors, every target once; a type filters`,
    `${SPEC} an absent field stays, null clears or gives the default`,
    `${SPEC} DELETE /v1/targets/:id is for good, and the name is free again`,
    `${SPEC} a target of another project is as if it did not exist`,
  ],
  [
    'http: url, method, headers, body_template, output_path, timeout_ms',
    `${CALLS} sends the filled template with headers, and takes the output out of the answer`,
    `${CALLS} one that hangs: timeout_ms`,
  ],
  [
    'prompt: model, messages, parameters',
    'target-prompts.spec.ts › asks the provider of the project with the filled messages and the parameters',
  ],
  [
    'scorer: built-in ones, judges and named ones; what they give is the output',
    `${SPEC} scorer keeps its configuration`,
    'judged-groups.spec.ts › llm_judge: what the model says is the output',
    'judged-groups.spec.ts › a named scorer is found by its name, as it stands when it is called',
  ],
  [
    'secrets in headers are encrypted at rest and never answered',
    `${SPEC} values are encrypted at rest and never answered`,
  ],
  [
    'a template, path or schema that does not compile is 400 when it is written',
    `${SPEC} a template with an unknown placeholder is refused with those that exist`,
    `${SPEC} a JSONPath that does not compile is refused: %s`,
  ],
  [
    'an unknown scorer is 400 with the names that exist',
    `${SPEC} an unknown scorer is refused with the names that exist`,
  ],
  [
    'a target that answers HTML, 50 MB, nothing, or hangs gives an error with the first 2 KB',
    `${CALLS} HTML: the first 2 KB of the answer`,
    `${CALLS} 50 MB: cut off, with its beginning`,
    `${CALLS} nothing`,
    `${CALLS} one that hangs: timeout_ms`,
  ],
  ['each call carries traceparent', `${CALLS} is told by traceparent, another one each time`],
  ['or the trace id of the answer', `${CALLS} is the one of the answer, by %s`],
  [
    'private addresses are allowed in the embedded default, and by setting otherwise',
    `${CALLS} are refused when the target is written and when it is called, unless the setting allows them`,
    'address-guard.spec.ts › %s, a private address, only where the operator allows it',
  ],
  [
    'link-local and metadata addresses never; checked on the resolved address and after redirects',
    'address-guard.spec.ts › %s (%s) is forbidden',
    'outbound.spec.ts › checks again after each redirect',
    'outbound.spec.ts › refuses a private address where it is not allowed, by number and by name',
  ],
]);
