// Makes the bundled sample: a trail and the reference measurements that go with it, both invented.
// The same input gives the same bytes, so the files are committed and a test compares them.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A parent instance: what runs on it measures the role and the instance id.
 * @typedef {object} Instance
 * @property {string} id
 * @property {string} role
 * @property {string} address
 *
 * @typedef {'pcr0' | 'pcr1' | 'pcr2' | 'pcr8'} ImageRegister
 * @typedef {Readonly<Record<ImageRegister, Buffer>>} EnclaveImage
 * @typedef {Readonly<Record<string, unknown>>} JsonObject
 *
 * What tells one call from another; the rest of its record is alike for all.
 * @typedef {object} Call
 * @property {string} id of which the record's ids are made
 * @property {string} time
 * @property {JsonObject} userIdentity
 * @property {string} address
 * @property {string} userAgent
 * @property {string} operation
 * @property {JsonObject | null} parameters
 * @property {string} [key]
 * @property {JsonObject} [additional]
 * @property {JsonObject} [error]
 */

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const ENCLAVE_SDK = 'aws-nitro_enclaves-sdk-c/v0.4.2';
const COMMAND_LINE = 'aws-cli/2.32.6 md/awscrt#0.29.1 ua/2.1 os/linux md/arch#x86_64 lang/python#3.13.9 md/command#kms';
const ZERO = Buffer.alloc(48);

/** @param {string} seed */
function digest(seed) {
  return createHash('sha384').update(`Enclave Trail sample: ${seed}`).digest();
}

/**
 * @param {string} seed
 * @param {number} length
 */
function hexDigits(seed, length) {
  return digest(seed).toString('hex').slice(0, length);
}

/** @param {string} seed */
function uuid(seed) {
  const hex = hexDigits(seed, 30);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18)}`;
}

/**
 * PCR3 and PCR4 of an enclave: a text measured into a register of zeros.
 * @param {string} text
 */
function measured(text) {
  return createHash('sha384').update(ZERO).update(text).digest();
}

/** @param {string} role */
function roleArn(role) {
  return `arn:aws:iam::${ACCOUNT}:role/${role}`;
}

/** @param {string} name */
function keyArn(name) {
  return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${uuid(`key ${name}`)}`;
}

/**
 * @param {string} role
 * @param {string} address
 * @returns {Instance}
 */
function instance(role, address) {
  return { id: `i-0${hexDigits(`instance ${role}`, 16)}`, role, address };
}

const PAYMENTS_KEY = keyArn('payments');
const TEST_KEY = keyArn('test');
const LEDGER_KEY = keyArn('ledger');

const PAYMENTS_HOST = instance('payments-parent', '203.0.113.7');
const REPORTS_HOST = instance('reports-parent', '203.0.113.24');
const TEST_HOST = instance('enclave-test', '203.0.113.61');
const LEDGER_HOST = instance('ledger-node', '203.0.113.98');

/** @type {EnclaveImage} */
const PAYMENTS = {
  pcr0: digest('payments 1.4.2, image'),
  pcr1: digest('kernel and boot ramdisk'),
  pcr2: digest('payments 1.4.2, application'),
  pcr8: digest('payments, signing certificate'),
};

/** The release before: an older kernel, the same signer. No call of the trail comes from it. */
const PAYMENTS_BEFORE = {
  pcr0: digest('payments 1.4.1, image'),
  pcr1: digest('kernel and boot ramdisk before'),
  pcr2: digest('payments 1.4.1, application'),
  pcr8: PAYMENTS.pcr8,
};

/** Nobody's reference: built on the kernel of the payments image, with an application of its own, unsigned. */
const REPORTS = {
  pcr0: digest('reports, image'),
  pcr1: PAYMENTS.pcr1,
  pcr2: digest('reports, application'),
  pcr8: ZERO,
};

const DEBUG = { pcr0: ZERO, pcr1: ZERO, pcr2: ZERO, pcr8: ZERO };

