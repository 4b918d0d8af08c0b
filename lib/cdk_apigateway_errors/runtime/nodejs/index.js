'use strict';

// The handler's side for Node.js: the same errors, the same bytes as the Python package beside it.

const { InvalidApiError } = require('./lib/checks.js');
const { ErrorFormat, ErrorList, ProblemJson } = require('./lib/formats.js');
const { ApiError } = require('./lib/api-error.js');
const { UnhandledError, unhandledBody } = require('./lib/unhandled.js');
const { errorResponses } = require('./lib/handler.js');

module.exports = {
  ApiError,
  ErrorFormat,
  ErrorList,
  InvalidApiError,
  ProblemJson,
  UnhandledError,
  errorResponses,
  unhandledBody,
};
