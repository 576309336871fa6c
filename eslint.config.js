import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

// The type checker is given each component as the linter reads it. Else every component differs from the file that the
// checker had read, and it starts anew with each of them. The parser reads this when it is loaded.
process.env['SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK'] ??= '1'
const { default: svelte } = await import('eslint-plugin-svelte')

// Format is Prettier's alone: no rule here speaks of spaces, quotes, commas or line length.
// Unused names, unreachable code and missing returns are the type checker's where it has them.
export default defineConfig(
  globalIgnores(['dist/', 'data/', '.svelte-check/', 'test-results/', 'playwright-report/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    languageOptions: { globals: { ...globals.node, ...globals.browser } }
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
        svelteConfig
      }
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false }
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers are what messages and sentences are made of.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `() => void act()` says that nobody waits for an answer, whether there is one or not.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Initials are cut from names by code point; nobody's name starts with an emoji family.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Ports are records of functions that use no `this`; taking one out of its record is how they are handed on.
      '@typescript-eslint/unbound-method': 'off',
      // The session library's open types are filled by declaration merging, which the rule cannot see.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Y.Text writes its text; its type declarations hide that.
      '@typescript-eslint/no-base-to-string': [
        'error',
        { ignoredTypeNames: ['YText', 'Text', 'Error', 'RegExp', 'URL'] }
      ],
      // A port's method may be asynchronous although one adapter has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // `process.env['PORT']` and friends: names that come from outside are written as strings.
      '@typescript-eslint/dot-notation': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that holds it.' },
        { selector: 'CatchClause > BlockStatement[body.length=0]', message: 'No empty catch: refuse, throw or tell.' }
      ],
      eqeqeq: ['error', 'always'],
      'no-var': 'error',
      'prefer-const': 'error'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-inline-styles': ['error', { allowTransitions: true }],
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      // There is no base path and no SvelteKit here.
      'svelte/no-navigation-without-resolve': 'off',
      // A Map that is built once and handed on whole needs no reactivity.
      'svelte/prefer-svelte-reactivity': 'off',
      // Runes are declared with let and bound from outside.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error'
    }
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // The parser cannot type handlers written in markup; svelte-check can, and does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off'
    }
  },
  {
    // What these floors know about the world comes through ports: time, chance, words to the outside.
    files: ['server/relay/**/*.ts', 'shared/**/*.ts'],
    ignores: ['**/*.test.ts', '**/scene.ts', '**/*-scene.ts', '**/contract*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        ...['process', 'setTimeout', 'setInterval', 'setImmediate', 'performance', 'crypto', 'fetch'].map((name) => ({
          name,
          message: 'It comes in through a port.'
        }))
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in through the Clock port.' },
        { object: 'Math', property: 'random', message: 'Chance comes in through a port.' }
      ]
    }
  },
  {
    files: ['client/**/*.ts', 'client/**/*.svelte'],
    rules: { 'no-console': 'error' }
  },
  {
    files: ['**/*.test.ts', '**/scene.ts', '**/*-scene.ts', 'e2e/**/*.ts'],
    rules: {
      // A test states what it expects of an answer; that is its check of the shape.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off'
    }
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.strict],
    rules: { '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }] }
  }
)
