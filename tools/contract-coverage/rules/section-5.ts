import { rulesOf, type Rule } from '../rule';

/** Scores and the built-in scorers. */
export const SECTION_5: readonly Rule[] = rulesOf('5', [
  ['201 answers the whole score', 'scores.spec.ts › scores a run and answers the whole score'],
  [
    'value is a number in [0, 1] or a label that is not blank; else INVALID_SCORE_VALUE',
    'scores.spec.ts › INVALID_SCORE_VALUE for the value %j',
    'scores.spec.ts › INVALID_SCORE_VALUE for a number that cannot be kept: %.40s',
    'runs.spec.ts › 400: INVALID_SCORE_VALUE for the value %p',
  ],
  ['The strings NaN and Infinity are labels', 'scores.spec.ts › the string %j is a label like any other'],
  ['Numbers are kept exactly', 'scores.spec.ts › keeps the number %s exactly'],
  [
    'Scores never change; several of one name are all kept',
    'scores.spec.ts › scores never change: there is no way to change or delete one',
    'scores.spec.ts › several scores of one name on one target are all kept',
  ],
  ['target_type is run or span', 'scores.spec.ts › INVALID_REQUEST when target_type is not run or span: %j'],
  [
    'An unknown target is 404',
    'scores.spec.ts › 404: no run %s',
    'scores.spec.ts › 404: no such span, or not in the trace that is named',
    'scores.spec.ts › 404: the target is in another project, alike to the byte with one that does not exist',
  ],
  [
    'Span targets need trace_id only when several traces hold the id',
    'scores.spec.ts › scores a span, named by its id alone',
    'scores.spec.ts › INVALID_REQUEST when several traces hold the span id and trace_id is not given',
    'scores.spec.ts › 400: a span id of several traces needs trace_id',
  ],
  [
    'Built-in scorers compute where value is absent, at POST /v1/scores and inline',
    'scores.spec.ts › exact_match compares output and expected output of the run',
    'runs.spec.ts › built-in scorers compute from the output and the expected output of the item',
  ],
  [
    'scorer names a built-in and scorer_name is a free alias',
    'scores.spec.ts › scorer names the built-in and scorer_name is a free alias',
    'scores.spec.ts › INVALID_REQUEST when scorer names no built-in: %j',
  ],
  [
    'On spans: the output of the span and the expected_output of the config',
    'scores.spec.ts › on spans: the output of the span and the expected_output of the configuration',
  ],
  [
    'A value that is given is stored as it is',
    'scores.spec.ts › a value that is given is stored as it is, for built-in scorers too',
    'runs.spec.ts › a given value is stored as it is, for a built-in scorer too',
  ],
  [
    'A missing value for an unknown scorer is INVALID_REQUEST',
    'scores.spec.ts › INVALID_REQUEST when the value is missing for an unknown scorer, naming the built-in ones',
  ],
  [
    'Where no score can be made: 200 with a reason, and inline simply absent',
    'scores.spec.ts › the item has no expected output',
    'scores.spec.ts › the dataset is gone',
    'scores.spec.ts › a span without output or expected output',
    'runs.spec.ts › where no score can be made it is simply absent',
  ],
  [
    'A string stands for itself, any other value for its canonical JSON with exact numbers',
    'scores.spec.ts › a string stands for itself, any other value for its canonical JSON with exact numbers',
    'rewrite.spec.ts › lets a string stand for itself and anything else for its canonical text',
  ],
  [
    'exact_match: case_sensitive and strip_whitespace, both true by default',
    'scores.spec.ts › exact_match takes case_sensitive and strip_whitespace',
    'scorers.spec.ts › exact_match › %s',
  ],
  [
    "contains: case_sensitive, and an expected_output or value that overrides the item's",
    'scores.spec.ts › contains: an expected_output or value in the configuration overrides the one of the item',
    'scorers.spec.ts › contains › %s',
  ],
  [
    'regex: matches anywhere, flags i m s',
    'scorers.spec.ts › regex › %s',
    'scores.spec.ts › regex matches anywhere, in linear time',
  ],
  [
    'regex runs in linear time whatever the pattern',
    'scores.spec.ts › regex matches anywhere, in linear time',
    'linear-regex.spec.ts › limits › searches a million characters with %s',
  ],
  [
    'An invalid or unsupported pattern is INVALID_SCORER_CONFIG',
    'scores.spec.ts › INVALID_SCORER_CONFIG for the pattern of %j',
    'scores.spec.ts › INVALID_SCORER_CONFIG also when the value is given',
    'runs.spec.ts › 400: INVALID_SCORER_CONFIG names the setting',
    'span-scores.spec.ts › INVALID_SCORER_CONFIG for a pattern that does not compile',
  ],
  [
    'llm_judge without a provider is 422 SCORER_UNAVAILABLE',
    'scores.spec.ts › 422: llm_judge is known but has no provider',
  ],
  [
    'A score made in the background answers 202 {"score": null, "reason": "queued"}',
    'judge.spec.ts › 202: a score made in the background is queued, and made: the answer is kept as its rationale',
    'judge.spec.ts › scores of runs are queued in the transaction of the run, next to computed ones, in at most 4 statements',
    'judge.spec.ts › scores of spans are queued with their spans',
  ],
  [
    'llm_judge: model, prompt_template with {{input}}, {{output}}, {{expected_output}}',
    'judge.spec.ts › the configuration of llm_judge › %s is refused: %.60j',
    'judge.spec.ts › 400: INVALID_SCORER_CONFIG for %s',
    'judge.spec.ts › spans: the input and output of the span, and the expected_output of the configuration',
  ],
  [
    'llm_judge: score_extraction numeric (the first number, normalised by score_range and clamped) or label',
    'judge.spec.ts › number of %j',
    'judge.spec.ts › label of %.40j among %j',
    'judge.spec.ts › labels: score_extraction label gives one of the labels',
  ],
  [
    'llm_judge runs through any OpenAI-compatible endpoint, in the background with retries',
    'judge.spec.ts › trouble that may pass is tried again: 429 with Retry-After, 500, malformed JSON',
    'judge.spec.ts › loses nothing: another one makes the score, once, and does not pay for an answer that was kept',
    'providers.spec.ts › trouble that may pass is waited out, other trouble is not',
    'judge-workers.spec.ts › kill -9 in the middle of a call: the other one takes the task over, and there is one score',
    'judge-workers.spec.ts › a slow answer is waited for, and asked for once',
  ],
  [
    'weighted: llm_judge may be a part; its weight counts once all parts are settled, and a part without a number is a scoring error',
    'judged-groups.spec.ts › weighted: the mean of what is computed and what models say, by their weights',
    'judged-groups.spec.ts › a part that cannot score is a scoring error, and the mean is that of the parts that gave a number',
    'judged-groups.spec.ts › no part with a number: no score, and an error for each part that failed',
  ],
  [
    'Named scorers score in batches and rules too',
    'score-batches.spec.ts › a named scorer of the project scores by its name or under another one; one that there is not is 400',
    'scoring-rules.spec.ts › a rule scores with a named scorer as it stood when the rule was made or changed',
  ],
  [
    'Scoring errors of spans can be listed as well, with filters',
    'scoring-errors.spec.ts › 200: what a rule could not score, with the span and the reason',
    'scoring-errors.spec.ts › 200: those of batches and runs too; filters keep some of them',
  ],
  [
    'Tokens and cost of judges are told with each score and summed up; what is answered from kept answers costs nothing',
    'score-usage.spec.ts › GET /v1/scores tells tokens, cost and model of a score; an answer that was at hand cost nothing',
    'score-usage.spec.ts › GET /v1/scores/batch/:id sums it up for a batch',
    'score-usage.spec.ts › the summary of an experiment sums it up, by scorer and with what was paid for answers that made no score',
  ],
  [
    'The limits of a provider, calls at once and in a minute, hold over all processes',
    'judge-workers.spec.ts › never have more calls open at it than max_concurrency, together',
    'judge-workers.spec.ts › never begin more calls in a minute than requests_per_minute, together',
    'call-gate.spec.ts › what a process held that is gone is granted to others once its lease has ended',
  ],
  [
    'An answer without a number makes no score and is recorded on the run as a scoring error that can be listed',
    'judge.spec.ts › an answer without a number makes no score and is recorded on the run as a scoring error',
    'judge.spec.ts › GET /v1/experiments/:id/scoring-errors: pages, oldest first; 404 for an unknown experiment',
  ],
  [
    'Values of a prompt are delimited and cannot close the template',
    'judge.spec.ts › a value that guesses at markers does not close its own',
    'judge.spec.ts › values are put in once: what looks like a placeholder in them stays as it is',
    'judge.spec.ts › what a span or run says cannot close its markers or be read as a placeholder',
  ],
  [
    'GET /v1/scores requires target_id and target_type',
    'scores.spec.ts › GET /v1/scores › 400: without %s',
    'scores.spec.ts › 400: another target_type, limit or cursor',
  ],
  [
    'GET /v1/scores keeps the scores of one scorer_name',
    'scores.spec.ts › 200: scorer_name keeps the scores of one scorer',
  ],
  [
    'not_contains, equals, json_match, json_schema, levenshtein, numeric_diff and weighted compute, at POST /v1/scores and inline',
    'scorers.spec.ts › %s computes at POST /v1/scores and inline',
  ],
  [
    'A configuration that cannot be used is 400 INVALID_SCORER_CONFIG',
    'scorers.spec.ts › INVALID_SCORER_CONFIG when it is written: %s %j',
  ],
  ['weighted may say `of` beside the scorer', 'scorers.spec.ts › weighted takes `of` beside its name'],
  [
    'Named scorer configurations of a project are checked when they are written',
    'named-scorers.spec.ts › %s when it is written: %j',
  ],
  [
    'A named scorer is found wherever scores are asked for; an unknown one is 400 with the names that exist',
    'named-scorers.spec.ts › inline on runs, by scorer_name or by scorer',
    'named-scorers.spec.ts › at POST /v1/scores, with a configuration that goes before the named one',
    'named-scorers.spec.ts › inline on spans',
    'named-scorers.spec.ts › an unknown scorer is 400 with the names that exist',
  ],
  [
    'Named scorers are parts of weighted wherever a group is accepted; a group holds no group, and unknown parts are 400 with the names that exist',
    'named-parts.spec.ts › inline on runs, their names in the rationale',
    'named-parts.spec.ts › at POST /v1/scores, with a configuration and a name of the part that go before',
    'named-parts.spec.ts › inline on spans, and at POST /v1/scores on spans',
    'named-parts.spec.ts › in a named group, as they stand when it is asked for',
    'named-parts.spec.ts › in batches and rules, as they stand when these are made',
    'named-parts.spec.ts › in targets and executions',
    'named-parts.spec.ts › judges too: the group is made in the background',
    'named-parts.spec.ts › an unknown part, wherever it stands, with the names that there are',
    'named-parts.spec.ts › a group holds no group, built in or by a name, itself included',
  ],
  [
    'A scorer that cannot score leaves a scoring error, never a score',
    'assertion-grading.spec.ts › a computed scorer that cannot score leaves a scoring error on the run',
  ],
  ['A string stands for itself, any other value for its canonical JSON', 'scorers.spec.ts › 42 equals "42"'],
]);
