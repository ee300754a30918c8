// The pool: never more runs alive than its cap, and the one idle longest goes first.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from '../../www/lab/pool.js';

/** @param {string} name */
function holder(name) {
  const log = /** @type {string[]} */ ([]);
  return {
    name,
    log,
    busy: false,
    shown: true,
    idle() {
      return !this.busy;
    },
    putAway() {
      log.push('away');
      return !this.shown;
    },
    roomAgain() {
      log.push('room');
    },
  };
}

test('the one idle longest is put away', () => {
  const pool = new Pool(2);
  const [a, b, c] = ['a', 'b', 'c'].map(holder);
  assert.ok(pool.take(a, false) && pool.take(b, false));
  pool.touch(a);
  assert.ok(pool.take(c, false));
  assert.deepEqual([a.log, b.log], [[], ['away']]);
});

test('a busy run gives way only to a reader who presses something', () => {
  const pool = new Pool(1);
  const [a, b] = ['a', 'b'].map(holder);
  pool.take(a, false);
  a.busy = true;
  assert.equal(pool.take(b, false), false);
  assert.deepEqual(a.log, []);
  assert.equal(pool.take(b, true), true);
  assert.deepEqual(a.log, ['away']);
});

test('one that is put away before it has shown anything waits for room', () => {
  const pool = new Pool(1);
  const [a, b] = ['a', 'b'].map(holder);
  a.shown = false;
  pool.take(a, false);
  pool.take(b, true);
  pool.leave(b);
  assert.deepEqual(a.log, ['away', 'room']);
});

test('one that waits is told of room once', () => {
  const pool = new Pool(1);
  const [a, b] = ['a', 'b'].map(holder);
  pool.take(a, false);
  a.busy = true;
  pool.take(b, false);
  pool.leave(a);
  pool.offer();
  assert.deepEqual(b.log, ['room']);
});

test('one that has left waits no more', () => {
  const pool = new Pool(1);
  const [a, b] = ['a', 'b'].map(holder);
  pool.take(a, false);
  a.busy = true;
  pool.take(b, false);
  pool.leave(b);
  pool.leave(a);
  assert.deepEqual(b.log, []);
});
