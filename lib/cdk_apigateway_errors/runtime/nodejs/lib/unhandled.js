'use strict';

// The unhandled form: what the client learns about an error that is nobody's business.

const { encode, plain } = require('./wire.js');

// The defaults of both integrations, as in ../../_unhandled.py.
const UNHANDLED_STATUS = 500;
const UNHANDLED_CODE = 'INTERNAL_ERROR';
const UNHANDLED_MESSAGE = 'Internal server error';

/** Leaves the function in place of any other error: a constant text and the request id, no cause, no stack. */
class UnhandledError extends Error {
  constructor(requestId = '') {
    super(`Unhandled error, see the function's log${requestId ? ` of request ${requestId}` : ''}`);
    this.name = 'UnhandledError';
    this.requestId = requestId;
  }
}

/** The body of such an error in the format of the API's other errors. */
function unhandledBody(
  format,
  status = UNHANDLED_STATUS,
  message = UNHANDLED_MESSAGE,
  { code = UNHANDLED_CODE, requestId } = {},
) {
  return encode(plain(format.document(status, [{ code, message }], { requestId }), 'body'));
}

module.exports = { UNHANDLED_CODE, UNHANDLED_MESSAGE, UNHANDLED_STATUS, UnhandledError, unhandledBody };
