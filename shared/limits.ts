/**
 * Every bound of the wire, the gate and the forms, in one place; `limits.test.ts` holds them
 * against each other. Source: PROTOCOL.md P20, and the measurements named there.
 */
export const limits = {
  /** One WebSocket frame, in or out. */
  frameBytesMax: 256 * 1024,
  /** What our client packs into one Update frame before it splits (room for the envelope). */
  updateBytesMax: 192 * 1024,
  /** Letters of one paste: at three bytes a letter, with marks, still one update. */
  pasteLettersMax: 40_000,
  nestingMax: 32,
  /** Updates of one connection that wait for a predecessor. */
  stashUpdatesMax: 256,
  stashBytesMax: 4 * 1024 * 1024,
  /** How often one of them is looked at again. */
  stashTriesMax: 16,
  /** Length of one run of already deleted letters (a struct with no content). */
  phantomLengthMax: 1024 * 1024,
  /** Neighbours looked at to put one update's letters in their places: some 50 ms of everybody's time. */
  placingStepsMax: 400_000,
  clockMax: 2 ** 32 - 1,
  clientIdMax: 2 ** 32 - 1,
  newIdsPerHourMax: 100,
  /** Runs of letters of one update that are said to stand again for earlier ones. */
  repeatsMax: 1000,
  /** Letters taken out lately that a room remembers, so that an undo can be proven without reading the log. */
  takenOutLettersMax: 256 * 1024,
  takenOutRunsMax: 20_000,
  batchUpdatesMax: 512,
  batchBytesMax: 1024 * 1024,
  /** The gate stops after so long and lets others have the event loop; what waits comes in the next turn. */
  turnMs: 20,
  /** SyncStep1 of one connection: each may be answered with the whole plan. */
  greetingsPerMinuteMax: 30,
  /** Frames of one connection waiting for the gate; beyond it the connection is closed. */
  inboxFramesMax: 4096,
  inboxBytesMax: 8 * 1024 * 1024,
  resumeRowsMax: 2000,
  resumeBytesMax: 1024 * 1024,
  presenceBytesMax: 1024,
  presencePerSecondMax: 5,
  presenceTurnMs: 100,
  presenceGoneMs: 1000,
  /** Frames and bytes of others that wait while a person holds the page still; beyond it the page moves again. */
  heldFramesMax: 5000,
  heldBytesMax: 4 * 1024 * 1024,
  /** Bytes that wait in one socket before it is closed with "try again". */
  outboxBytesMax: 16 * 1024 * 1024,
  keepaliveMs: 12_000,
  reconnectSpreadMs: 2_000,
  revokeCheckMs: 400,
  unknownKeyBytesMax: 1024,
  controlledTextMax: 500,
  linkLengthMax: 2048,
  /** Letters of what one record says: a differing view, a reply, an update. */
  recordWordsMax: 4000,
  /** How long the same words of one person about the same thing are taken for one try whose answer was lost. */
  sameWordsMs: 10 * 60_000,
  /** Letters of the plan that a comment quotes, and people or groups that one comment names. */
  quoteMax: 300,
  /** Runs of letters that a comment points at; of more the first and the last are kept. */
  anchorRunsMax: 200,
  mentionsMax: 20,
  /** Parents' and young people's comments that nobody has answered for so long come first for a lead. */
  answerDays: 7,
  /** People whose letter about comments waits for the next day. */
  commentLettersWaitingMax: 5000,
  commentLetterEveryMs: 24 * 60 * 60 * 1000,
  /** Dated rows of one measure. */
  readingsMax: 120,
  /** Letters of a name for a moment of the past, and how many named moments one time line shows: the latest named. */
  momentNameMax: 100,
  momentsShownMax: 200,
  /** Records of one plan, withdrawn ones too. */
  recordsPerPlanMax: 20_000,
  /** Of these one person's, and how often one person says something new or otherwise in an hour: nobody shuts others out. */
  recordsPerPersonMax: 5000,
  recordsPerHourMax: 600,
  versionsPerPlanMax: 500,
  /** Answers, moves and reminders of one version. */
  versionEntriesMax: 2000,
  /** Answers that one person gives or records about one version, so that nobody fills it and shuts others out. */
  answersPerPersonMax: 50,
  /** How far ahead the last day for answers may lie. */
  answerDaysMax: 3660,
  /** Frozen words that proved themselves are taken at that for so long, where versions are only listed. */
  versionProvenMs: 10_000,
  /** A version is frozen from words that stood so long ago at most. */
  freezeMinutes: 10,
  /** How long after signing in, or after a code was given again, somebody may freeze words or answer formally. */
  freshMinutes: 15,
  /** How often it is looked whether the time for answers has run out, and groups can be reminded. */
  versionsLookMs: 60_000,
  remindEveryMs: 20 * 60 * 60 * 1000,
  /** Letters that one request removes by law, the runs they lie in, and the letters of the reason. */
  redactionLettersMax: 50_000,
  redactionRunsMax: 1000,
  /** Fields, or addresses of links, in one request. */
  redactionPlacesMax: 50,
  redactionWhyMax: 500,
  /** Rows of the log that are looked through at once for words to be removed: some 20 ms of everybody's time. */
  redactionPageRows: 500,
  membersPerPlanMax: 1000,
  /** Of these the people without an account, whom everyone who writes may name. */
  speakersPerPlanMax: 300,
  /** Invitations one person may send in an hour. */
  invitationsPerHourMax: 200,
  /** An invitation waits in a mailbox longer than somebody who has just asked for a mail. */
  invitationMinutes: 7 * 24 * 60,
  /** How exactly it is known when somebody was last in a plan. */
  visitEveryMs: 10 * 60 * 1000,
  /** Lines of the log of access that are shown. */
  accessLinesMax: 100,
  /** Lines of it that are looked through for whoever was taken out before an answer: more than a plan ever has. */
  accessLinesReadMax: 10_000,
  /** A visit ends when somebody was away for so long. */
  visitGapMs: 30 * 60 * 1000,
  /** Commits that one look at `…/history` tells of. */
  historyCommitsMax: 1000,
  /** Changes on one page of history, and what a page holds when nobody says. */
  historyChangesMax: 200,
  historyChangesUsual: 50,
  /** Letters shown of one change. */
  historyWordsMax: 300,
  /** Changes since the last visit that are listed; all are counted. */
  historySinceMax: 100,
  /** Moments of a timeline that are sent as a list; beyond it they are asked for by their number. */
  historyStepsMax: 20_000,
  /** Commits read at once to bring a history up to date: some ten milliseconds of everybody's time. */
  historyPageRows: 400,
  historyPageBytes: 256 * 1024,
  /** How long a question waits for a history that is being put together. */
  historyWaitMs: 20_000,
  /** A history nobody asks is let go. */
  historyIdleMs: 5 * 60 * 1000,
  /** It is kept for the next opening once so many commits are new, and nobody has asked for a moment. */
  historyKeepRows: 2000,
  historyQuietMs: 10_000,
  /** A plan's kept history may fall so far behind before it is brought up to date unasked, and how often that is looked at. */
  historyBehindRows: 5000,
  historyLookMs: 60_000,
  /** Histories open at once; the one asked least lately is let go. */
  historiesOpenMax: 4,
  /** Memory of one history at most, and of what it has just made, in MB. */
  historyHeapMb: 512,
  historyNurseryMb: 16,
  /** Values one field is known to have had: the first one and the latest. */
  valuesPerFieldMax: 200,
  snapshotEveryRows: 500,
  /** Memory of the thread that folds one, in MB. */
  compactionHeapMb: 512,
  /** Older snapshots: one is kept in so many rows, so a moment in the past is at most this many rows away. */
  snapshotKeepEveryRows: 5000,
  /** Plans one person may be in before making another is refused. */
  plansPerPersonMax: 200,
  sessionDays: 30,
  signInMinutes: 15,
  /** A link that a person hands over (command line, first start of the example): time to pass it on. */
  handedLinkMinutes: 24 * 60,
  /** Asked-for sign-in mails on their way at once; beyond it asking has no effect. */
  signInsWaitingMax: 1000,
  codeTriesMax: 5,
  /** Mails to one address in an hour; above it the answer is the same and nothing is sent. */
  mailsPerHourMax: 10,
  /** Mails to addresses nobody here has, asked for from one source in an hour: the board is no way to bother strangers. */
  strangerMailsPerHourMax: 30,
  /** Wrong codes or links from one source for one account in 15 minutes. */
  failuresPerAccountAndSourceMax: 20,
  jsonBodyBytesMax: 64 * 1024,
  /** Files that are written at once, and how many more wait for their turn. */
  exportsAtOnceMax: 2,
  exportsWaitingMax: 50,
  /** How long one may take, and the memory of its thread in MB. */
  exportMs: 60_000,
  exportHeapMb: 256,
  /** A file that takes longer goes on without whoever asked for it, and a letter tells when it is there. */
  exportSoonMs: 10_000,
  /** How long a page waits for news of its file before it asks again. */
  exportNewsMs: 2000,
  /** Files of one person that wait to be fetched, how long, and how much room all of them take. */
  filesPerPersonMax: 5,
  fileKeptMs: 24 * 60 * 60 * 1000,
  /** One that nobody was written to about: whoever asked for it was there when it was ready. */
  fileFetchedMs: 10 * 60 * 1000,
  filesBytesMax: 64 * 1024 * 1024,
  /** Pages for the public that are kept as they were drawn. */
  publicPagesKeptMax: 30,
  filesLookMs: 60_000,
  /** Letters of what somebody takes a file away for, and how many of those are listed at once. */
  takingReasonMax: 200,
  takingsShownMax: 50,
  /** Letters of what somebody does at work. */
  postMax: 80,
  /** A spreadsheet that is brought back: the file, what it unpacks to, and what is read of it. A page does so in a second. */
  importFileBytesMax: 4 * 1024 * 1024,
  importUnpackedBytesMax: 24 * 1024 * 1024,
  importSheetsMax: 12,
  importRowsMax: 3000,
  importColumnsMax: 200,
  /** Changes that go in with one press. */
  importChangesMax: 1000
} as const
