import type { Node } from 'jsonc-parser';
import { entriesOf } from './policyText.ts';

/** What is put together of more than an ARN has parts is not one. */
const MAX_PARTS = 20;
const MAX_LENGTH = 200;

/**
 * The text that functions of CloudFormation (`Ref`, `Fn::Sub`, `Fn::Join`, as JSON or as tags of YAML) give, what they
 * fill in written as `${name}`; undefined where that cannot be said. It is no text for values: nobody knows those.
 */
export function templateText(node: Node): string | undefined {
  const [property, ...others] = node.type === 'array' ? [] : (node.children ?? []);
  const [name, argument] = property?.children ?? [];
  if (argument === undefined || others.length > 0) {
    return undefined;
  }
  const text = typeof argument.value === 'string' && argument.value.length <= MAX_LENGTH ? argument.value : undefined;
  switch (name?.value) {
    case 'Ref':
      return text === undefined ? undefined : `\${${text}}`;
    case 'Fn::Sub':
      return text;
    case 'Fn::Join':
      return joined(argument);
    default:
      return undefined;
  }
}

function joined(argument: Node): string | undefined {
  const [delimiter, list, ...others] = argument.type === 'array' ? entriesOf(argument) : [];
  const parts = list?.type === 'array' ? entriesOf(list) : [];
  if (typeof delimiter?.value !== 'string' || others.length > 0 || parts.length === 0 || parts.length > MAX_PARTS) {
    return undefined;
  }
  const texts: string[] = [];
  for (const part of parts) {
    const text = part.type === 'string' ? String(part.value) : templateText(part);
    if (text === undefined || text.length > MAX_LENGTH) {
      return undefined;
    }
    texts.push(text);
  }
  return delimiter.value.length > 1 ? undefined : texts.join(delimiter.value);
}
