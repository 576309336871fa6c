import { GROUPS } from '../../../shared/plan/vocabulary.ts'
import { ROLES } from '../../../shared/roles.ts'
import { whole, type Database } from './database.ts'

// One file past 300 lines: a list in its order, which is only ever added to.

/** The data folder cannot be used, and why, in one plain sentence for whoever runs the board. */
export class DataFolderRefused extends Error {
  override name = 'DataFolderRefused'
}

/** "board" in ASCII's first four letters: a database of something else is never written to. */
const applicationId = 0x626f6172

const words = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ')
const groups = words(GROUPS)
const roles = words(Object.keys(ROLES))

/** Each change of what a person may do or be raises the counter, in the transaction that makes it. */
const counted = (table: string): string =>
  ['INSERT', 'UPDATE', 'DELETE']
    .map(
      (change) => `CREATE TRIGGER ${table}_${change.toLowerCase()} AFTER ${change} ON ${table}
         BEGIN UPDATE access SET version = version + 1; END;`
    )
    .join('\n')

/**
 * Numbered from 1, only ever added to; `user_version` says how many a file has had.
 * `commits.salt` may be empty: words removed by law take their salt with them.
 * Speakers and typists in the log are no foreign keys: erasing a person leaves the log as it is.
 */
export const migrations: readonly string[] = [
  `
  PRAGMA application_id = ${applicationId};

  CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 1,
    head INTEGER NOT NULL DEFAULT 0,
    chain BLOB NOT NULL,
    snapshot_seq INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE commits (
    plan TEXT NOT NULL REFERENCES plans (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    at INTEGER NOT NULL,
    body BLOB NOT NULL,
    salt BLOB,
    digest BLOB NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (plan, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE owners (
    plan TEXT NOT NULL REFERENCES plans (id),
    client_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    speaker TEXT NOT NULL,
    typist TEXT NOT NULL,
    "group" TEXT NOT NULL CHECK ("group" IN (${groups})),
    via TEXT NOT NULL CHECK (via IN ('live', 'system')),
    PRIMARY KEY (plan, client_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE snapshots (
    plan TEXT NOT NULL REFERENCES plans (id),
    seq INTEGER NOT NULL,
    state BLOB NOT NULL,
    ledger BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (plan, seq)
  ) STRICT;

  CREATE TABLE people (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('account', 'guest', 'speaker')),
    name TEXT NOT NULL,
    email TEXT,
    email_key TEXT UNIQUE
  ) STRICT;

  CREATE TABLE members (
    plan TEXT NOT NULL REFERENCES plans (id),
    person TEXT NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN (${roles})),
    "group" TEXT NOT NULL CHECK ("group" IN (${groups})),
    voice INTEGER NOT NULL CHECK (voice IN (0, 1)),
    PRIMARY KEY (plan, person)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_person ON members (person);

  CREATE TABLE sign_ins (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
    used INTEGER NOT NULL CHECK (used IN (0, 1))
  ) STRICT;
  CREATE INDEX sign_ins_email ON sign_ins (email_key);

  CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_person ON sessions (person);

  CREATE TABLE views (
    id TEXT PRIMARY KEY,
    plan TEXT NOT NULL REFERENCES plans (id),
    priority TEXT NOT NULL,
    "group" TEXT NOT NULL CHECK ("group" IN (${groups})),
    words TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX views_plan ON views (plan, at);

  CREATE TABLE access (version INTEGER NOT NULL) STRICT;
  INSERT INTO access (version) VALUES (1);
  CREATE TABLE probe (count INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
  INSERT INTO probe (count, at) VALUES (0, 0);

  ${counted('people')}
  ${counted('members')}
  ${counted('sessions')}
  `,
  // Views had no author, only the group that holds them: whoever answers for the group stands for it.
  `
  ALTER TABLE plans ADD COLUMN records_news INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE plans ADD COLUMN people_news INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE records (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL REFERENCES plans (id),
    kind TEXT NOT NULL CHECK (kind IN ('view', 'reply', 'measure', 'evidence', 'update', 'finding', 'monitoring')),
    about TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "group" TEXT NOT NULL CHECK ("group" IN (${groups})),
    at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    news INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX records_plan ON records (plan, news);

  CREATE TABLE record_versions (
    record TEXT NOT NULL REFERENCES records (id),
    version INTEGER NOT NULL CHECK (version > 0),
    data TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    PRIMARY KEY (record, version)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE access_log (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    plan TEXT NOT NULL REFERENCES plans (id),
    at INTEGER NOT NULL,
    "by" TEXT,
    person TEXT NOT NULL,
    was_role TEXT, was_group TEXT, was_voice INTEGER,
    now_role TEXT, now_group TEXT, now_voice INTEGER
  ) STRICT;
  CREATE INDEX access_log_plan ON access_log (plan, n);

  CREATE TABLE visits (
    plan TEXT NOT NULL REFERENCES plans (id),
    person TEXT NOT NULL REFERENCES people (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (plan, person)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO records (id, plan, kind, about, "by", "group", at, version, news)
    SELECT id, plan, 'view', 'priorities/' || priority,
      coalesce((SELECT person FROM members WHERE members.plan = views.plan AND members."group" = views."group"
        ORDER BY voice DESC, person LIMIT 1), 'not-known'),
      "group", at, 1, 1
    FROM views ORDER BY at, id;
  INSERT INTO record_versions (record, version, data, "by", at, withdrawn)
    SELECT records.id, 1,
      json_object('words', trim(substr(views.words, 1, 4000)), 'source', trim(substr(source, 1, 300)), 'held', 'group'),
      records."by", records.at, 0
    FROM records JOIN views ON views.id = records.id;
  UPDATE plans SET records_news = 1 WHERE id IN (SELECT plan FROM records);
  DROP TABLE views;

  ${['INSERT', 'UPDATE', 'DELETE']
    .map(
      (change) => `CREATE TRIGGER members_news_${change.toLowerCase()} AFTER ${change} ON members
         BEGIN UPDATE plans SET people_news = people_news + 1 WHERE id = ${change === 'DELETE' ? 'OLD' : 'NEW'}.plan; END;`
    )
    .join('\n')}
  `,
  // Who may be asked for the secret half of a key is the data folder; its public half stays with what it sealed.
  `
  CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY,
    public_key BLOB NOT NULL,
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE checkpoints (
    plan TEXT NOT NULL REFERENCES plans (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    chain BLOB NOT NULL,
    key_id TEXT NOT NULL REFERENCES signing_keys (id),
    signature BLOB NOT NULL,
    PRIMARY KEY (plan, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tombstones (
    plan TEXT NOT NULL REFERENCES plans (id),
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    at INTEGER NOT NULL,
    "by" TEXT,
    why TEXT NOT NULL,
    old_digest BLOB NOT NULL,
    new_digest BLOB NOT NULL,
    key_id TEXT NOT NULL REFERENCES signing_keys (id),
    signature BLOB NOT NULL,
    PRIMARY KEY (plan, seq, epoch)
  ) STRICT, WITHOUT ROWID;
  `,
  // A history can be folded anew from the log: it holds nothing that is not there.
  `
  ALTER TABLE visits ADD COLUMN previous_at INTEGER;

  CREATE TABLE histories (
    plan TEXT PRIMARY KEY REFERENCES plans (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    epoch INTEGER NOT NULL,
    state BLOB NOT NULL,
    fold BLOB NOT NULL,
    digest BLOB NOT NULL
  ) STRICT;
  `,
  // The end of the audit is not signed here: whoever holds the key seals what stands when the file is opened.
  `
  CREATE TABLE audit (
    n INTEGER PRIMARY KEY CHECK (n > 0),
    tbl TEXT NOT NULL,
    key TEXT NOT NULL,
    was BLOB,
    now BLOB,
    at INTEGER NOT NULL,
    chain BLOB NOT NULL
  ) STRICT;

  CREATE TABLE audit_rows (
    tbl TEXT NOT NULL,
    key TEXT NOT NULL,
    n INTEGER NOT NULL,
    salt BLOB NOT NULL,
    PRIMARY KEY (tbl, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    chain BLOB NOT NULL,
    key_id TEXT NOT NULL,
    signature BLOB NOT NULL
  ) STRICT;

  CREATE TABLE record_tombstones (
    record TEXT NOT NULL REFERENCES records (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    "by" TEXT,
    why TEXT NOT NULL,
    old_digest BLOB NOT NULL,
    new_digest BLOB NOT NULL,
    key_id TEXT NOT NULL REFERENCES signing_keys (id),
    signature BLOB NOT NULL,
    PRIMARY KEY (record, version, at)
  ) STRICT, WITHOUT ROWID;
  `,
  // What partners agree to stands apart from the live plan: rows are added, and the head of each version is signed.
  `
  ALTER TABLE plans ADD COLUMN versions INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE versions (
    plan TEXT NOT NULL REFERENCES plans (id),
    number INTEGER NOT NULL CHECK (number > 0),
    entries INTEGER NOT NULL,
    link BLOB NOT NULL,
    key_id TEXT NOT NULL REFERENCES signing_keys (id),
    signature BLOB NOT NULL,
    words BLOB NOT NULL,
    signed BLOB NOT NULL,
    PRIMARY KEY (plan, number)
  ) STRICT;

  CREATE TABLE version_entries (
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    at INTEGER NOT NULL,
    "by" TEXT,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (plan, number, n),
    FOREIGN KEY (plan, number) REFERENCES versions (plan, number)
  ) STRICT, WITHOUT ROWID;
  `,
  // Which kinds there are is for the code that writes them to say: another kind is no other table.
  `
  ALTER TABLE records ADD COLUMN kind_name TEXT NOT NULL DEFAULT '';
  UPDATE records SET kind_name = kind;
  ALTER TABLE records DROP COLUMN kind;
  ALTER TABLE records RENAME COLUMN kind_name TO kind;
  `,
  // Who took a plan away as a file stays, whoever they are later: no foreign key, as in the log.
  `
  CREATE TABLE takings (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    plan TEXT NOT NULL REFERENCES plans (id),
    at INTEGER NOT NULL,
    person TEXT NOT NULL,
    "group" TEXT NOT NULL CHECK ("group" IN (${groups})),
    format TEXT NOT NULL,
    words TEXT NOT NULL,
    since TEXT,
    names TEXT NOT NULL CHECK (names IN ('groups', 'roles')),
    reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX takings_plan ON takings (plan, n);
  `,
  // What members of a group think before it answers, which is theirs; and words of answers that went by law.
  `
  CREATE TABLE polls (
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,
    "group" TEXT NOT NULL CHECK ("group" IN (${groups})),
    "by" TEXT NOT NULL,
    at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (plan, number, "group"),
    FOREIGN KEY (plan, number) REFERENCES versions (plan, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE poll_words (
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,
    "group" TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people (id),
    word TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (plan, number, "group", person),
    FOREIGN KEY (plan, number, "group") REFERENCES polls (plan, number, "group")
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX poll_words_person ON poll_words (person);

  CREATE TABLE version_tombstones (
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    "by" TEXT,
    why TEXT NOT NULL,
    old_link BLOB NOT NULL,
    new_link BLOB NOT NULL,
    key_id TEXT NOT NULL REFERENCES signing_keys (id),
    signature BLOB NOT NULL,
    PRIMARY KEY (plan, number, n),
    FOREIGN KEY (plan, number, n) REFERENCES version_entries (plan, number, n)
  ) STRICT, WITHOUT ROWID;
  `,
  // What staff do, for files that credit their words to it: with the membership it comes and goes.
  `
  CREATE TABLE posts (
    plan TEXT NOT NULL REFERENCES plans (id),
    person TEXT NOT NULL REFERENCES people (id),
    post TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (plan, person)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE paper_orders (
    plan TEXT PRIMARY KEY REFERENCES plans (id),
    version INTEGER NOT NULL CHECK (version > 0),
    "order" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `
]

