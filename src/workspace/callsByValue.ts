import { type CallsByValue, readCallsByValue, type Trail } from '../core/index.ts';
import { turns } from './turns.ts';

/** Which calls of a trail have which values; reads its calls in turns with the host. */
export type ReadCallsByValue = (trail: Trail) => Promise<CallsByValue>;

/** Reads each trail once. A trail is another one after an edit: nothing that is remembered grows old. */
export function rememberedCallsByValue(): ReadCallsByValue {
  const remembered = new WeakMap<Trail, Promise<CallsByValue>>();
  return (trail) => {
    const found = remembered.get(trail) ?? readInTurns(trail);
    remembered.set(trail, found);
    return found;
  };
}

async function readInTurns(trail: Trail): Promise<CallsByValue> {
  const { add, found } = readCallsByValue();
  const turn = turns();
  for (let index = 0; index < trail.calls.length; index++) {
    const call = trail.calls.at(index);
    if (call !== undefined) {
      add(index, call);
    }
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return found;
}