const LEDGER = {
  pcr4: digest('ledger-node, boot manager code'),
  pcr7: digest('ledger-node, Secure Boot policy'),
};

/**
 * The first 12 of an enclave id's 16 digits are the time of its launch.
 * @param {Instance} host
 * @param {string} launched
 */
function enclaveModule(host, launched) {
  const time = Date.parse(launched).toString(16).padStart(12, '0');
  return `${host.id}-enc${time}${hexDigits(`enclave ${host.id} ${launched}`, 4)}`;
}

/**
 * @param {Instance} host
 * @param {string} moduleId
 * @param {EnclaveImage} image
 */
function enclaveRecipient(host, moduleId, image) {
  return {
    attestationDocumentModuleId: moduleId,
    attestationDocumentEnclaveImageDigest: image.pcr0.toString('base64'),
    attestationDocumentEnclavePCR1: image.pcr1.toString('base64'),
    attestationDocumentEnclavePCR2: image.pcr2.toString('base64'),
    attestationDocumentEnclavePCR3: measured(roleArn(host.role)).toString('base64'),
    attestationDocumentEnclavePCR4: measured(host.id).toString('base64'),
    attestationDocumentEnclavePCR8: image.pcr8.toString('base64'),
  };
}

/** PCR16 and PCR23 stay zero unless an application uses them. */
function ledgerRecipient() {
  return {
    attestationDocumentNitroTPMPCR4: LEDGER.pcr4.toString('base64'),
    attestationDocumentNitroTPMPCR7: LEDGER.pcr7.toString('base64'),
    attestationDocumentNitroTPMPCR8: digest('ledger-node, PCR8').toString('base64'),
    attestationDocumentNitroTPMPCR9: digest('ledger-node, PCR9').toString('base64'),
    attestationDocumentNitroTPMPCR16: ZERO.toString('base64'),
    attestationDocumentNitroTPMPCR23: ZERO.toString('base64'),
    attestationDocumentModuleId: `${LEDGER_HOST.id}-tpm0000000000000000`,
  };
}

/**
 * Records do not keep to one order of keys.
 * @param {JsonObject} object
 */
function turnedRound(object) {
  return Object.fromEntries(Object.entries(object).reverse());
}

/**
 * The role of an instance, as its parent process or an enclave on it uses it.
 * @param {Instance} host
 * @param {string} since
 * @returns {JsonObject}
 */
