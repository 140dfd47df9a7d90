import tseslint from 'typescript-eslint';

/** A handler is one call into its service: everything else belongs there. */
const controllerRules = [
  {
    selector: 'MethodDefinition[kind="method"] > FunctionExpression > BlockStatement[body.length>1]',
    message: 'A handler is one call into the service.',
  },
  {
    selector: 'IfStatement, SwitchStatement, ForStatement, ForOfStatement, WhileStatement, ConditionalExpression',
    message: 'No branches or loops in a controller.',
  },
];

/** The one filter knows HTTP exceptions; nobody else throws them. */
const HTTP_EXCEPTIONS = [
  'HttpException',
  'BadRequestException',
  'ConflictException',
  'ForbiddenException',
  'InternalServerErrorException',
  'NotFoundException',
  'ServiceUnavailableException',
  'UnauthorizedException',
  'UnprocessableEntityException',
];

/** SQL that reads or changes datasets says which ones: those that are deleted softly are hidden everywhere. */
const liveDatasets = {
  meta: { type: 'problem' },
  create: (context) => {
    const check = (node) => {
      const text = context.sourceCode.getText(node);
      if (!/\b(FROM|JOIN|UPDATE)\s+datasets\b/.test(text) || text.includes('deleted_at')) return;
      context.report({ node, message: 'Datasets that are deleted softly are hidden: add deleted_at IS NULL.' });
    };
    return { TemplateLiteral: check, Literal: (node) => typeof node.value === 'string' && check(node) };
  },
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'libs/shared/errors/generated/**', '**/*_pb.ts', 'coverage/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in libs/shared/config only.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: HTTP_EXCEPTIONS,
              message: 'Domain code throws errors of the catalogue.',
            },
          ],
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
    },
  },
  {
    files: ['libs/**/*.ts'],
    ignores: ['libs/database/migrations/**'],
    plugins: { assay: { rules: { 'live-datasets': liveDatasets } } },
    rules: { 'assay/live-datasets': 'error' },
  },
  { files: ['**/*.controller.ts'], rules: { 'no-restricted-syntax': ['error', ...controllerRules] } },
  { files: ['libs/shared/http/as-app-error.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['libs/shared/config/**', 'libs/testing/**', 'tools/**', 'examples/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['tools/**', 'examples/**', 'apps/api/main.ts', 'apps/api/lifecycle/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.spec.ts', 'apps/api/test/**', 'libs/testing/**'],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.property.name=/^(skip|only|todo)$/][callee.object.name=/^(it|test|describe)$/]',
          message: 'No skipped and no exclusive tests.',
        },
        {
          selector: 'CallExpression[callee.name="setTimeout"]',
          message: 'Tests do not sleep: wait for what should happen.',
        },
      ],
    },
  },
);
