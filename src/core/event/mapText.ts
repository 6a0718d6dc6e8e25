import { type EventField, type EventFields, readLeadingValue } from './eventFields.ts';
import type { Shape } from './eventShape.ts';

/** Maps in maps; KMS writes two. */
const DEEPEST = 16;

/**
 * Reads `{a=b, c={d=e}}`, as Java prints maps, and CloudTrail Lake and Athena with it; a value that is JSON stays so.
 * Nothing is escaped in such a text, so whoever wrote a value may have written what looks like more members. Therefore
 * it is read as a whole or not at all: undefined where a name is there twice, or a value has a bracket or what separates
 * members in it.
 */
export function readMapText(text: string, shape: Shape): EventFields | undefined {
  const reader = new MapTextReader(text);
  const end = reader.readValue({ shape, key: '', keySpan: { start: 0, end: 0 } }, 0, DEEPEST);
  return end === undefined || text.slice(end).trim() !== '' ? undefined : { fields: reader.fields, problems: [] };
}

/** A value that comes next, and what is asked of it. */
interface Place extends Pick<EventField, 'key' | 'keySpan'> {
  readonly shape: Shape | undefined;
}

class MapTextReader {
  readonly fields: EventField[] = [];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Returns where the value ends; undefined where it is no such text. */
  readValue(place: Place, start: number, depth: number): number | undefined {
    if (depth === 0) {
      return undefined;
    }
    switch (this.text.charAt(start)) {
      case '{':
        return this.within(place, 'object', start, () =>
          /^\{\s*"/.test(this.text.slice(start, start + 20))
            ? this.readJson(place, start)
            : this.readMembers(place.shape, start + 1, depth - 1),
        );
      case '[':
        return this.within(place, 'array', start, () => this.readElements(place, start + 1, depth - 1));
      default:
        return this.readText(place, start);
    }
  }

  /** A container stands before its members. */
  private within(
    { shape, key, keySpan }: Place,
    type: 'object' | 'array',
    start: number,
    read: () => number | undefined,
  ): number | undefined {
    const position = this.fields.length;
    const end = read();
    if (end !== undefined && shape?.name !== undefined) {
      const { name } = shape;
      this.fields.splice(position, 0, { name, key, keySpan, content: { type }, start, end, layers: [] });
    }
    return end;
  }

  private readMembers(shape: Shape | undefined, start: number, depth: number): number | undefined {
    if (this.text.charAt(start) === '}') {
      return start + 1;
    }
    const names = new Set<string>();
    for (let at = start; ; ) {
      const name = /[\w.:@/-]+(?==)/y;
      name.lastIndex = at;
      const [key] = name.exec(this.text) ?? [];
      if (key === undefined || names.has(key)) {
        return undefined;
      }
      names.add(key);
      const keySpan = { start: at, end: at + key.length };
      const end = this.readValue({ shape: memberOf(shape, key), key, keySpan }, keySpan.end + 1, depth);
      if (end === undefined || this.text.charAt(end) === '}') {
        return end && end + 1;
      }
      if (!this.text.startsWith(', ', end)) {
        return undefined;
      }
      at = end + 2;
    }
  }

  private readElements({ shape, key, keySpan }: Place, start: number, depth: number): number | undefined {
    if (this.text.charAt(start) === ']') {
      return start + 1;
    }
    const element = shape?.kind === 'elements' ? shape.element : undefined;
    for (let at = start; ; ) {
      const end = this.readValue({ shape: element, key, keySpan }, at, depth);
      if (end === undefined || this.text.charAt(end) === ']') {
        return end && end + 1;
      }
      if (!this.text.startsWith(', ', end)) {
        return undefined;
      }
      at = end + 2;
    }
  }

  private readJson({ shape }: Place, start: number): number | undefined {
    const json = readLeadingValue(this.text.slice(start), shape ?? NOTHING);
    if (json.problems.length > 0) {
      return undefined;
    }
    for (const field of json.fields) {
      const { keySpan } = field;
      this.fields.push({
        ...field,
        start: start + field.start,
        end: start + field.end,
        keySpan: { start: start + keySpan.start, end: start + keySpan.end },
        layers: ['json'],
      });
    }
    return start + json.end;
  }

  private readText({ shape, key, keySpan }: Place, start: number): number {
    const stop = /[{}[\]]|, /g;
    stop.lastIndex = start;
    const end = stop.exec(this.text)?.index ?? this.text.length;
    if (shape?.name !== undefined) {
      const value = this.text.slice(start, end);
      const skipped = shape.kind === 'leaf' && shape.after !== undefined ? value.indexOf(shape.after) + 1 : 0;
      const field = { name: shape.name, key, keySpan, start: start + skipped, end, layers: [] };
      if (value === 'null') {
        this.fields.push({ ...field, content: { type: 'null' } });
      } else if (skipped > 0 || shape.kind !== 'leaf' || shape.after === undefined) {
        this.fields.push({ ...field, content: { type: 'string', value: value.slice(skipped) } });
      }
    }
    return end;
  }
}

const NOTHING: Shape = { kind: 'object', members: new Map() };

function memberOf(shape: Shape | undefined, key: string): Shape | undefined {
  switch (shape?.kind) {
    case 'object':
      return shape.members.get(key);
    case 'every-member':
      return shape.member;
    default:
      return undefined;
  }
}
