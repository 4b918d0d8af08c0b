/** Any JSON value; whole numbers beyond 2**53 as bigint; Dates and other values with toJSON. */
export type JsonValue = unknown;

export interface ErrorItem {
  code?: string | null;
  source?: JsonValue;
  message?: string | null;
  detail?: JsonValue;
}

export interface RaiseOptions {
  headers?: Record<string, string | number>;
  /** Goes to the function's log, never to the client. */
  cause?: unknown;
}

export interface ApiErrorOptions extends ErrorItem, RaiseOptions {
  status?: number;
  errors?: ErrorItem[];
}

export declare class InvalidApiError extends Error {}

export interface DocumentOptions {
  headers?: Record<string, string>;
  requestId?: string;
}

export declare class ErrorFormat {
  constructor(options?: { statusField?: string; mediaType?: string });
  readonly statusField: string;
  readonly mediaType: string;
  members(status: number, errors: ErrorItem[]): Record<string, JsonValue>;
  document(status: number, errors: ErrorItem[], options?: DocumentOptions): Record<string, JsonValue>;
  equals(other: unknown): boolean;
}

export declare class ErrorList extends ErrorFormat {}

export declare class ProblemJson extends ErrorFormat {
  constructor(options?: { typeBase?: string });
  readonly typeBase?: string;
}

export declare class ApiError extends Error {
  static status?: number;
  static code?: string;
  static message?: string;
  static headers?: string[];
  static statusField?: string;
  static format?: ErrorFormat;
  constructor(status: number, errors?: ErrorItem | ErrorItem[], options?: RaiseOptions & ErrorItem);
  constructor(options?: ApiErrorOptions);
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: ErrorItem[];
  readonly headers: Record<string, string>;
  readonly format: ErrorFormat;
}

export declare class UnhandledError extends Error {
  readonly requestId: string;
}

export interface ErrorResponsesOptions {
  errors?: (typeof ApiError | number)[];
  format?: ErrorFormat;
  proxy?: boolean | 'text/plain';
  proxyHeaders?: Record<string, string>;
  /** Of a result behind a proxy integration, 200 to 399. Default: 200; with 204 the body is empty. */
  successStatus?: number;
  /** Default: 500. */
  unhandledStatus?: number;
  /** Default: INTERNAL_ERROR. */
  unhandledCode?: string;
  unhandledMessage?: string;
}

/** What a proxy integration expects. */
export interface ProxyAnswer {
  statusCode: number;
  headers: Record<string, string>;
  isBase64Encoded: boolean;
  body: string;
}

/** With `proxy` every outcome is an answer: a result that has a statusCode passes as it is. */
export type ProxyOptions = ErrorResponsesOptions & { proxy: true | 'text/plain' };

export type Handler<Event = any, Result = any> = (event: Event, context: any) => Result | Promise<Result>;

export declare function errorResponses<Event = any, Result = any>(
  options: ProxyOptions,
  handler: Handler<Event, Result>,
): (event: Event, context: any) => Promise<ProxyAnswer | Result>;
export declare function errorResponses(
  options: ProxyOptions,
): <Event = any, Result = any>(
  handler: Handler<Event, Result>,
) => (event: Event, context: any) => Promise<ProxyAnswer | Result>;
export declare function errorResponses<Event = any, Result = any>(
  options: ErrorResponsesOptions,
  handler: Handler<Event, Result>,
): (event: Event, context: any) => Promise<Result>;
export declare function errorResponses(
  options: ErrorResponsesOptions,
): <Event = any, Result = any>(handler: Handler<Event, Result>) => (event: Event, context: any) => Promise<Result>;

export declare function unhandledBody(
  format: ErrorFormat,
  status?: number,
  message?: string,
  options?: { code?: string; requestId?: string },
): string;
