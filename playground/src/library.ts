/**
 * What the page asks of the library, which runs as WebAssembly in a worker.
 *
 * Every place is an offset in UTF-16 code units from the start of the text that was
 * handed in, as JavaScript counts and CodeMirror does: text.slice(from, to).
 *
 * A query that is wrong is no error of a call: the answer has diagnostics, and lacks what
 * only a sound query has. A call is rejected with a LibraryError for what is no question at
 * all, such as a target that does not exist.
 */
export interface Library {
  /** What the library is. */
  about(): Promise<About>;
  /** The targets, each with its fields. test-cases is the first. */
  targets(): Promise<TargetInfo[]>;

  /** What is wrong with a query, and its tokens. */
  check(query: Query): Promise<Check>;
  /** What may stand at an offset of a query, the best first. */
  complete(query: Query, offset: number): Promise<Completion[]>;
  /** The query's canonical text. With fix, edits that mend it are applied before. */
  format(query: Query, options?: { fix?: boolean }): Promise<Format>;

  /** The requests that answer a query. Of a target of tags alone it is the one request. */
  plan(query: Query, options?: PlanOptions): Promise<Plan>;
  /** The query as a SQL statement. */
  sql(query: Query, options: SqlOptions): Promise<Sql>;
  /** Which records two queries select, compared. The second has the settings of the first. */
  compare(a: Query, b: string): Promise<Comparison>;
  /** The filters in a JSON document. Without a target, that is recognised. */
  decompile(json: string, target?: string): Promise<Decompiled>;

  /**
   * Keeps the records of a file: answers of a service, arrays, JSON Lines, gzip or not. They
   * take the place of those that the target had, unless append is set or there are none in the
   * file. If something in the file is wrong, the records before it are kept, and those behind it
   * where possible.
   */
  load(target: string, name: string, data: Uint8Array | string, options?: { append?: boolean }): Promise<Loaded>;
  /** Keeps made-up records of the target, if TargetInfo.sample says that there are any. */
  loadSample(target: string): Promise<Loaded>;
  /** Forgets the records of a target. */
  unload(target: string): Promise<Loaded>;
  /** The records of the query's target that it selects: how many, and the first of them. */
  match(query: Query, options?: MatchOptions): Promise<Matches>;
  /** Why a record is selected or is not. Index is that of a Row. */
  why(query: Query, index: number): Promise<Why>;
}

/** A query, and what it means besides its text. */
export interface Query {
  /** The name of a TargetInfo. */
  target: string;
  query: string;
  /** Puts an i on every comparison of a text or list field. */
  ignoreCase?: boolean;
  /** The zone of days, as Europe/London. By default UTC. */
  timeZone?: string;
  /** The instant from which -7d counts back, as RFC 3339 has it. By default the present. */
  now?: string;
  /** The values of placeholders: $1 is the first. */
  arguments?: Argument[];
  /** Bounds on the query, by default the library's. */
  limits?: { bytes?: number; depth?: number; conditions?: number };
}

export type Argument = string | number | { time: string } | (string | number | { time: string })[];

export interface Span {
  from: number;
  to: number;
}

export interface Edit extends Span {
  insert: string;
}

export interface Fix {
  /** A few words for a button: Write "status". */
  title: string;
  /** Nobody can have meant anything else. Otherwise it is a guess. */
  sure: boolean;
  /** In order, without overlaps. */
  edits: Edit[];
}

export interface Diagnostic {
  /** A stable code, such as unknown-field. */
  code: string;
  severity: "error" | "warning";
  message: string;
  hint?: string;
  /** Where, if it has a place. */
  span?: Span;
  /** Where in JSON that was decoded, as tagFilter.orConditions[2]. */
  path?: string;
  /** Other places that it is about. */
  related?: Span[];
  fixes: Fix[];
}

export interface About {
  /** The version of the module, or devel. */
  version: string;
  /** The dialects of sql: sqlite, duckdb, postgresql, trino, mysql. */
  dialects: string[];
  /** The reference of the language: plain text, as doc.go has it. */
  reference: string;
}

export interface TargetInfo {
  name: string;
  /** As messages call it: SearchTestCases. */
  operation: string;
  /** What one record is called: test case. Absent if no record comes back. */
  record?: string;
  /** Whether it finds records, so that plan, match, sql and compare work. */
  finds: boolean;
  /** Whether there are made-up records. */
  sample: boolean;
  /** Whether a request takes an InstanceId. */
  instance: boolean;
  fields: FieldInfo[];
}

