import { assert } from 'chai';
import {
  ConfigurationTarget,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  FileType,
  Range,
  Selection,
  type TextDocument,
  type TextEditor,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { EXCERPT_SCHEME, excerptAddress, excerptUri } from '../../src/workspace/excerptAddress.ts';
import { openTrailDocuments } from '../../src/workspace/openTrails.ts';
import { VIEW_SCHEME, viewAddress, viewUri } from '../../src/workspace/viewAddress.ts';
import { storedGzip } from '../support/gzip.ts';
import type { JsonObject } from '../support/json.ts';
import { attestedCall, callOf, enclaveRecipient, image, moduleId, otherEvent, trail } from '../support/trails.ts';
import { hintsOf, placeOf, titlesOf } from './support/annotations.ts';
import { answering } from './support/dialogs.ts';
import {
  closeAll,
  deleteFile,
  folder,
  freshName,
  openFile,
  openUntitled,
  run,
  show,
  writeFile,
} from './support/documents.ts';
import { eventually, until } from './support/until.ts';

/** Records that only hold what makes them attested calls. */
function smallCall(number: number): string {
  const recipient = `{"attestationDocumentModuleId":"${moduleId()}"}`;
  return `{"eventVersion":"1.11","eventSource":"kms.amazonaws.com","eventID":"call ${number}","additionalEventData":{"recipient":${recipient}}}`;
}

async function activeEditor(isIt: (editor: TextEditor) => boolean): Promise<TextEditor> {
  return await until('an editor', () => {
    const editor = window.activeTextEditor;
    return editor !== undefined && isIt(editor) ? editor : undefined;
  });
}

async function openView(command = 'openFormattedView', ...args: readonly unknown[]): Promise<TextEditor> {
  const before = window.activeTextEditor?.document.uri.toString();
  await run(command, ...args);
  return await activeEditor(({ document: { uri } }) => uri.scheme === VIEW_SCHEME && uri.toString() !== before);
}

function putCaret(editor: TextEditor, offset: number): void {
  const position = editor.document.positionAt(offset);
  editor.selection = new Selection(position, position);
}

function caretOf({ document, selection }: TextEditor): number {
  return document.offsetAt(selection.active);
}

interface ViewRecords {
  readonly Records: readonly { readonly eventName?: string; readonly eventID?: string }[];
}

function recordsOf(document: TextDocument): ViewRecords['Records'] {
  const view: ViewRecords = JSON.parse(document.getText());
  return view.Records;
}

const EVENTS = [callOf('payments'), otherEvent(), callOf('reports', { eventName: 'GenerateDataKey' })];

describe('the formatted view', () => {
  afterEach(closeAll);

  it('shows the attested calls of a trail on one line, and every event where that is asked for', async () => {
    await show(await openFile(trail(...EVENTS)));
    const { document } = await openView();
    assert.deepEqual(
      recordsOf(document).map(({ eventName }) => eventName),
      ['Decrypt', 'GenerateDataKey'],
    );
    assert.isAbove(document.lineCount, 50);
    await eventually(async () => assert.include(await titlesOf(document), 'Show every event'));
    const every = await openView('showEveryEvent');
    assert.lengthOf(recordsOf(every.document), 3);
    assert.deepEqual(recordsOf((await openView('showAttestedCalls')).document), recordsOf(document));
  });

  const shapes: readonly (readonly [string, string])[] = [
    ['{"Records"}', JSON.stringify({ Records: EVENTS })],
    ['lookup-events', JSON.stringify({ Events: EVENTS.map((event) => ({ CloudTrailEvent: JSON.stringify(event) })) })],
    [
      'a topic in a queue',
      JSON.stringify({
        Messages: EVENTS.map((event) => ({ Body: JSON.stringify({ Message: JSON.stringify({ detail: event }) }) })),
      }),
    ],
  ];
  for (const [of, text] of shapes) {
    it(`leads from each place of ${of} to the same in the view, and back`, async () => {
      const source = await openFile(text);
      for (const name of ['attestationDocumentEnclavePCR2', 'GenerateDataKey', 'eventTime']) {
        const editor = await show(source);
        const caret = text.lastIndexOf(name) + 3;
        putCaret(editor, caret);
        const view = await openView();
        const there = view.document.getText().lastIndexOf(name) + 3;
        assert.equal(caretOf(view), there, `${name} in the view`);
        await run('goToSource');
        const back = await activeEditor(({ document }) => document === source);
        assert.equal(caretOf(back), caret, `${name} in the source`);
        await show(view.document);
        await run('goToSource');
        await closeAll();
      }
    });
  }

  it('has as many pages as it needs, and turns them', async () => {
    const calls = Array.from({ length: 2100 }, (_, number) => smallCall(number));
    const source = await openFile(`{"Records":[${calls.join(',')}]}`);
    const editor = await show(source);
    putCaret(editor, source.getText().indexOf('call 2050'));
    const second = await openView();
    assert.equal(viewAddress(second.document.uri)?.page, 1);
    assert.deepEqual([recordsOf(second.document)[0]?.eventID, recordsOf(second.document).length], ['call 2000', 100]);
    assert.equal(caretOf(second), second.document.getText().indexOf('call 2050'));
    const first = await openView('previousPage');
    assert.lengthOf(recordsOf(first.document), 2000);
    assert.isBelow(first.document.lineCount, 300_000);
    const { messages } = await answering({}, () => run('previousPage'));
    assert.deepEqual(messages, ['This is the first page.']);
    assert.equal((await openView('nextPage')).document, second.document);
    const last = await answering({}, () => run('nextPage'));
    assert.deepEqual(last.messages, ['This is the last page.']);
  }).timeout(60_000);

  it('follows its source, saved or not, and cannot be written to', async () => {
    const source = await openUntitled(trail(EVENTS[0] ?? {}));
    await show(source);
    const { document } = await openView();
    assert.lengthOf(recordsOf(document), 1);
    const edit = new WorkspaceEdit();
    edit.replace(source.uri, new Range(0, 0, source.lineCount, 0), trail(...EVENTS));
    assert.isTrue(await workspace.applyEdit(edit));
    await eventually(() => assert.lengthOf(recordsOf(document), 2));
    let refused: unknown;
    await workspace.fs.writeFile(document.uri, new Uint8Array()).then(
      () => undefined,
      (error: unknown) => {
        refused = error;
      },
    );
    assert.instanceOf(refused, Error);
  });

  it('counts once beside its source: the view where somebody works in it, else the source', async () => {
    const source = await openFile(trail(...EVENTS));
    await show(source);
    const view = (await openView()).document;
    const amongThem = (workedIn: string | undefined): readonly string[] =>
      openTrailDocuments(workedIn)
        .map(({ uri }) => uri.toString())
        .filter((uri) => uri === source.uri.toString() || uri === view.uri.toString());
    assert.deepEqual(amongThem(undefined), [source.uri.toString()]);
    assert.deepEqual(amongThem(source.uri.toString()), [source.uri.toString()]);
    assert.deepEqual(amongThem(view.uri.toString()), [view.uri.toString()]);
  });

  it('is no view for anybody’s URI, and opens nothing for one', async () => {
    const source = Uri.joinPath(folder(), 'nowhere.json');
    const view = viewUri({ source, shown: 'attested calls', page: 0 });
    assert.equal(viewAddress(view)?.source.toString(), source.toString());
    const bad = [
      view.with({ query: '' }),
      view.with({ query: '["a"]' }),
      view.with({ query: JSON.stringify([source.toString(), 'attested calls', -1]) }),
      view.with({ query: JSON.stringify([source.toString(), 'all', 0]) }),
      view.with({ query: JSON.stringify([view.toString(), 'attested calls', 0]) }),
    ];
    for (const uri of bad) {
      assert.isUndefined(viewAddress(uri), uri.query);
    }
    for (const uri of [...bad, view]) {
      const failure: unknown = await workspace.fs.readFile(uri).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.instanceOf(failure, FileSystemError, uri.query);
    }
  });
});

describe('a compressed trail', () => {
  afterEach(closeAll);

  const open = async (text: string, cutBy = 0): Promise<Uri> => {
    const bytes = storedGzip(new TextEncoder().encode(text));
    const uri = Uri.joinPath(folder(), freshName('json.gz'));
    await workspace.fs.writeFile(uri, bytes.subarray(0, bytes.length - cutBy));
    return uri;
  };

  it('opens as a trail like any other', async () => {
    const uri = await open(trail(...EVENTS));
    const view = await openView('openAsTrail', uri);
    assert.lengthOf(recordsOf(view.document), 2);
    await eventually(async () =>
      assert.include(
        (await hintsOf(view.document)).map(({ label }) => label),
        '? image A',
      ),
    );
  });

  it('leads from a view to the text around an event, with the event selected, and back', async () => {
    const text = trail(...EVENTS, callOf('ledger', { userAgent: 'ä€😀', eventID: 'last' }));
    const uri = await open(text);
    const view = await openView('openAsTrail', uri);
    putCaret(view, view.document.offsetAt(placeOf(view.document, 'GenerateDataKey')));
    const goToSource = async (): Promise<TextEditor> => {
      await run('goToSource');
      return await activeEditor(({ document }) => document.uri.scheme === EXCERPT_SCHEME);
    };
    const excerpt = await goToSource();
    assert.equal(excerpt.document.getText(), text);
    assert.deepEqual(JSON.parse(excerpt.document.getText(excerpt.selection)), EVENTS[2]);
    const [, start = '', end = ''] = / \(bytes ([\d,]+) to ([\d,]+)\)$/.exec(excerpt.document.uri.path) ?? [];
    const [from, to] = [start, end].map((number) => Number(number.replaceAll(',', '')));
    assert.deepEqual(JSON.parse(text.slice(from, to)), EVENTS[2]);
    await eventually(async () =>
      assert.match((await titlesOf(excerpt.document)).join(), /^Open formatted view of bytes .*, decompressed$/),
    );
    // It is no trail: what it holds is shown, and counts, in the view.
    assert.isEmpty(await hintsOf(excerpt.document));
    const back = await openView();
    assert.equal(back.document, view.document);
    const behind = back.document.getText().slice(caretOf(back));
    assert.deepEqual([behind.includes('"GenerateDataKey"'), behind.startsWith('{')], [true, true]);

    const every = await openView('showEveryEvent');
    putCaret(every, every.document.getText().indexOf('"last"'));
    const other = await goToSource();
    assert.equal(JSON.parse(other.document.getText(other.selection)).eventID, 'last');
    putCaret(other, text.indexOf('"GetObject"') + 3);
    const there = await openView();
    assert.equal(there.document, every.document);
    assert.equal(caretOf(there), there.document.getText().indexOf('"GetObject"') + 3);
  });

  it('shows of a long line what fits into an editor before an event', async () => {
    const many = Array.from({ length: 3000 }, () => otherEvent());
    const view = await openView('openAsTrail', await open(JSON.stringify({ Records: [...many, EVENTS[0]] })));
    await run('goToSource');
    const { document, selection } = await activeEditor((editor) => editor.document.uri.scheme === EXCERPT_SCHEME);
    assert.deepEqual(JSON.parse(document.getText(selection)), EVENTS[0]);
    assert.isBelow(selection.end.character, 10_000);
    assert.equal((await openView()).document, view.document);
  });

  it('has excerpts that follow the file, and none for anybody’s URI', async () => {
    const uri = await open(trail(EVENTS[0] ?? {}));
    await openView('openAsTrail', uri);
    await run('goToSource');
    const { document } = await activeEditor((editor) => editor.document.uri.scheme === EXCERPT_SCHEME);
    await workspace.fs.writeFile(uri, storedGzip(new TextEncoder().encode(trail(EVENTS[2] ?? {}))));
    await eventually(() => assert.include(document.getText(), '"GenerateDataKey"'));
    await workspace.fs.delete(uri, { useTrash: false });
    await eventually(() => assert.match(document.getText(), /is not there any more/));
    const address = { source: uri, shown: 'attested calls', place: { start: 0, end: 1 } } as const;
    assert.deepEqual(excerptAddress(excerptUri(address))?.place, address.place);
    const bad = [
      [],
      [uri.toString(), 'attested calls', 2, 1],
      [uri.toString(), 'attested calls', -1, 1],
      [uri.toString(), 'all', 0, 1],
      [document.uri.toString(), 'attested calls', 0, 1],
    ];
    for (const query of ['', ...bad.map((parts) => JSON.stringify(parts))]) {
      const made = document.uri.with({ query });
      assert.isUndefined(excerptAddress(made), query);
      const failure: unknown = await workspace.fs.readFile(made).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.instanceOf(failure, FileSystemError, query);
    }
  }).timeout(60_000);

  it('shows every event as well, at the call that somebody came from, and leads back', async () => {
    const view = await openView('openAsTrail', await open(trail(...EVENTS)));
    await eventually(async () => assert.include(await titlesOf(view.document), 'Show every event'));
    putCaret(view, view.document.offsetAt(placeOf(view.document, 'GenerateDataKey')));
    const every = await openView('showEveryEvent');
    const { document } = every;
    assert.equal(viewAddress(document.uri)?.shown, 'every event');
    assert.deepEqual(JSON.parse(document.getText()), { Records: EVENTS });
    await eventually(async () => assert.include(await titlesOf(document), 'Show attested calls'));
    const before = document.getText().slice(0, caretOf(every));
    assert.deepEqual([before.includes('"GetObject"'), before.includes('"GenerateDataKey"')], [true, false]);
    const back = await openView('showAttestedCalls');
    assert.equal(back.document, view.document);
    assert.notInclude(back.document.getText().slice(caretOf(back)), '"Decrypt"');
  });

  it('shows every event in pages that are read when somebody turns to them', async () => {
    const events = Array.from({ length: 4500 }, (_, number) => smallCall(number).replace('kms.', `s${number % 7}.`));
    const uri = await open(events.join('\n'));
    const first = await openView('showEveryEvent', uri);
    assert.equal(recordsOf(first.document).length, 2000);
    const second = await openView('nextPage');
    assert.deepEqual(
      recordsOf(second.document).map(({ eventID }) => eventID),
      Array.from({ length: 2000 }, (_, number) => `call ${2000 + number}`),
    );
    const third = await openView('nextPage');
    assert.equal(recordsOf(third.document).at(-1)?.eventID, 'call 4499');
    const { messages } = await answering({}, () => run('nextPage'));
    assert.deepEqual(messages, ['This is the last page.']);
    const [lens = ''] = await titlesOf(third.document);
    assert.match(lens, /: events 4,001 to 4,500 of 4,500, page 3 of 3$/);
  }).timeout(60_000);

  it('shows every event of a file without attested calls, where that is asked for', async () => {
    const uri = await open(trail(otherEvent()));
    await answering({ button: 'Show Every Event' }, () => run('openAsTrail', uri));
    const view = await activeEditor(({ document }) => document.uri.scheme === VIEW_SCHEME);
    assert.deepEqual(JSON.parse(view.document.getText()), { Records: [otherEvent()] });
  });

  it('shows every event of what was read of a file that is cut off', async () => {
    const uri = await open(trail(...EVENTS), 900);
    const { document } = await openView('showEveryEvent', uri);
    assert.deepEqual(document.getText().match(/(?<="eventName": )"\w+"/g), [
      '"Decrypt"',
      '"GetObject"',
      '"GenerateDataKey"',
    ]);
    const limits = await answering({}, () => run('showRecognised'));
    assert.include(
      limits.lists
        .flat()
        .map(({ label }) => label)
        .join('\n'),
      'its gzip data are cut off',
    );
  });

  it('holds the events of any form', async () => {
    const cells = EVENTS.map((event) => `"${JSON.stringify(event).replaceAll('"', '""')}"`);
    const { document } = await openView('showEveryEvent', await open(`eventJson\n${cells.join('\n')}\n`));
    assert.deepEqual(JSON.parse(document.getText()), { Records: EVENTS });
  });

  it('opens at a call that somebody asks for by where it begins', async () => {
    const text = trail(...EVENTS);
    const uri = await open(text);
    const view = await openView('openAsTrail', uri, { start: text.lastIndexOf('"GenerateDataKey"') });
    const before = view.document.getText().slice(0, caretOf(view));
    assert.include(before, '"Decrypt"');
    assert.notInclude(before, '"GenerateDataKey"');
  });

  it('says what was cut off, and shows what was read', async () => {
    const uri = await open(trail(...EVENTS), 40);
    const { messages } = await answering({}, () => run('openAsTrail', uri));
    assert.match(
      messages.join(),
      /^Not all of .*\.json\.gz was read: its gzip data are cut off .* 2 attested calls count\.$/,
    );
    await activeEditor(({ document }) => document.uri.scheme === VIEW_SCHEME);
  });

  it('says that it holds no attested calls', async () => {
    const uri = await open(trail(otherEvent()));
    const { messages } = await answering({}, () => run('openAsTrail', uri));
    assert.deepEqual(messages, [`${workspace.asRelativePath(uri)} holds no attested calls.`]);
  });

  it('holds as many calls as the setting allows, and the setting is offered', async () => {
    const settings = workspace.getConfiguration('enclaveTrail');
    const uri = await open(
      trail(...Array.from({ length: 5 }, () => attestedCall(enclaveRecipient(image('payments'))))),
    );
    await settings.update('limits.calls', 2, ConfigurationTarget.Global);
    try {
      const { messages } = await answering({}, () => run('openAsTrail', uri));
      assert.match(messages.join(), /only its first 2 attested calls are held\. 2 attested calls count\.$/);
    } finally {
      await settings.update('limits.calls', undefined, ConfigurationTarget.Global);
    }
    const again = await answering({}, () => run('openAsTrail', uri));
    assert.deepEqual(again.messages, []);
    const view = await activeEditor(({ document }) => document.uri.scheme === VIEW_SCHEME);
    await eventually(() => assert.lengthOf(recordsOf(view.document), 5));
  });

  it('is anything that is too large for VS Code as well', async () => {
    const line = `${JSON.stringify(otherEvent())}\n`;
    const many = line.repeat(Math.ceil((51 * 1024 * 1024) / line.length));
    const uri = await writeFile(freshName('jsonl'), `${JSON.stringify(EVENTS[0])}\n${many}`);
    try {
      const view = await openView('openAsTrail', uri);
      assert.lengthOf(recordsOf(view.document), 1);
      const { document } = await openView('showEveryEvent');
      assert.lengthOf(recordsOf(document), 2000);
      assert.match((await titlesOf(document))[0] ?? '', /: events 1 to 2,000 of [\d,]+, page 1 of \d+$/);
    } finally {
      await closeAll();
      await deleteFile(workspace.asRelativePath(uri));
    }
  }).timeout(60_000);

  it('that is gone is said to be', async () => {
    const uri = await writeFile(freshName('json.gz'), 'x');
    await deleteFile(workspace.asRelativePath(uri));
    const { messages } = await answering({}, () => run('openAsTrail', uri));
    assert.match(messages.join(), /could not be opened as a trail/);
  });
});

describe('a view of a file that VS Code does not show', () => {
  afterEach(closeAll);

  const write = async (uri: Uri, ...events: readonly JsonObject[]): Promise<Uri> => {
    await workspace.fs.writeFile(uri, storedGzip(new TextEncoder().encode(trail(...events))));
    return uri;
  };
  const newFile = (): Uri => Uri.joinPath(folder(), freshName('[1] {2}.json.gz'));
  const other = callOf('ledger', { eventID: 'of another file' });

  it('follows it when it grows or is replaced', async () => {
    const uri = await write(newFile(), ...EVENTS);
    const calls = (await openView('openAsTrail', uri)).document;
    const every = (await openView('showEveryEvent')).document;
    assert.deepEqual([recordsOf(calls).length, recordsOf(every).length], [2, 3]);
    await write(uri, ...EVENTS, other);
    await eventually(() => assert.deepEqual([recordsOf(calls).length, recordsOf(every).length], [3, 4]));
    const replacing = await write(newFile(), other);
    await workspace.fs.rename(replacing, uri, { overwrite: true });
    await eventually(() => assert.deepEqual([recordsOf(calls).length, recordsOf(every).length], [1, 1]));
    assert.equal(recordsOf(calls)[0]?.eventID, 'of another file');
  }).timeout(60_000);

  it('says that it is gone, and shows it again when it is there', async () => {
    const uri = await write(newFile(), ...EVENTS);
    const { document } = await openView('openAsTrail', uri);
    await workspace.fs.delete(uri, { useTrash: false });
    await eventually(() => assert.match(JSON.parse(document.getText()), /\.json\.gz is not there any more\./));
    assert.isEmpty(await titlesOf(document));
    await write(uri, ...EVENTS);
    await eventually(() => assert.lengthOf(recordsOf(document), 2));
    await eventually(async () => assert.include(await titlesOf(document), 'Show every event'));
  }).timeout(60_000);

  it('follows it where nobody tells what happens to it, when somebody comes back to the view', async () => {
    let content = storedGzip(new TextEncoder().encode(trail(...EVENTS)));
    let mtime = 1;
    const registered = workspace.registerFileSystemProvider('unwatched', {
      onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event,
      watch: () => ({ dispose: () => undefined }),
      stat: () => ({ type: FileType.File, ctime: 0, mtime, size: content.length }),
      readFile: () => content,
      readDirectory: () => [],
      createDirectory: () => undefined,
      writeFile: () => undefined,
      delete: () => undefined,
      rename: () => undefined,
    });
    try {
      const view = await openView('openAsTrail', Uri.parse('unwatched:/logs/trail.json.gz'));
      assert.lengthOf(recordsOf(view.document), 2);
      content = storedGzip(new TextEncoder().encode(trail(other)));
      mtime++;
      await show(await openUntitled('elsewhere', 'plaintext'));
      await show(view.document);
      await eventually(() => assert.equal(recordsOf(view.document)[0]?.eventID, 'of another file'));
    } finally {
      await closeAll();
      registered.dispose();
    }
  }).timeout(60_000);
});
