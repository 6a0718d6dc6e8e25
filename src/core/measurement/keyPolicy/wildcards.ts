const ANY_TEXT = 0x2a;
const ANY_UNIT = 0x3f;

export function hasWildcards(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/**
 * Whether a pattern of IAM (`*` for any text, `?` for one character) is all of a text. Only the latest `*` is ever
 * tried again, so the cost is at most the product of both lengths: linear in the pattern for a digest or an action. What
 * stands behind the last `*` has one place where it can match, the text's end.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const last = pattern.lastIndexOf('*');
  let at = 0;
  let next = 0;
  let star = -1;
  let resumed = 0;
  while (at < text.length) {
    const unit = next < pattern.length ? pattern.charCodeAt(next) : -1;
    if (unit === ANY_TEXT && next === last) {
      const end = text.length - (pattern.length - next - 1);
      if (end < at) {
        return false;
      }
      star = -1;
      at = end;
      next++;
    } else if (unit === ANY_TEXT) {
      star = next;
      resumed = at;
      next++;
    } else if (unit === ANY_UNIT || unit === text.charCodeAt(at)) {
      at++;
      next++;
    } else if (star >= 0) {
      resumed++;
      at = resumed;
      next = star + 1;
    } else {
      return false;
    }
  }
  while (pattern.charCodeAt(next) === ANY_TEXT) {
    next++;
  }
  return next === pattern.length;
}