function instanceRole({ id, role }, since) {
  const principal = `AROAEXAMPLE${hexDigits(`principal ${role}`, 6).toUpperCase()}`;
  return {
    type: 'AssumedRole',
    principalId: `${principal}:${id}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${id}`,
    accountId: ACCOUNT,
    accessKeyId: `ASIAEXAMPLE${hexDigits(`access key ${role}`, 6).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: principal,
        arn: roleArn(role),
        accountId: ACCOUNT,
        userName: role,
      },
      attributes: { creationDate: since, mfaAuthenticated: 'false' },
      ec2RoleDelivery: '2.0',
    },
  };
}

/** @returns {JsonObject} */
function consoleUser() {
  return {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLEALICE',
    arn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIAEXAMPLEALICE',
    userName: 'Alice',
    sessionContext: { attributes: { creationDate: '2026-01-01T11:02:17Z', mfaAuthenticated: 'true' } },
  };
}

/** @param {string} key */
function material(key) {
  return { keyMaterialId: hexDigits(`material of ${key}`, 64) };
}

/** @param {string | undefined} key */
function resources(key) {
  return key === undefined ? [] : [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: key }];
}

/**
 * @param {Call} call
 * @returns {JsonObject}
 */
function record({ id, time, userIdentity, address, userAgent, operation, parameters, key, additional, error }) {
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: time,
    eventSource: 'kms.amazonaws.com',
    eventName: operation,
    awsRegion: REGION,
    sourceIPAddress: address,
    userAgent,
    ...error,
    requestParameters: parameters,
    responseElements: null,
    ...(additional === undefined ? {} : { additionalEventData: additional }),
    requestID: uuid(`request ${id}`),
    eventID: uuid(`event ${id}`),
    readOnly: true,
    resources: resources(key),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_256_GCM_SHA384',
      clientProvidedHostHeader: `kms.${REGION}.amazonaws.com`,
    },
  };
}

/** Two calls of one enclave, whose image is a reference. */
function paymentsCalls() {
  const moduleId = enclaveModule(PAYMENTS_HOST, '2026-01-01T06:12:41.307Z');
  const recipient = enclaveRecipient(PAYMENTS_HOST, moduleId, PAYMENTS);
  const caller = {
    userIdentity: instanceRole(PAYMENTS_HOST, '2026-01-01T06:12:03Z'),
    address: PAYMENTS_HOST.address,
    userAgent: ENCLAVE_SDK,
    key: PAYMENTS_KEY,
  };
  return [
    record({
      ...caller,
      id: 'payments, first',
      time: '2026-01-01T06:14:05Z',
      operation: 'Decrypt',
      parameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: PAYMENTS_KEY },
      additional: { ...material(PAYMENTS_KEY), recipient },
    }),
    record({
      ...caller,
      id: 'payments, second',
      time: '2026-01-01T06:58:37Z',
      operation: 'GenerateDataKey',
      parameters: { keyId: PAYMENTS_KEY, keySpec: 'AES_256' },
      additional: { recipient: turnedRound(recipient), ...material(PAYMENTS_KEY) },
    }),
  ];
}

function unknownCall() {
  const moduleId = enclaveModule(REPORTS_HOST, '2026-01-01T08:03:19.882Z');
  return record({
    id: 'reports',
    time: '2026-01-01T08:03:52Z',
    userIdentity: instanceRole(REPORTS_HOST, '2026-01-01T08:01:40Z'),
    address: REPORTS_HOST.address,
    userAgent: ENCLAVE_SDK,
    operation: 'GenerateRandom',
    parameters: { numberOfBytes: 32 },
    additional: { recipient: enclaveRecipient(REPORTS_HOST, moduleId, REPORTS) },
  });
}

/** Debug mode reports zeros for the image, and the instance and its role as they are. */
function debugCall() {
  const moduleId = enclaveModule(TEST_HOST, '2026-01-01T09:26:50.114Z');
  const { attestationDocumentModuleId, ...registers } = enclaveRecipient(TEST_HOST, moduleId, DEBUG);
  return record({
    id: 'debug',
    time: '2026-01-01T09:27:31Z',
    userIdentity: instanceRole(TEST_HOST, '2026-01-01T09:20:55Z'),
    address: TEST_HOST.address,
    userAgent: ENCLAVE_SDK,
    operation: 'Decrypt',
    parameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: TEST_KEY },
    key: TEST_KEY,
    additional: { recipient: { ...registers, attestationDocumentModuleId }, ...material(TEST_KEY) },
  });
}

function nitroTpmCall() {
  return record({
    id: 'ledger',
    time: '2026-01-01T10:05:44Z',
    userIdentity: instanceRole(LEDGER_HOST, '2026-01-01T09:58:12Z'),
    address: LEDGER_HOST.address,
    userAgent: `${COMMAND_LINE}.decrypt`,
    operation: 'Decrypt',
    parameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: LEDGER_KEY },
    key: LEDGER_KEY,
    additional: { ...material(LEDGER_KEY), recipient: ledgerRecipient() },
  });
}

/** KMS does not log the attestation document of a call that it refuses. */
function deniedCall() {
  const userIdentity = instanceRole(REPORTS_HOST, '2026-01-01T08:01:40Z');
  const action = 'kms:Decrypt';
  return record({
    id: 'denied',
    time: '2026-01-01T10:41:12Z',
    userIdentity,
    address: REPORTS_HOST.address,
    userAgent: ENCLAVE_SDK,
    operation: 'Decrypt',
    parameters: null,
    key: PAYMENTS_KEY,
    error: {
      errorCode: 'AccessDenied',
      errorMessage: `User: ${userIdentity.arn} is not authorized to perform: ${action} on resource: ${PAYMENTS_KEY} because no resource-based policy allows the ${action} action`,
    },
  });
}

/** Every call with a symmetric key has a `keyMaterialId`; that alone is no attestation. */
function ordinaryCall() {
  return record({
    id: 'ordinary',
    time: '2026-01-01T11:20:03Z',
    userIdentity: consoleUser(),
    address: '198.51.100.23',
    userAgent: `${COMMAND_LINE}.encrypt exec-env/CloudShell`,
    operation: 'Encrypt',
    parameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: PAYMENTS_KEY },
    key: PAYMENTS_KEY,
    additional: material(PAYMENTS_KEY),
  });
}

/** From an older export: in 2020 a record held the module id and the image digest, in hex, and nothing more. */
function oldCall() {
  const launched = '2020-12-17T14:31:08.640Z';
  return {
    eventVersion: '1.05',
    userIdentity: instanceRole(PAYMENTS_HOST, '2020-12-17T14:30:22Z'),
    eventTime: '2020-12-17T14:33:51Z',
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    awsRegion: REGION,
    sourceIPAddress: PAYMENTS_HOST.address,
    userAgent: 'aws-nitro_enclaves-sdk-c/v0.1.0',
    requestParameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: PAYMENTS_KEY },
    responseElements: null,
    additionalEventData: {
      recipient: {
        attestationDocumentModuleId: enclaveModule(PAYMENTS_HOST, launched),
        attestationDocumentEnclaveImageDigest: PAYMENTS.pcr0.toString('hex'),
      },
    },
    requestID: uuid('request old'),
    eventID: uuid('event old'),
    readOnly: true,
    resources: resources(PAYMENTS_KEY),
    eventType: 'AwsApiCall',
    recipientAccountId: ACCOUNT,
  };
}

/** @param {EnclaveImage} image */
function enclavePcrs({ pcr0, pcr1, pcr2, pcr8 }) {
  return {
    PCR0: pcr0.toString('hex'),
    PCR1: pcr1.toString('hex'),
    PCR2: pcr2.toString('hex'),
    PCR8: pcr8.toString('hex'),
  };
}

function measurements() {
  return [
    {
      name: 'payments',
      version: '1.4.2',
      description: 'In production since December 2020. PCRs as nitro-cli build-enclave printed them.',
      pcrs: enclavePcrs(PAYMENTS),
    },
    {
      name: 'payments',
      version: '1.4.1',
      description: 'The release before. No call of the sample comes from it.',
      pcrs: enclavePcrs(PAYMENTS_BEFORE),
    },
    {
      name: 'ledger-node',
      version: '2026.1',
      description: 'The machine image of the ledger. PCRs as nitro-tpm-pcr-compute printed them.',
      platform: 'nitro-tpm',
      pcrs: { PCR4: LEDGER.pcr4.toString('hex'), PCR7: LEDGER.pcr7.toString('hex') },
    },
  ];
}

/** @param {unknown} value */
function pretty(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/**
 * The sample's files by name.
 * @returns {Readonly<Record<'trail.json' | 'enclave-measurements.json', string>>}
 */
export function sampleFiles() {
  const Records = [
    ...paymentsCalls(),
    unknownCall(),
    debugCall(),
    nitroTpmCall(),
    deniedCall(),
    ordinaryCall(),
    oldCall(),
  ];
  return {
    'trail.json': pretty({ Records }),
    'enclave-measurements.json': pretty({ measurements: measurements() }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../media/sample/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(sampleFiles())) {
    writeFileSync(path.join(folder, name), text);
  }
}
