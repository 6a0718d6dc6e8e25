/**
 * Whether a text holds log records of API calls, in whatever container and on whatever level of strings in strings. It
 * rather takes a file for a log that is none than the other way round: callers chose what stands in a log.
 */
export function holdsEvents(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text)) || TOGETHER.some((signs) => signs.every((sign) => sign.test(text)));
}

/** What ends a name: its quotes, with the backslashes that strings in strings have. */
const END = String.raw`[\\"']*\s*`;

/** In front of a name that is a key or a column: code in a template has others there. */
const START = String.raw`(?:^|[\n,;|\t"']|\\[nrt]) ?`;

const EVENT_NAME = /\b[eE]vent_?[nN]ame\b/;

/** Each of them is in log records alone. Patterns of EventBridge name calls too, but in lists. */
const SIGNS: readonly RegExp[] = [
  // CloudTrail writes the version of its format into each event; snake case is that of loggers in between.
  new RegExp(String.raw`\bevent_?version${END}[:=][\s\\"']*\d`, 'i'),
  // The columns of Athena and CloudTrail Lake, in a row of names.
  new RegExp(String.raw`${START}event_?(?:version|name)${END}[,;|\t]`, 'i'),
  new RegExp(String.raw`\bVarCharValue${END}:[\s\\"']*event_?(?:version|name)\b`, 'i'),
  new RegExp(String.raw`\b[eE]vent_?[nN]ame${END}:[\s\\"']*[A-Z]`),
  new RegExp(String.raw`${START}event\.action${END}[:,]`),
  // A call as a value of its own, under whatever name; policies write it behind "kms:", patterns into lists.
  /(?<!\b[kK][mM][sS])[:=]\s*[\\"']*(?:PutKeyPolicy|ReplicateKey|CreateKey)[\\"']*\s*(?:[,}\r\n]|$)/,
  // OCSF.
  new RegExp(String.raw`\bclass_uid${END}[:=,]`),
  new RegExp(String.raw`${START}api\.operation${END}[:,]`),
];

/** With a value, or as a column: plans have `null` for those of API Gateway. */
const PARAMETERS = new RegExp(String.raw`\brequest_?[pP]arameters${END}(?:[,|;\t]|[:=]\s*(?!null|\{\s*\}|\s))`);
const ECS = new RegExp(String.raw`\bcloudtrail${END}:\s*\{|\baws\.cloudtrail\.`);

/** What may stand in a template or plan alone, but not with the other. */
const TOGETHER: readonly (readonly RegExp[])[] = [
  [PARAMETERS, EVENT_NAME],
  [PARAMETERS, /(?<![kK][mM][sS]:)\bPutKeyPolicy\b/],
  [PARAMETERS, /\b(?:user_?[iI]dentity|event_?[sS]ource|event_category)\b/],
  [ECS, /\b(?:event_category|user_identity)\b/],
  [ECS, new RegExp(String.raw`\baction${END}:[\s\\"']*[A-Z]`)],
];
