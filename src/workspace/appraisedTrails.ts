import { type Disposable, type Event, EventEmitter, type TextDocument } from 'vscode';
import type { ReferenceIndex, Trail } from '../core/index.ts';
import { type AppraisedTrail, appraisedTrail, noImages, type RememberedImages } from './appraisedTrail.ts';
import type { References } from './references.ts';
import type { TrailDocuments } from './trailDocuments.ts';

/** What editor features and commands read: trails of open documents, appraised with the references that apply. */
export interface AppraisedTrails extends Disposable {
  /** Undefined where the document holds no trail, or has changed meanwhile. */
  readonly of: (document: TextDocument) => Promise<AppraisedTrail | undefined>;
  /** A trail has changed; undefined where it may be any, as when a reference has. */
  readonly onDidChange: Event<TextDocument | undefined>;
}

/** What was not read as it is too long may be a call: that is said even where no other is. */
function saysSomething({ calls, unattested, problems }: Trail): boolean {
  return calls.length + unattested.length > 0 || problems.some(({ code }) => code === 'too-long');
}

export function appraisedTrails(documents: TrailDocuments, references: References): AppraisedTrails {
  const appraised = new WeakMap<Trail, AppraisedTrail>();
  const remembered = new WeakMap<ReferenceIndex, RememberedImages>();
  const changed = new EventEmitter<TextDocument | undefined>();
  const subscriptions: readonly Disposable[] = [
    changed,
    documents.onDidChange((document) => changed.fire(document)),
    references.onDidChange(() => changed.fire(undefined)),
  ];

  const of = async (document: TextDocument): Promise<AppraisedTrail | undefined> => {
    const trail = await documents.trailOf(document);
    if (trail === undefined || !saysSomething(trail)) {
      return undefined;
    }
    const { version } = document;
    const index = await references.indexFor(document.uri);
    if (document.version !== version) {
      return undefined;
    }
    const known = appraised.get(trail);
    if (known?.references === index) {
      return known;
    }
    const images: RememberedImages = remembered.get(index) ?? noImages();
    remembered.set(index, images);
    const result = appraisedTrail(trail, index, images);
    appraised.set(trail, result);
    return result;
  };
  return {
    of,
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}
