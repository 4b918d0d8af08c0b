'use strict';

// Reads a JSON list of cases from stdin and prints, for each, what the Node.js runtime makes of it.
// A case: {format, typeBase, statusField, status, errors, headers}; `{"$bigint": "…"}` stands for a bigint.

const { ApiError, ErrorList, ProblemJson, unhandledBody } = require(process.argv[2]);

function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$bigint === 'string') return BigInt(value.$bigint);
  const copy = Object.create(null);
  for (const key of Object.keys(value)) copy[key] = revive(value[key]);
  return copy;
}

function format({ format, typeBase, statusField }) {
  return format === 'problem' ? new ProblemJson({ typeBase: typeBase ?? undefined }) : new ErrorList({ statusField });
}

function answer(given) {
  class Given extends ApiError {}
  Given.headers = Object.keys(given.headers);
  Given.format = format(given);
  try {
    return {
      text: new Given(given.status, revive(given.errors), { headers: given.headers }).message,
      unhandled: unhandledBody(Given.format, given.status, 'm', { requestId: 'r' }),
    };
  } catch (error) {
    return { refused: error.name };
  }
}

const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(cases.map(answer)));
