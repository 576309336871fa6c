/** A table whose rows are sealed one by one: by which columns a row is known, and which of them are sealed. */
export type AuditedTable = { name: string; key: readonly string[]; columns: readonly string[] }

/**
 * Every row of these is under the seal. What of a row stands under a proof of its own is left to it: the head
 * and the chain of a plan to its log, the bytes of a snapshot and a history to their digest.
 */
export const auditedTables: readonly AuditedTable[] = [
  { name: 'plans', key: ['id'], columns: ['id', 'created_at', 'epoch', 'records_news', 'people_news', 'versions'] },
  { name: 'people', key: ['id'], columns: ['id', 'kind', 'name', 'email', 'email_key'] },
  { name: 'members', key: ['plan', 'person'], columns: ['plan', 'person', 'role', 'group', 'voice'] },
  {
    name: 'records',
    key: ['id'],
    columns: ['n', 'id', 'plan', 'kind', 'about', 'by', 'group', 'at', 'version', 'news']
  },
  {
    name: 'record_versions',
    key: ['record', 'version'],
    columns: ['record', 'version', 'data', 'by', 'at', 'withdrawn']
  },
  {
    name: 'record_tombstones',
    key: ['record', 'version', 'at'],
    columns: ['record', 'version', 'at', 'by', 'why', 'old_digest', 'new_digest', 'key_id', 'signature']
  },
  {
    name: 'access_log',
    key: ['n'],
    columns: [
      'n',
      'plan',
      'at',
      'by',
      'person',
      'was_role',
      'was_group',
      'was_voice',
      'now_role',
      'now_group',
      'now_voice'
    ]
  },
  { name: 'signing_keys', key: ['id'], columns: ['id', 'public_key', 'since'] },
  {
    name: 'checkpoints',
    key: ['plan', 'seq'],
    columns: ['plan', 'seq', 'at', 'chain', 'key_id', 'signature']
  },
  {
    name: 'tombstones',
    key: ['plan', 'seq', 'epoch'],
    columns: ['plan', 'seq', 'epoch', 'at', 'by', 'why', 'old_digest', 'new_digest', 'key_id', 'signature']
  },
  { name: 'snapshots', key: ['plan', 'seq'], columns: ['plan', 'seq', 'digest'] },
  {
    name: 'versions',
    key: ['plan', 'number'],
    columns: ['plan', 'number', 'entries', 'link', 'key_id', 'signature']
  },
  {
    name: 'version_tombstones',
    key: ['plan', 'number', 'n'],
    columns: ['plan', 'number', 'n', 'at', 'by', 'why', 'old_link', 'new_link', 'key_id', 'signature']
  },
  { name: 'polls', key: ['plan', 'number', 'group'], columns: ['plan', 'number', 'group', 'by', 'at', 'hash'] },
  {
    name: 'poll_words',
    key: ['plan', 'number', 'group', 'person'],
    columns: ['plan', 'number', 'group', 'person', 'word', 'at']
  },
  { name: 'histories', key: ['plan'], columns: ['plan', 'seq', 'epoch', 'digest'] },
  { name: 'paper_orders', key: ['plan'], columns: ['plan', 'version', 'order', 'by', 'at'] },
  { name: 'posts', key: ['plan', 'person'], columns: ['plan', 'person', 'post', 'by', 'at'] },
  {
    name: 'takings',
    key: ['n'],
    columns: ['n', 'plan', 'at', 'person', 'group', 'format', 'words', 'since', 'names', 'reason']
  }
]

/** Every other table, and why a row of it needs no seal. */
export const notAudited: Readonly<Record<string, string>> = {
  commits: 'each stands in the chain of its plan',
  owners: 'each is bound by the body of a commit',
  version_entries: 'each stands in the chain of its version',
  audit: 'is a chain itself, and its end is signed',
  audit_rows: 'a salt or a number that was changed no longer fits its row',
  audit_head: 'is signed',
  sessions: 'end within weeks, and say nothing about a plan',
  sign_ins: 'end within minutes, and say nothing about a plan',
  visits: 'when somebody was last here; nothing rests on it',
  access: 'a counter that tells running servers to look again',
  probe: 'proves that a write reaches the disk',
  sqlite_sequence: 'numbers of SQLite itself'
}

const quoted = (name: string): string => `"${name}"`

/** The key of a row as SQL, of OLD, NEW or a table: a JSON list, so that neighbours cannot run into each other. */
export const keySql = ({ key }: AuditedTable, of: string): string =>
  `json_array(${key.map((column) => `${of}.${quoted(column)}`).join(', ')})`

/** What is sealed of a row as SQL: type and bytes of each column. */
export const valuesSql = ({ columns }: AuditedTable, of: string): string =>
  columns.map((column) => `typeof(${of}.${quoted(column)}) || ':' || hex(${of}.${quoted(column)})`).join(" || ',' || ")

/** The row of a key: its columns are given to it in the order of the key. */
export const rowSql = (table: AuditedTable): string =>
  `SELECT ${valuesSql(table, table.name)} AS held FROM ${table.name}
   WHERE ${table.key.map((column) => `${quoted(column)} = ?`).join(' AND ')}`
