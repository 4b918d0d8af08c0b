'use strict';

// JSON on one line whatever the text, the same bytes as ../../_wire.py prints: see there for the rules.

const { InvalidApiError, show } = require('./checks.js');

const MAX_DEPTH = 100;
const LARGEST = 2n ** 1024n; // beyond the range of a double
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ESCAPED = /[\u007f\u0085\u2028\u2029]/g;

/** The text with lone surrogates replaced by U+FFFD (String.prototype.toWellFormed, which Node.js 18 lacks). */
function wellFormed(text) {
  return text.replace(LONE, '\ufffd');
}

/** A copy that JSON can hold. Throws InvalidApiError that names the place for anything else. */
function plain(value, where, depth = 0) {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number' || typeof value === 'bigint') return finite(value, where);
  if (typeof value !== 'object')
    throw new InvalidApiError(`${where} is ${show(value)} (${typeof value}): JSON cannot hold it`);
  if (depth >= MAX_DEPTH) {
    throw new InvalidApiError(`${where.slice(0, 60)}… is nested deeper than ${MAX_DEPTH} levels, or contains itself`);
  }
  // Buffers have a toJSON that nobody means
  if (ArrayBuffer.isView(value)) throw new InvalidApiError(`${where} is binary: JSON cannot hold it, convert it first`);
  if (typeof value.toJSON === 'function') return plain(value.toJSON(), where, depth + 1);
  if (Array.isArray(value)) return Array.from(value, (item, index) => plain(item, `${where}[${index}]`, depth + 1));
  return object(value, where, depth);
}

function finite(value, where) {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new InvalidApiError(`${where} is ${value}: JSON has no such number`);
  if (typeof value === 'bigint' && (value >= LARGEST || -value >= LARGEST)) {
    throw new InvalidApiError(`${where} is a whole number beyond the range of a double: give a text`);
  }
  return value;
}

function object(value, where, depth) {
  if (value instanceof Error || value instanceof Set || value instanceof WeakMap || value instanceof ArrayBuffer) {
    throw new InvalidApiError(`${where} is a ${value.constructor.name}: JSON cannot hold it, convert it first`);
  }
  const members = Object.create(null); // a key "__proto__" is a key like any other
  for (const [key, member] of value instanceof Map ? value : Object.entries(value)) {
    if (member === undefined) continue;
    if (typeof key !== 'string') throw new InvalidApiError(`${where} has the key ${show(key)}: JSON keys are text`);
    const name = wellFormed(key);
    if (name in members)
      throw new InvalidApiError(`${where} has two keys that are '${name}' once lone surrogates are replaced`);
    members[name] = plain(member, `${where}.${name}`, depth + 1);
  }
  return members;
}

/** Print what plain() returned. */
function encode(value) {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '0' : String(value);
  return `{${Object.keys(value)
    .map((key) => `${text(key)}:${encode(value[key])}`)
    .join(',')}}`;
}

function text(value) {
  return JSON.stringify(value).replace(ESCAPED, (char) => '\\u' + char.charCodeAt(0).toString(16).padStart(4, '0'));
}

module.exports = { encode, plain, wellFormed };
