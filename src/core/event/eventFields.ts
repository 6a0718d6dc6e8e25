import { createScanner, type JSONScanner, type SyntaxKind } from 'jsonc-parser';
import { readEmbedded } from '../jsonInString.ts';
import { NO_SCAN_ERROR, Token } from '../jsonTokens.ts';
import type { Layer, Span } from '../located.ts';
import { EVENT_SHAPE, type FieldName, type Shape } from './eventShape.ts';

/** A member of an event that somebody asks for. Offsets count from the start of the event's text. */
export interface EventField extends Span {
  readonly name: FieldName;
  /** The member's key as it reads once its escapes are undone, and where it stands between its quotes. */
  readonly key: string;
  readonly keySpan: Span;
  readonly content: FieldContent;
  /** What has to be undone on its text, where an event is put together of several texts. */
  readonly layers?: readonly Layer[];
}

export type FieldContent =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'null' | 'boolean' | 'object' | 'array' | 'unreadable' };

/** A place at which the event is not JSON. */
export interface SyntaxProblem extends Span {
  readonly message: string;
}

/** What was read of one event, with offsets of its own, so that it stays true when the event moves in its file. */
export interface EventFields {
  readonly fields: readonly EventField[];
  readonly problems: readonly SyntaxProblem[];
}

const MAX_PROBLEMS = 20;

/**
 * Reads the members of one event that the extension asks for. Reads on past broken places: what can be read is read.
 * Neither depth nor size of what it passes over matters.
 */
export function readEventFields(text: string, shape: Shape = EVENT_SHAPE): EventFields {
  const { fields, problems } = readLeadingValue(text, shape);
  return { fields, problems };
}

/** The same of a text that goes on behind the value; `end` is where the value ends. */
export function readLeadingValue(text: string, shape: Shape): EventFields & { readonly end: number } {
  const reader = new EventReader(text);
  const end = reader.readRoot(shape);
  return { fields: reader.fields, problems: reader.problems, end };
}

class EventReader {
  readonly fields: EventField[] = [];
  readonly problems: SyntaxProblem[] = [];
  private readonly text: string;
  private readonly scanner: JSONScanner;
  private token: SyntaxKind;

  constructor(text: string) {
    this.text = text;
    this.scanner = createScanner(text, true);
    this.token = this.scanner.scan();
  }

  readRoot(shape: Shape): number {
    return this.readContainer(shape, '', { start: 0, end: 0 });
  }

  private next(): void {
    this.token = this.scanner.scan();
  }

  /** The scanner steps beyond the end of a text that ends inside a comment. */
  private get start(): number {
    return Math.min(this.scanner.getTokenOffset(), this.text.length);
  }

  private get end(): number {
    return Math.min(this.scanner.getTokenOffset() + this.scanner.getTokenLength(), this.text.length);
  }

  private problem(message: string): void {
    if (this.problems.length < MAX_PROBLEMS) {
      this.problems.push({ message, start: this.start, end: this.end });
    }
  }

  /** From the opening brace to past the closing one; returns where it ends. Recursion follows the shape, not the text. */
  private readObject(shape: Shape): number {
    this.next();
    for (;;) {
      const end = this.end;
      switch (this.token) {
        case Token.closeBrace:
          this.next();
          return end;
        case Token.endOfText:
          this.problem('The event is cut off here.');
          return end;
        case Token.comma:
          this.next();
          break;
        case Token.string:
          this.readMember(shape);
          break;
        default:
          this.problem('A member name was expected here.');
          this.skipValue();
      }
    }
  }

  private readMember(shape: Shape): void {
    if (this.scanner.getTokenError() !== NO_SCAN_ERROR) {
      this.skipBrokenKey();
      return;
    }
    const name = this.scanner.getTokenValue();
    const { child, key } = memberShape(shape, name);
    // Of a dotted name the last part is what the member is called.
    const spelled = { start: this.start + 1, end: this.end - 1 };
    const keySpan = key === name ? spelled : lastPart(this.text, spelled, key.length);
    this.next();
    if (this.token !== Token.colon) {
      this.problem('A colon was expected before this.');
      return;
    }
    this.next();
    this.readValue(child, key, keySpan);
  }

  /** Past a key with a wrong escape or without its second quote, and what it names; as the scan of the trail does. */
  private skipBrokenKey(): void {
    this.problem('This member name is broken: an escape or its closing quote is wrong.');
    const raw = this.text.slice(this.start, this.end).trimEnd();
    if (raw.endsWith('{') || raw.endsWith('[')) {
      this.scanner.setPosition(this.start + raw.length - 1);
    }
    this.next();
    if (this.token === Token.colon) {
      this.next();
      this.readValue(undefined, '', { start: 0, end: 0 });
    } else if (this.token === Token.openBrace || this.token === Token.openBracket) {
      this.skipValue();
    }
  }

