'use strict';

// The unhandled form: what the client learns about an error that is nobody's business.

const { codeFor } = require('./reasons.js');
const { encode, plain } = require('./wire.js');

const UNHANDLED_MESSAGE = 'Internal server error';

/** Leaves the function in place of any other error: a constant text and the request id, no cause, no stack. */
class UnhandledError extends Error {
  constructor(requestId = '') {
    super(`Unhandled error, see the function's log${requestId ? ` of request ${requestId}` : ''}`);
    this.name = 'UnhandledError';
    this.requestId = requestId;
  }
}

function unhandledItem(status, message) {
  return { code: codeFor(status), message };
}

/** The body of such an error in the format of the API's other errors. */
function unhandledBody(format, status = 500, message = UNHANDLED_MESSAGE, { requestId } = {}) {
  return encode(plain(format.document(status, [unhandledItem(status, message)], { requestId }), 'body'));
}

module.exports = { UNHANDLED_MESSAGE, UnhandledError, unhandledBody, unhandledItem };
