import type { EventField } from './eventFields.ts';

/** The fields with a recipient around its members, for events that name each member by its whole path. */
export function withRecipientOfMembers(fields: readonly EventField[]): readonly EventField[] {
  const members = fields.filter(({ name }) => name === 'recipientMember');
  const [first] = members;
  if (first === undefined || fields.some(({ name }) => name === 'recipient')) {
    return fields;
  }
  let { start, end } = first;
  for (const member of members) {
    start = Math.min(start, member.keySpan.start);
    end = Math.max(end, member.end);
  }
  const keySpan = { start, end: start };
  return [...fields, { name: 'recipient', key: 'recipient', keySpan, content: { type: 'object' }, start, end }];
}
