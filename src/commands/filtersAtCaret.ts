import type { QuickPickItem } from 'vscode';
import {
  type AttestedCall,
  type CallFilter,
  checkedFilter,
  identifyingPcrs,
  imagePcrs,
  isDebug,
  type KmsCall,
  outcomeLabel,
  recordedValueAt,
  touches,
} from '../core/index.ts';
import { shortHex } from '../editor/callWords.ts';
import { inLabel, withoutIcons } from '../editor/fileText.ts';
import type { AppraisedCall, AppraisedTrail } from '../workspace/appraisedTrail.ts';

/** Calls that somebody may want to find. */
export interface FilterItem extends QuickPickItem {
  readonly filter: CallFilter;
}

const EVERY: FilterItem = { label: 'All attested calls', filter: {} };

const EVERY_AND_DENIED: FilterItem = {
  label: 'All attested calls, and denied ones',
  description: 'those of which the user agent claims the Nitro Enclaves SDK',
  filter: { withDenied: true },
};

/** Debug mode zeroes what an image is known by, whichever it is. */
const DEBUG: FilterItem = {
  label: 'Enclaves in debug mode',
  description: 'PCR0 is zero',
  filter: { images: [{ platform: 'enclave', pcrs: new Map([[0, { hex: '0'.repeat(96), spelling: 'hex' }]]) }] },
};

/**
 * What can be looked for from a place in a trail: first what the caret is on, then what else the call there has, then what
 * needs no call. A value that no query can be built from is not offered.
 */
export function filtersAt(trail: AppraisedTrail | undefined, caret: number | undefined): readonly FilterItem[] {
  const ofCall = trail === undefined || caret === undefined ? [] : ofCallAt(trail, caret);
  const general = [EVERY, EVERY_AND_DENIED, DEBUG].filter((item) => !ofCall.includes(item));
  return [...ofCall, ...general].filter(({ filter }) => checkedFilter(filter).leftOut.length === 0);
}

function ofCallAt(appraised: AppraisedTrail, caret: number): readonly FilterItem[] {
  const { calls, unattested } = appraised.trail;
  const index = calls.indexAt(caret);
  const attested = index === undefined ? undefined : appraised.at(index);
  if (attested !== undefined) {
    return ofAttestedCall(attested, caret);
  }
  const other = unattested.indexAt(caret);
  const call = other === undefined ? undefined : unattested.at(other);
  return call === undefined ? [] : ofDeniedCall(call);
}

type Kind = 'image' | 'enclave' | 'instance' | 'key';

function ofAttestedCall(appraised: AppraisedCall, caret: number): readonly FilterItem[] {
  const { call } = appraised;
  const { moduleId } = call.recipient;
  const items: Readonly<Record<Kind, readonly FilterItem[]>> = {
    image: imageItem(appraised),
    enclave:
      moduleId?.parsed === undefined
        ? []
        : [
            {
              label: moduleId.parsed.platform === 'enclave' ? 'This enclave' : 'This instance by its NitroTPM',
              description: inLabel(moduleId.value),
              filter: { moduleId: moduleId.value },
            },
          ],
    instance: instanceItem(moduleId?.parsed?.instanceId, false),
    key: [...keyItem(call, false), ...keyItem(call, true)],
  };
  const first = kindAt(call, caret);
  const kinds = (['image', 'enclave', 'instance', 'key'] as const).filter((kind) => kind !== first);
  return [first, ...kinds].flatMap((kind) => items[kind]);
}

/** Of a denied call KMS logs no recipient: what it has in common with others is its key, and what its session calls itself. */
function ofDeniedCall(call: KmsCall): readonly FilterItem[] {
  return [...keyItem(call, true), ...instanceItem(call.caller.sessionName?.value, true)];
}

/** What the caret is on; the image where it is on nothing that could be looked for. */
function kindAt(call: AttestedCall, caret: number): Kind {
  const value = recordedValueAt(call, caret)?.value;
  if (value?.kind === 'module-id') {
    return 'enclave';
  }
  if (value?.platform === 'enclave' && value.pcr === 4) {
    return 'instance';
  }
  return call.key !== undefined && touches(call.key, caret) ? 'key' : 'image';
}

function imageItem({ call, appraisal }: AppraisedCall): readonly FilterItem[] {
  if (isDebug(call.recipient)) {
    return [DEBUG];
  }
  const image = imagePcrs(call.recipient);
  if (!image.ok) {
    return [];
  }
  const { platform, pcrs } = image.value;
  const named = identifyingPcrs(platform).flatMap((pcr) => {
    const digest = pcrs.get(pcr);
    return digest === undefined ? [] : [`PCR${pcr} ${shortHex(digest.hex)}`];
  });
  const name = withoutIcons(outcomeLabel(appraisal.outcome, 60));
  return [{ label: 'This image', description: [name, ...named].join(' · '), filter: { images: [{ platform, pcrs }] } }];
}

function instanceItem(instanceId: string | undefined, withDenied: boolean): readonly FilterItem[] {
  return instanceId === undefined
    ? []
    : [
        {
          label: labelled('This instance', withDenied),
          description: inLabel(instanceId),
          filter: { instanceId, withDenied },
        },
      ];
}

function keyItem({ key }: KmsCall, withDenied: boolean): readonly FilterItem[] {
  return key === undefined
    ? []
    : [
        {
          label: labelled('This key', withDenied),
          description: inLabel(key.value),
          filter: { key: key.value, withDenied },
        },
      ];
}

function labelled(label: string, withDenied: boolean): string {
  return withDenied ? `${label}, denied calls as well` : label;
}
