import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNodes, nodesIn, type ScanNode } from '../../../src/views/scanNodes.ts';

function filesNotRead(count: number): ScanNode {
  const files = Array.from({ length: count }, (_, index) => ({
    uri: `file:///${index}`,
    problem: { code: 'unreadable', message: 'x' } as const,
    calls: 0,
  }));
  return { kind: 'not-read', files };
}

/** How many nodes of items there are below, in their order and each once; no branch has more than 500. */
function assertBranches(node: ScanNode, next: { uri: number }): void {
  const nodes = nodesIn(node);
  assert.ok(nodes.length <= 500, `${nodes.length} beside one another`);
  for (const inside of nodes) {
    if (inside.kind === 'range') {
      assert.equal(inside.first, next.uri + 1);
      assertBranches(inside, next);
      assert.equal(inside.last, next.uri);
    } else {
      assert.ok(inside.kind === 'not-read-file');
      assert.equal(inside.file.uri, `file:///${next.uri}`);
      next.uri++;
    }
  }
}

for (const count of [0, 1, 500, 501, 1203, 250_000, 250_001, 260_700]) {
  test(`${count} lines of a tree are in branches of at most 500`, () => {
    const next = { uri: 0 };
    assertBranches(filesNotRead(count), next);
    assert.equal(next.uri, count);
  });
}

test('what nobody looks into is not made', () => {
  const items = filesNotRead(100_000);
  assert.ok(items.kind === 'not-read');
  let looks = 0;
  const files = new Proxy(items.files, {
    get: (all, name, receiver) => {
      looks += typeof name === 'string' && /^\d+$/.test(name) ? 1 : 0;
      return Reflect.get(all, name, receiver);
    },
  });
  const ranges = nodesIn({ kind: 'not-read', files });
  assert.equal(ranges.length, 200);
  assert.equal(looks, 0);
  const [first] = ranges;
  assert.equal(first === undefined ? 0 : nodesIn(first).length, 500);
  assert.ok(looks <= 1000, `${looks} looks`);
});

test('files that cannot tell of an attestation are none of those that were not read', () => {
  const file = { size: 1, mtime: 1, isGzip: false, bytes: 1, calls: [] };
  const files = [
    { ...file, uri: 'file:///a.csv', problem: { code: 'tells-nothing', message: 'x' } as const },
    { ...file, uri: 'file:///b.json', problem: { code: 'cut-off', message: 'y' } as const },
    { ...file, uri: 'file:///c.json', problem: undefined },
  ];
  const nodes = fileNodes({ files, leftOut: [] });
  assert.deepEqual(
    nodes.flatMap((node) =>
      node.kind === 'not-read' || node.kind === 'tells-nothing'
        ? [[node.kind, ...node.files.map(({ uri }) => uri)]]
        : [],
    ),
    [
      ['not-read', 'file:///b.json'],
      ['tells-nothing', 'file:///a.csv'],
    ],
  );
});