export interface FieldInfo {
  /** tag:KEY for the tags. */
  name: string;
  kind: "text" | "list" | "enum" | "bool" | "number" | "date" | "time";
  /** Of an enum. */
  values?: string[];
  /** Every record has it. */
  always: boolean;
  /** What negates a condition on it is sent as the opposite. */
  closed?: boolean;
  /** The operators that it takes, in the language's order. */
  operators: string[];
  /** Those by how they are sent: exactly, with more found than is selected, or not at all. */
  exact: string[];
  widened: string[];
  notSent: string[];
  /** Nobody says how the service is asked for it, so that it is not, unless PlanOptions.try names it. */
  off?: boolean;
  /** The member of the request, as StringCondition, and the FieldName in it. */
  condition?: string;
  fieldName?: string;
}

export type TokenType =
  | "keyword" // and or not
  | "field"
  | "tag" // tag:KEY
  | "operator" // = ^= startswith in exists not i
  | "value" // a word
  | "string" // in quotes
  | "placeholder"
  | "punctuation"
  | "invalid";

export interface Token extends Span {
  type: TokenType;
}

export interface Check {
  diagnostics: Diagnostic[];
  /** In order, without what is white space. */
  tokens: Token[];
  /** The canonical text, if there is no error. */
  canonical?: string;
  /** The same with instants for -7d and days: it means the same whenever it is read. */
  resolved?: string;
  /** It has no condition, and so selects every record. */
  empty: boolean;
}

export interface Completion extends Span {
  /** What to write in the place of from to to, with quotes and escapes. */
  text: string;
  kind: "field" | "tag" | "operator" | "value" | "keyword" | "punctuation";
  /** A few words: "text, sent to SearchTestCases". */
  detail: string;
}

export interface Format {
  diagnostics: Diagnostic[];
  /** The canonical text, if there is no error; with fix the mended text even so. */
  text?: string;
}

export interface PlanOptions {
  /** Put into each request, if it takes one. */
  instanceId?: string;
  /** Allow a request that lists every record. */
  allowScan?: boolean;
  /** Make it an error if something is left to check. */
  exact?: boolean;
  maxRequests?: number;
  maxTagConditions?: number;
  /** What is known of the service: see the flags of searchfilter plan. */
  keyWithoutValueExists?: boolean;
  statusMayBeMissing?: boolean;
  serviceFoldsCase?: boolean;
  containsAnyLength?: boolean;
  closed?: string[];
  try?: string[];
  unsent?: string[];
}

export interface Plan {
  /** Errors, such as full-scan, and warnings. */
  diagnostics: Diagnostic[];
  /** Absent after an error. Empty if nothing can be selected. */
  requests?: PlannedRequest[];
  /** What is left to check of every record that is found. */
  residual?: string;
  /** The conditions that are checked on the records, and why. */
  local: LocalCondition[];
  /** Parts of the query that select nothing. */
  clashes: { spans: Span[]; message: string }[];
  /** How it is known that there are no fewer requests. */
  minimal?: "bound" | "search" | "unproved";
  /** For bound: records, as queries, of which no request can find two. */
  fooling: string[];
  /** How many of the requests there are for limits of the service alone. */
  splits: number;
  /** The one request lists every record. */
  scan: boolean;
  /** What searchfilter explain prints. */
  explanation?: string;
  /** What searchfilter plan prints: the plan as JSON, indented. */
  json?: string;
}

export interface PlannedRequest {
  /** The body, as JSON, indented. */
  body: string;
  /** What it finds, as a query; "" for every record. */
  finds: string;
  /** Nothing is left to check of what it finds. */
  exact: boolean;
  /** Where in the query that comes from. */
  from: Span[];
  /** What is left to check of what this request finds. */
  residual?: string;
  /** The command line of the AWS CLI, quoted for a POSIX shell. Absent if there is none for the target. */
  command?: string;
}

export interface LocalCondition {
  condition: string;
  span?: Span;
  reason: string;
  /** What is sent in its place. */
  sent?: string;
}

export interface SqlOptions {
  /** One of About.dialects. */
  dialect: string;
  /** Maybe behind its schema and a dot. By default the target's name. */
  table?: string;
  /** Values as parameters, not as literals. */
  params?: boolean;
}

