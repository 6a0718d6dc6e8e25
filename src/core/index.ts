/** The core's public face: what headless users, tests and benchmarks stand on. */
export { type Appraisal, appraiseCall } from './appraisal/appraise.ts';
export type { Comparison } from './appraisal/comparison.ts';
export { imageIdentity, shortImageName } from './appraisal/imageNames.ts';
export { imagePcrs } from './appraisal/newReference.ts';
export { matchReferences, type Outcome, type OutcomeKind } from './appraisal/outcome.ts';
export { type SelfCheck, selfChecks } from './appraisal/selfChecks.ts';
export {
  OUTCOME_COUNT_WORDS,
  outcomeClause,
  outcomeLabel,
  pcrList,
  shortened,
  utcTime,
} from './appraisal/wording.ts';
export {
  type AttestedCall,
  type CallProblem,
  claimsEnclaveSdk,
  type KmsCall,
  measurementAt,
  type Recipient,
  type RecordedPcr,
  recordedPcr,
} from './event/attestedCall.ts';
export { type ModuleId, parseModuleId, plausibleLaunch } from './event/moduleId.ts';
export { type Layer, type Located, type Span, touches } from './located.ts';
export { addMeasurement, type FileEdit, type NewMeasurement } from './measurement/addMeasurement.ts';
export { type Digest, isZero, parseDigest, readDigest, toBase64 } from './measurement/digest.ts';
export { pcrOfText } from './measurement/extend.ts';
export {
  type MeasurementsFile,
  type MeasurementsFileProblem,
  readMeasurementsFile,
} from './measurement/measurementsFile.ts';
export { type Platform, pcrMeaning, SINGLE_RAMDISK_PCR2 } from './measurement/pcr.ts';
export { indexReferences, NO_REFERENCES, type ReferenceIndex } from './measurement/referenceIndex.ts';
export { type ReferenceMeasurement, type ReferenceSource, referenceTitle } from './measurement/referenceMeasurement.ts';
export type { Result } from './result.ts';
export type { CallList } from './trail/callList.ts';
export { type ContainerKind, describeContainer } from './trail/container.ts';
export { mayHoldCalls, NEEDLE_REACH } from './trail/needle.ts';
export type { EventRecord, TrailProblem } from './trail/scan.ts';
export type { TextChange } from './trail/textChange.ts';
export {
  describeTrail,
  type IndexOptions,
  indexTrail,
  openTrail,
  type Readings,
  readingsAfter,
  type Trail,
} from './trail/trail.ts';
