/** The core's public face: what headless users, tests and benchmarks stand on. */
export { type Appraisal, appraiseCall } from './appraisal/appraise.ts';
export { besideClause, claimedBesideClause, madeClause } from './appraisal/besideWording.ts';
export { type CallFinding, type CallFindingCode, outcomeFinding, recordFindings } from './appraisal/callFindings.ts';
export type { Comparison } from './appraisal/comparison.ts';
export { differenceInWords } from './appraisal/differenceWording.ts';
export {
  byKinship,
  type Candidate,
  compareWithCall,
  type DocumentBesideCall,
  KINSHIPS,
  type Kinship,
  kinshipOf,
  measurementsOf,
  type PcrBesideCall,
  sideOfCall,
  sideOfDocument,
} from './appraisal/documentBesideCall.ts';
export { imageIdentity, shortImageName } from './appraisal/imageNames.ts';
export { imagePcrs } from './appraisal/newReference.ts';
export {
  type Appraised,
  isDebug,
  matchReferences,
  type Outcome,
  type OutcomeKind,
  outcomeOf,
} from './appraisal/outcome.ts';
export {
  type ConditionFit,
  type FitOutcome,
  fitPolicy,
  type MeasuredBy,
  type PolicyFit,
  type StatementFit,
} from './appraisal/policyFit.ts';
export {
  alsoNotEvaluated,
  alsoNotEvaluatedOfPolicy,
  POLICY_NOT_EVALUATED,
  policyFitClause,
  statementFitClause,
} from './appraisal/policyFitWording.ts';
export type {
  PolicyCorrection,
  PolicyEdit,
  PolicyMistake,
  PolicyMistakeCode,
} from './appraisal/policyMistake.ts';
export { policyMistakes } from './appraisal/policyMistakes.ts';
export { isPolicyOf } from './appraisal/policyOfKey.ts';
export { type SelfCheck, selfChecks } from './appraisal/selfChecks.ts';
export {
  type Compared,
  type PcrSideBySide,
  type Side,
  type SideBySide,
  sideBySide,
  sideBySideClause,
} from './appraisal/sideBySide.ts';
export {
  appraisedClause,
  claimedOutcomeClause,
  differing,
  OUTCOME_COUNT_WORDS,
  outcomeClause,
  outcomeLabel,
  pcrList,
  shortened,
} from './appraisal/wording.ts';
export { readAddedRoots } from './attestation/addedRoots.ts';
export type {
  AttestationDocument,
  DocumentPcr,
  FoundDocument,
  FoundDocuments,
  ProfileProblem,
  ReadProblem,
  SearchStop,
  Spelling,
} from './attestation/attestationDocument.ts';
export { AWS_NITRO_ROOT_FINGERPRINT } from './attestation/awsNitroRoot.ts';
export { type CarriedKey, carriedData } from './attestation/carriedData.ts';
export { type CertificateCache, createCertificateCache } from './attestation/certificateCache.ts';
export { diagnosticNotation } from './attestation/diagnosticNotation.ts';
export { compareExpected, type ExpectedComparison } from './attestation/expectedValues.ts';
export {
  findAttestationDocuments,
  readAttestationDocument,
  type SearchOptions,
  searchAttestationDocuments,
} from './attestation/findDocuments.ts';
export { isInformative, isProved } from './attestation/verdict.ts';
export { checkLabel, verdictSentence } from './attestation/verdictWording.ts';
export type {
  CertificateContents,
  ChainCertificate,
  Check,
  CheckId,
  CheckOutcome,
  Verdict,
  VerificationReport,
} from './attestation/verificationReport.ts';
export { type VerifyOptions, verifyAttestationDocument } from './attestation/verifyDocument.ts';
export type { WebCrypto } from './attestation/webCrypto.ts';
export { bytesOfBase64, toBase64Text } from './encoding/base64.ts';
export {
  type BytesPlace,
  type BytesProblem,
  type BytesProblemCode,
  bytesProblemClause,
  gzipProblem,
} from './encoding/bytesProblem.ts';
export { byteCount, grouped } from './encoding/count.ts';
export { type GzipEnd, gunzip, isGzip } from './encoding/gunzip.ts';
export { toHex } from './encoding/hex.ts';
export { pemOf } from './encoding/pem.ts';
export { areSameBytes } from './encoding/sameBytes.ts';
export {
  type AttestedCall,
  type CallProblem,
  claimsEnclaveSdk,
  type KmsCall,
  type Recipient,
  type RecordedPcr,
} from './event/attestedCall.ts';
export { type CallsByValue, type DigestOfCalls, readCallsByValue } from './event/callsByValue.ts';
export {
  type CallValue,
  type MeasuredValue,
  type RecordedValue,
  recordedPlace,
  recordedValueAt,
  recordedValues,
} from './event/callValue.ts';
export { type ModuleId, parseModuleId, plausibleLaunch } from './event/moduleId.ts';
export { type FormattedEvent, formattedOffset, unformattedOffset } from './formatted/formattedEvent.ts';
export { eventOnPage, type FormattedPage, formatPage, type PageEvent, pagination } from './formatted/formattedPage.ts';
export { type Layer, type Located, type Span, touches } from './located.ts';
export { addMeasurement, type FileEdit, type NewMeasurement } from './measurement/addMeasurement.ts';
export { type Conflict, conflictsAmong } from './measurement/conflicts.ts';
export { type Digest, isZero, parseDigest, readDigest, toBase64 } from './measurement/digest.ts';
export type { EifProblem } from './measurement/eif/eifProblem.ts';
export { eifReference } from './measurement/eif/eifReference.ts';
export type { IncrementalHash } from './measurement/eif/imageHashes.ts';
export { type EifImage, type EifOptions, readEif } from './measurement/eif/readEif.ts';
export { pcrOfText } from './measurement/extend.ts';
export type {
  AttestableOperation,
  KeyPolicy,
  KeyPolicyProblem,
  PolicyActions,
  PolicyCondition,
  PolicyPrincipal,
  PolicyPrincipals,
  PolicyStatement,
  PolicyText,
  PolicyValue,
} from './measurement/keyPolicy/keyPolicy.ts';
export { type KeyPolicies, looksLikeKeyPolicy, readKeyPolicies } from './measurement/keyPolicy/readKeyPolicies.ts';
export { type MeasuredPcr, type Measurements, measuredPcr, measurementAt } from './measurement/measurements.ts';
export {
  type MeasurementsFile,
  type MeasurementsFileProblem,
  readMeasurementsFile,
} from './measurement/measurementsFile.ts';
export { type Platform, pcrMeaning, SINGLE_RAMDISK_PCR2 } from './measurement/pcr.ts';
export { digestPlace, pcrAt, type WantedDigest, wantedDigest } from './measurement/pcrInText.ts';
export {
  looksLikeReferences,
  MEASUREMENTS_FILE_NAME,
  MOST_BYTES_OF_OTHERS,
  readReferences,
  takesReferences,
} from './measurement/readReferences.ts';
export { indexReferences, NO_REFERENCES, type ReferenceIndex } from './measurement/referenceIndex.ts';
export {
  identifyingPcrs,
  type ReferenceMeasurement,
  type ReferenceSource,
  referenceName,
  referenceTitle,
} from './measurement/referenceMeasurement.ts';
export { looksLikeToolOutput } from './measurement/toolOutput.ts';
export { athenaQuery } from './query/athenaQuery.ts';
export { type CallFilter, checkedFilter, type FilteredImage, type TimeRange } from './query/callFilter.ts';
export type { CallQuery } from './query/callQuery.ts';
export { lakeQuery } from './query/lakeQuery.ts';
export type { Result } from './result.ts';
export { duration, preciseUtcTime, utcTime } from './timeWords.ts';
export type { CallList, CallsTogether } from './trail/callList.ts';
export { type ContainerKind, describeContainer } from './trail/container.ts';
export { type EventAt, eventAt } from './trail/eventAt.ts';
export type { EventRecord } from './trail/eventRecord.ts';
export { nestedTexts } from './trail/eventText.ts';
export { type EventBatch, STREAM_START, type StreamedEvent, type StreamPlace } from './trail/eventWindow.ts';
export { everyEvent } from './trail/everyEvent.ts';
export { type Excerpt, excerptOf, excerptReach } from './trail/excerpt.ts';
export { inOrder } from './trail/inOrder.ts';
export { locateAttestedCalls } from './trail/locate/locateCalls.ts';
export { lookForCalls, mayHoldCalls, NEEDLE_REACH } from './trail/needle.ts';
export type { TrailProblem } from './trail/scan.ts';
export { atOnce, inTurns, type Steps, type TurnOptions, within } from './trail/steps.ts';
export {
  type StreamedCall,
  type StreamLimits,
  type StreamOptions,
  type StreamProblem,
  type StreamProgress,
  type StreamStop,
  type StreamSummary,
  streamAttestedCalls,
} from './trail/stream.ts';
export { type EventStreamOptions, type EventStreamSummary, streamEvents } from './trail/streamEvents.ts';
export { streamTrail, TELLS_NOTHING } from './trail/streamTrail.ts';
export { composedChanges, type TextChange } from './trail/textChange.ts';
export type { TextSource } from './trail/textSource.ts';
export { describeTrail, type IndexOptions, indexTrail, openTrail, type Trail } from './trail/trail.ts';