const pragma = (database: Database, name: string): number => {
  const row = database.prepare(`PRAGMA ${name}`).get()
  if (!row) throw new Error(`SQLite did not answer about ${name}`)
  return whole(row, name)
}

const newer = (version: number, known: number): string =>
  `The data folder was written by a newer version of the board (${version}, this one knows ${known}). ` +
  'Start the newer version, or put back a backup from before.'

/**
 * Brings a file to the shape this code knows, one transaction a step: killed anywhere, it goes on
 * where it was. Two processes may do it at once; each step looks again once it may write.
 * Refuses a file that is newer, or that is the database of something else.
 * @throws DataFolderRefused
 */
export const migrate = (database: Database, steps: readonly string[] = migrations): void => {
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()
  if (tables && whole(tables, 'count') > 0 && pragma(database, 'application_id') !== applicationId) {
    throw new DataFolderRefused('The database in the data folder is not one of the board.')
  }
  for (;;) {
    database.exec('BEGIN IMMEDIATE')
    try {
      const version = pragma(database, 'user_version')
      if (version > steps.length) throw new DataFolderRefused(newer(version, steps.length))
      const step = steps[version]
      if (step === undefined) {
        database.exec('ROLLBACK')
        return
      }
      database.exec(step)
      database.exec(`PRAGMA user_version = ${version + 1}`)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}
