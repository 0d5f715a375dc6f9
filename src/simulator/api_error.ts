// Errors in Cal.com's words and shape.

/** What an operation answers: a status and a JSON body. */
export type Answer = { readonly status: number; readonly body: unknown };

const CODES: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  404: 'NotFoundException',
  422: 'UnprocessableEntityException',
  429: 'ThrottlerException',
  502: 'BadGatewayException',
  503: 'ServiceUnavailableException',
  504: 'GatewayTimeoutException',
};

/** A refusal that Cal.com would give; the edge writes it with `errorAnswer`. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** The JSON of an error. `path` is the path and query as they came, `now` is epoch ms. */
export function errorAnswer(error: ApiError, path: string, now: number): Answer {
  const code = CODES[error.status] ?? 'InternalServerErrorException';
  const timestamp = new Date(now).toISOString();
  return {
    status: error.status,
    body: { status: 'error', timestamp, path, error: { code, message: error.message } },
  };
}
