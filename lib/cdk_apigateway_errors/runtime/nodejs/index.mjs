import runtime from './index.js';

export const {
  ApiError,
  ErrorFormat,
  ErrorList,
  InvalidApiError,
  ProblemJson,
  UnhandledError,
  errorResponses,
  unhandledBody,
} = runtime;
export default runtime;
