// The door of what reads streams that hold other forms than CloudTrail's own.
export { CsvCutter } from './csvCutter.ts';
export { FormWatch } from './formWatch.ts';
export { JsonCutter } from './jsonCutter.ts';
export { FORM_SIZES, type FormSizes } from './sectionCutter.ts';
export { passOver, streamSections } from './sectionStream.ts';
export { StreamChunks } from './streamChunks.ts';
