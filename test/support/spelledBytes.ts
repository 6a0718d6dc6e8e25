// Every way in which people write the bytes of a document into a text.
import type { Spelling } from '../../src/core/index.ts';

export interface SpelledForm {
  readonly name: string;
  readonly spelling: (bytes: Uint8Array) => Spelling;
  readonly write: (bytes: Uint8Array) => string;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pairs = (bytes: Uint8Array): readonly string[] => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));

function lines(text: string, width: number): readonly string[] {
  return text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
}

/** As Python prints bytes: with double quotes only where there are single ones and no double ones. */
export function pythonLiteral(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  return `b${quote}${pythonUnits(bytes, quote)}${quote}`;
}

const PYTHON_ESCAPES: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

function pythonUnits(bytes: Uint8Array, quote: string): string {
  return Array.from(bytes, (byte) => {
    const unit = String.fromCharCode(byte);
    const plain = byte >= 0x20 && byte < 0x7f ? unit : `\\x${byte.toString(16).padStart(2, '0')}`;
    return PYTHON_ESCAPES[byte] ?? (unit === quote ? `\\${quote}` : plain);
  }).join('');
}

function pythonLines(bytes: Uint8Array): string {
  const parts = Array.from({ length: Math.ceil(bytes.length / 50) }, (_, at) => bytes.subarray(50 * at, 50 * at + 50));
  return `(${parts.map((part) => `b"${pythonUnits(part, '"')}"`).join('\n  ')})`;
}

function pem(bytes: Uint8Array): string {
  const label = 'ATTESTATION DOCUMENT';
  return `-----BEGIN ${label}-----\n${lines(base64(bytes), 64).join('\n')}\n-----END ${label}-----\n`;
}

const always = (spelling: Spelling) => () => spelling;
/** Without a sign of either alphabet the two are the same. */
const urlWhereSeen = (bytes: Uint8Array): Spelling => (/[-_]/.test(base64url(bytes)) ? 'base64url' : 'base64');

function form(
  name: string,
  spelling: Spelling | ((bytes: Uint8Array) => Spelling),
  write: SpelledForm['write'],
): SpelledForm {
  return { name, spelling: typeof spelling === 'string' ? always(spelling) : spelling, write };
}

export const SPELLED_FORMS: readonly SpelledForm[] = [
  form('base64', 'base64', base64),
  form('base64 without padding', 'base64', (bytes) => base64(bytes).replace(/=+$/, '')),
  form('base64 in lines', 'base64', (bytes) => `${lines(base64(bytes), 76).join('\r\n')}\r\n`),
  form('base64 with blanks', 'base64', (bytes) => lines(base64(bytes), 64).join(' ')),
  form('base64 in indented lines', 'base64', (bytes) => `document: |\n  ${lines(base64(bytes), 70).join('\n  ')}\n`),
  form('base64url', urlWhereSeen, base64url),
  form('base64url with padding', urlWhereSeen, (bytes) => base64(bytes).replaceAll('+', '-').replaceAll('/', '_')),
  form('hexadecimal', 'hex', hex),
  form('upper-case hexadecimal', 'hex', (bytes) => hex(bytes).toUpperCase()),
  form('hexadecimal with 0x', 'hex', (bytes) => `0x${hex(bytes)}`),
  form('hexadecimal with blanks', 'hex', (bytes) => pairs(bytes).join(' ')),
  form('hexadecimal with colons', 'hex', (bytes) => pairs(bytes).join(':')),
  form('hexadecimal in lines', 'hex', (bytes) => lines(hex(bytes), 60).join('\n')),
  form('hexadecimal in lines of an odd width', 'hex', (bytes) => lines(hex(bytes), 63).join('\r\n  ')),
  form('hexadecimal in a source string of odd lines', 'hex', (bytes) => `"${lines(hex(bytes), 79).join('\\n')}"`),
  form('hexadecimal in source strings of an odd width', 'hex', (bytes) => `"${lines(hex(bytes), 77).join('"\n  "')}"`),
  form(
    'a C array',
    'hex',
    (bytes) =>
      `uint8_t d[] = { ${pairs(bytes)
        .map((pair) => `0x${pair}`)
        .join(', ')} };`,
  ),
  form('a Go slice', 'hex', (bytes) => `[]byte{${Array.from(bytes, (byte) => `0x${byte.toString(16)}`).join(', ')}}`),
  form(
    'a string of \\x escapes',
    'python-bytes',
    (bytes) =>
      `"${pairs(bytes)
        .map((pair) => `\\x${pair}`)
        .join('')}"`,
  ),
  form('\\x escapes without quotes', 'python-bytes', (bytes) =>
    pairs(bytes)
      .map((pair) => `\\x${pair}`)
      .join(''),
  ),
  form('a JSON member', 'base64', (bytes) =>
    JSON.stringify({ at: 5, held: { attestation: base64(bytes) }, b: [] }, null, 2),
  ),
  form('JSON with all that may be escaped', 'base64', (bytes) =>
    JSON.stringify({ doc: base64(bytes) })
      .replaceAll('/', '\\/')
      .replaceAll('+', '\\u002B')
      .replaceAll('=', '\\u003D'),
  ),
  form('JSON in JSON, in lines', 'base64', (bytes) =>
    JSON.stringify({ body: JSON.stringify({ doc: lines(base64(bytes), 64).join('\n') }) }),
  ),
  form('a source string', 'base64', (bytes) => `const document = '${base64(bytes)}';`),
  form('source strings with a plus', 'base64', (bytes) => `x = "${lines(base64(bytes), 60).join('" +\n    "')}";`),
  form('adjacent source strings', 'base64', (bytes) => `(\n  '${lines(base64(bytes), 60).join("'\n  '")}'\n)`),
  form('a source string with \\n', 'base64', (bytes) => `"${lines(base64(bytes), 64).join('\\n')}\\n"`),
  form('a continued source string', 'base64', (bytes) => `"${lines(base64(bytes), 64).join('\\\n    ')}"`),
  form('source strings in a JSON string', 'base64', (bytes) =>
    JSON.stringify({ diff: `x = "${lines(base64(bytes), 60).join('" +\n    "')}"` }),
  ),
  form('a Python literal', 'python-bytes', pythonLiteral),
  form('adjacent Python literals', 'python-bytes', pythonLines),
  form('a Python literal in a JSON log', 'python-bytes', (bytes) =>
    JSON.stringify({ level: 'info', message: `document: ${pythonLiteral(bytes)}` }),
  ),
  form('a JSON array of integers', 'integers', (bytes) => JSON.stringify([...bytes])),
  form('integers on lines', 'integers', (bytes) => JSON.stringify([...bytes], null, 2)),
  form('a Rust slice', 'integers', (bytes) => `let doc = &[${[...bytes].join(', ')}];`),
  form('signed integers', 'integers', (bytes) => `[${[...new Int8Array(bytes)].join(', ')}]`),
  form('a PEM-like block', 'pem', pem),
  form('a PEM-like block in a source string', 'pem', (bytes) => JSON.stringify(pem(bytes))),
  form('a log line', urlWhereSeen, (bytes) => `2026-03-04 05:06:07 INFO got ${base64url(bytes)} in 5 ms\n`),
  form(
    'the output of a command',
    'base64',
    (bytes) => `Connected, 1 enclave\nDocument: ${base64(bytes)}\n\nDone in 1 s\n`,
  ),
];
