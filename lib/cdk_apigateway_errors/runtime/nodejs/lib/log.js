'use strict';

// One JSON line in the function's log, with the names that AWS's own clients use. Nothing here throws.

const MAX_TEXT = 16384; // characters of one message
const MAX_FRAMES = 60;
const MAX_CAUSES = 8;

function attempt(get, fallback) {
  try {
    return get();
  } catch {
    return fallback;
  }
}

/** The request id of a Lambda context, letters, digits and - only; '' where there is none. */
function requestIdOf(context) {
  const value = attempt(() => context.awsRequestId, '');
  return typeof value === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(value) ? value : '';
}

function cut(text) {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}

function described(error) {
  const isError = attempt(() => error instanceof Error, false);
  const shown = attempt(() => String(isError ? error.message : error), '<no text: reading it threw>');
  const frames = isError
    ? attempt(
        () =>
          String(error.stack)
            .split('\n')
            .filter((line) => /^\s+at /.test(line)),
        [],
      )
    : [];
  const record = {
    errorType: isError ? attempt(() => String(error.name), 'Error') : typeof error,
    errorMessage: cut(shown),
    stackTrace: frames.slice(0, MAX_FRAMES).map((line) => line.trim().slice(0, 1000)),
  };
  const members = attempt(
    () => (Array.isArray(error.errors) && error instanceof AggregateError ? error.errors : undefined),
    undefined,
  );
  if (members)
    record.exceptions = members
      .slice(0, MAX_CAUSES)
      .map((each) => described(each))
      .map(({ errorType, errorMessage }) => ({ errorType, errorMessage }));
  return record;
}

function chain(error) {
  const found = [];
  let current = error;
  while (current !== undefined && current !== null && found.length <= MAX_CAUSES && !found.includes(current)) {
    found.push(current);
    const value = current;
    current = attempt(() => value.cause, undefined);
  }
  return found.length ? found : [error];
}

/** Write the error, its causes and their stacks to stdout as one line. */
function logError(error, context, message, level = 'ERROR') {
  attempt(() => {
    const [first, ...others] = chain(error);
    const record = {
      timestamp: new Date().toISOString(),
      level,
      message,
      requestId: requestIdOf(context),
      functionName: attempt(() => String(context.functionName || ''), ''),
      ...described(first),
      ...(others.length ? { causes: others.map(described) } : {}),
    };
    // JSON.stringify escapes lone surrogates; U+2028 and U+2029 would split the line in some viewers
    process.stdout.write(
      JSON.stringify(record).replace(
        /[\u0085\u2028\u2029]/g,
        (char) => '\\u' + char.charCodeAt(0).toString(16).padStart(4, '0'),
      ) + '\n',
    );
  }, undefined);
}

module.exports = { logError, requestIdOf };