  private readValue(shape: Shape | undefined, key: string, keySpan: Span): void {
    if (this.token === Token.comma || this.token === Token.closeBrace) {
      this.problem('A value was expected before this.');
      return;
    }
    if (shape === undefined) {
      this.skipValue();
      return;
    }
    if (shape.kind === 'leaf' && this.token === Token.string) {
      this.pushString(shape, key, keySpan);
      return;
    }
    const start = this.start;
    const content = contentOf(this.token, this.scanner);
    const position = this.fields.length;
    const end = this.readContainer(shape, key, keySpan);
    if (shape.name !== undefined) {
      // A container stands before its members.
      this.fields.splice(position, 0, { name: shape.name, key, keySpan, content, start, end });
    }
  }

  /** Past the value, reading what the shape asks for; returns where the value ends. */
  private readContainer(shape: Shape, key: string, keySpan: Span): number {
    if (this.token === Token.openBrace && (shape.kind === 'object' || shape.kind === 'every-member')) {
      return this.readObject(shape);
    }
    if (this.token === Token.openBracket && shape.kind === 'elements') {
      return this.readElements(shape.element, key, keySpan);
    }
    return this.skipValue();
  }

  private readElements(shape: Shape, key: string, keySpan: Span): number {
    this.next();
    for (;;) {
      const end = this.end;
      switch (this.token) {
        case Token.closeBracket:
          this.next();
          return end;
        case Token.endOfText:
        case Token.closeBrace:
          return this.start;
        case Token.comma:
          this.next();
          break;
        default:
          this.readValue(shape, key, keySpan);
      }
    }
  }

  private pushString({ name, after }: Shape & { kind: 'leaf' }, key: string, keySpan: Span): void {
    const { start, end } = this;
    if (this.scanner.getTokenError() !== NO_SCAN_ERROR) {
      this.problem('This string is broken: an escape or its closing quote is wrong.');
      this.fields.push({ name, key, keySpan, content: { type: 'unreadable' }, start: start + 1, end });
    } else {
      const value = this.scanner.getTokenValue();
      const skipped = after === undefined ? 0 : value.indexOf(after) + 1;
      const skippedRaw = after === undefined ? 0 : endOfFirstColon(this.text.slice(start + 1, end - 1));
      if (after === undefined || skipped > 0) {
        const content = { type: 'string', value: value.slice(skipped) } as const;
        this.fields.push({ name, key, keySpan, content, start: start + 1 + skippedRaw, end: end - 1 });
      }
    }
    this.next();
  }

  /** Past one value of any depth, without recursion; returns where it ends. */
  private skipValue(): number {
    let depth = 0;
    for (;;) {
      const end = this.end;
      switch (this.token) {
        case Token.openBrace:
        case Token.openBracket:
          depth++;
          break;
        case Token.closeBrace:
        case Token.closeBracket:
          depth--;
          break;
        case Token.endOfText:
          return end;
        case Token.unknown:
          this.problem('This is not JSON.');
          break;
      }
      this.next();
      if (depth <= 0) {
        return end;
      }
    }
  }
}

/** The place of the last units of a name that is spelled at a place. */
function lastPart(text: string, { start, end }: Span, units: number): Span {
  const name = readEmbedded(text.slice(start, end), start);
  return { start: name?.outerOffset(name.value.length - units) ?? start, end };
}

/** In raw text, where the first colon ends, however it is spelled. */
function endOfFirstColon(raw: string): number {
  for (const found of raw.matchAll(/:|\\(?:u003a|.)/gi)) {
    if (found[0].length !== 2) {
      return found.index + found[0].length;
    }
  }
  return raw.length;
}

interface Member {
  readonly child: Shape | undefined;
  /** What the member is called in the object that it belongs to. */
  readonly key: string;
}

function memberShape(shape: Shape, name: string): Member {
  switch (shape.kind) {
    case 'object':
      return shape.dotted && !shape.members.has(name) && name.includes('.')
        ? dottedMember(shape, name.split('.'))
        : { child: shape.members.get(name), key: name };
    case 'every-member':
      return { child: shape.member, key: name };
    default:
      return { child: undefined, key: name };
  }
}

function dottedMember(shape: Shape, path: readonly string[]): Member {
  let member: Member = { child: shape, key: '' };
  for (const name of path) {
    member = member.child === undefined ? member : memberShape(member.child, name);
  }
  return { child: member.child, key: path[path.length - 1] ?? '' };
}

function contentOf(token: SyntaxKind, scanner: JSONScanner): FieldContent {
  switch (token) {
    case Token.string:
      return { type: 'string', value: scanner.getTokenValue() };
    case Token.number:
      return { type: 'number', value: Number(scanner.getTokenValue()) };
    default:
      return { type: contentType(token) };
  }
}

function contentType(token: SyntaxKind): Exclude<FieldContent['type'], 'string' | 'number'> {
  switch (token) {
    case Token.nullKeyword:
      return 'null';
    case Token.trueKeyword:
    case Token.falseKeyword:
      return 'boolean';
    case Token.openBrace:
      return 'object';
    case Token.openBracket:
      return 'array';
    default:
      return 'unreadable';
  }
}
