import { wordsSearch } from './wordsSearch.ts';

/** Members by which a document in another form than CloudTrail's is told, as tools spell them. */
export const FORM_WORDS = wordsSearch([
  '"_source":{',
  '"_source": ',
  '"_source":\n',
  '"_source":\r',
  '"_source":\t',
  '"_source" :',
  '"@message":',
  '"@message" :',
  '"QueryResultRows"',
  '"ResultSet"',
  '"class_uid"',
]);

/** What a call has in it: the name of a member of its recipient, unless columns have names of their own. */
export const CALL_WORDS = wordsSearch(['attestationDocument', '"QueryResultRows"', '"VarCharValue"']);
/** The same among rows of which the columns are known to have none. */
export const MEMBER_WORDS = wordsSearch(['attestationDocument']);
