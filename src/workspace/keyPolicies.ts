import { type TextDocument, type Uri, workspace } from 'vscode';
import { isPolicyOf, type KeyPolicies, type KeyPolicy, looksLikeKeyPolicy, readKeyPolicies } from '../core/index.ts';
import { holdsReferences, type ReferenceFile } from './referenceFile.ts';
import type { ReferenceFiles } from './referenceFiles.ts';

/** A key policy of the workspace, and the file that holds it. */
export interface PolicyInFile {
  readonly policy: KeyPolicy;
  readonly file: PolicyFile;
  /** Whether the file says that it is of the key that was asked about. */
  readonly isOfKey: boolean;
}

/** The key policies of the workspace's files. */
export interface WorkspacePolicies {
  /** Those of a key, or else those that may be: of which nobody says whose they are. */
  readonly of: (key: string | undefined) => Promise<readonly PolicyInFile[]>;
}

export interface PolicyFile {
  readonly uri: Uri;
  /** What people call it, such as a path inside the workspace. */
  readonly label: string;
}

export function workspacePolicies(files: ReferenceFiles): WorkspacePolicies {
  const read = new WeakMap<ReferenceFile, KeyPolicies>();
  const policiesIn = (file: ReferenceFile): readonly KeyPolicy[] => {
    const found = read.get(file) ?? (looksLikeKeyPolicy(file.text) ? readKeyPolicies(file.text) : NO_POLICIES);
    read.set(file, found);
    return found.policies;
  };
  return {
    of: async (key) => {
      await files.ready();
      const all = files
        .files()
        .flatMap((file) => policiesIn(file).map((policy) => ({ policy, file, relation: isPolicyOf(policy, key) })));
      const own = all.filter(({ relation }) => relation === 'yes');
      const chosen = own.length > 0 ? own : all.filter(({ relation }) => relation === 'unknown');
      return chosen.map(({ policy, file: { uri }, relation }) => ({
        policy,
        file: { uri, label: workspace.asRelativePath(uri) },
        isOfKey: relation === 'yes',
      }));
    },
  };
}

const NO_POLICIES: KeyPolicies = { policies: [], problems: [] };

/** The key policies in an open document's present text; undefined where it holds none. */
export function policiesInDocument(document: TextDocument): KeyPolicies | undefined {
  if (!holdsReferences(document)) {
    return undefined;
  }
  const text = document.getText();
  return looksLikeKeyPolicy(text) ? readKeyPolicies(text) : undefined;
}