export interface Sql {
  /** What the table cannot say is a warning here, and left to residual. */
  diagnostics: Diagnostic[];
  statement?: string;
  /** The values of the parameters; integers beyond 2^53 as text. */
  params: (string | number)[];
  /** What is left to check of the rows. */
  residual?: string;
  /** It selects every row, though the query does not. */
  scan?: boolean;
  /** The statement that creates the table. Absent where the dialect has no type for a field. */
  create?: string;
}

export interface Comparison {
  /** Of the one query and of the other. */
  a: Diagnostic[];
  b: Diagnostic[];
  /**
   * equal: they select the same. subset: b selects all that a does, and more. superset: the
   * opposite. overlap: each selects what the other does not, and something both do. disjoint:
   * no record is selected by both. unknown: it takes too long to say. Absent after an error.
   */
  relation?: "equal" | "subset" | "superset" | "overlap" | "disjoint" | "unknown";
  /** A record, as JSON, that only the one, only the other, and that both select. */
  onlyA?: string;
  onlyB?: string;
  both?: string;
}

export interface Decompiled {
  /** About the document as a whole: that it is no JSON, or has no filter. */
  diagnostics: Diagnostic[];
  filters: FoundFilter[];
}

export interface FoundFilter {
  /** $ is the whole document. */
  path: string;
  span: Span;
  /** The target by which it was read. */
  target?: string;
  /** Others for which it is the same query. */
  others: string[];
  /** What it says, if it can be read; of a plan's request with what is left to check. */
  query?: string;
  /** What is wrong with it, and what is probably not meant, with places in the document. */
  diagnostics: Diagnostic[];
}

export interface Loaded {
  /** How many records of the target are kept now. */
  count: number;
  /**
   * Nothing could be read, so that the records from before stay, which append would have left, too.
   * What is said beside them is of the file.
   */
  kept?: boolean;
  /** The names of the files. */
  files: string[];
  /** "more pages follow", and the like. */
  warnings: string[];
  /** What is wrong, each with its file and place. At most ten, and then how many more. */
  errors: string[];
  /** Fields, and tag:, that the records lack since they are summaries. */
  lacking: string[];
  /** The keys of tags, the most frequent first. */
  tagKeys: string[];
}

export interface MatchOptions {
  /** The most rows, by default 100. */
  limit?: number;
  /** Rows to leave out before. */
  offset?: number;
  /** Fields, tag:KEY, or tags for all of them. Unless set, those that most want to see. */
  columns?: string[];
  /** Those that are not selected, instead. */
  invert?: boolean;
}

export interface Matches {
  diagnostics: Diagnostic[];
  /** How many records there are. */
  records: number;
  /** How many of them match. Absent after an error. */
  total?: number;
  columns: string[];
  rows: Row[];
}

export interface Row {
  /** The number of the record, from 0, for why. */
  index: number;
  /** A text for each column; "" for what the record lacks. Of tags each is on a line: KEY=VALUE. */
  cells: string[];
}

export interface Why {
  diagnostics: Diagnostic[];
  selected?: boolean;
  reasons: Reason[];
  /** What searchfilter explain --record prints. */
  text?: string;
  /** The record as JSON, indented. */
  record?: string;
}

/** A condition that decides, and what the record has for it. */
export interface Reason {
  condition: string;
  span?: Span;
  /** The record meets it, nots above it left out. */
  holds: boolean;
  field: string;
  has: boolean;
  value: string;
  /** Of a list. */
  values?: string[];
}

export interface WorkerLibrary extends Library {
  /** Resolves once the library can answer. It is rejected if it cannot be loaded. */
  readonly ready: Promise<void>;

  /**
   * The same library as one user of it sees it, such as an editor or a panel: of its calls of
   * one method the latest wins, and earlier ones that wait or run are rejected with
   * Superseded. Calls of the library itself are never given up.
   */
  latest(): Library;

  /** Ends the worker. Calls that wait are rejected. */
  close(): void;
}

export interface WorkerOptions {
  /** By default that of worker.ts. */
  worker?: () => Worker;
  /**
   * The longest that a call may take, in milliseconds, by default 10000. Then it is rejected with
   * a LibraryError, and the worker starts anew, with the records that were loaded. To load
   * records may take longer.
   */
  timeout?: number;
}

export { LibraryError, Superseded, isSuperseded } from "./errors";
export { startLibrary } from "./client";
