/** A request as bytes, for `bench/http_load.ts`. @param headers more of them, each with its line's end */
export const postOf = (path: string, body: string, headers = ''): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
