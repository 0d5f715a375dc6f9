/** The configuration of nginx as a cache in front of Cal.com, as an operator would write it who knows what nginx can do about slow and failing upstreams. */

/** What the configuration depends on. */
export interface ConfigurationOptions {
  /** A folder of its own, for all that nginx writes. */
  readonly folder: string;
  readonly port: number;
  /** Cal.com's base URL, such as `http://127.0.0.1:3010`. */
  readonly calcomUrl: string;
  /** How long an answer is used, in seconds; after it, an old one is used while a new one is fetched, or cannot be. */
  readonly freshSeconds: number;
  /** How long an answer is kept that nobody asks for, in seconds. */
  readonly keptSeconds: number;
  /** Variables that nginx and its workers keep of their environment. */
  readonly variables: readonly string[];
  /** The modules that this nginx was built without. */
  readonly without: ReadonlySet<string>;
}

/** The request header that holds the generation of the cache: with another one, nothing that was cached before is found. */
export const GENERATION_HEADER = 'x-bench-generation';

/** The longest that nginx waits for Cal.com, in seconds: Slotproof's `CALCOM_TIMEOUT_MS`. */
const CALCOM_TIMEOUT_SECONDS = 4;
/** Who waits for another's call goes there too after so many seconds: longer than any call, or a slow one would let all of them loose. */
const LOCK_SECONDS = 10;
/** Without these modules nginx does not know the words for their folders, and with them it makes the folders somewhere else. */
const OTHER_MODULES = ['fastcgi', 'scgi', 'uwsgi'];

/** The text of `nginx.conf`. */
export const nginxConfiguration = (options: ConfigurationOptions): string => {
  const { folder, port, calcomUrl, freshSeconds, keptSeconds, variables, without } = options;
  const { host } = new URL(calcomUrl);
  const others = OTHER_MODULES.filter((name) => !without.has(`http_${name}_module`));
  return `
daemon off;
${userLine()}
worker_processes auto;
worker_rlimit_nofile 16384;
pid ${folder}/nginx.pid;
error_log stderr crit;
${variables.map((name) => `env ${name};`).join('\n')}
events {
  worker_connections 4096;
}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  ${others.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  keepalive_timeout 75s 70s;
  keepalive_requests 1000000;
  # Without tcp_nopush: it would hold back the end of an old answer for 200 ms while a new one is fetched.
  sendfile on;
  proxy_cache_path ${folder}/cache levels=1:2 keys_zone=slots:64m max_size=2g inactive=${keptSeconds}s use_temp_path=off;

  upstream calcom {
    server ${host} max_fails=0;
    keepalive 64;
    keepalive_requests 1000000;
    # Shorter than Cal.com keeps an idle connection, so that none is closed just as it is used again.
    keepalive_timeout 20s;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /ready {
      return 200;
    }
    location /v2/slots {
      proxy_pass http://calcom;
      proxy_http_version 1.1;
      proxy_set_header Host ${host};
      proxy_set_header Connection "";
      proxy_set_header ${GENERATION_HEADER} "";
      proxy_connect_timeout ${CALCOM_TIMEOUT_SECONDS}s;
      proxy_send_timeout ${CALCOM_TIMEOUT_SECONDS}s;
      proxy_read_timeout ${CALCOM_TIMEOUT_SECONDS}s;
      # A month is some 30 kB: it fits without a file.
      proxy_buffer_size 16k;
      proxy_buffers 16 16k;

      proxy_cache slots;
      proxy_cache_key $http_${GENERATION_HEADER.replaceAll('-', '_')}$request_uri;
      proxy_cache_valid 200 ${freshSeconds}s;
      # Whatever Cal.com says of caching is meant for browsers.
      proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;
      proxy_cache_use_stale updating error timeout http_500 http_502 http_503 http_504 http_429;
      proxy_cache_background_update on;
      proxy_cache_lock on;
      proxy_cache_lock_age ${CALCOM_TIMEOUT_SECONDS + 1}s;
      proxy_cache_lock_timeout ${LOCK_SECONDS}s;
      add_header X-Cache-Status $upstream_cache_status always;
    }
  }
}
`;
};

/** Started by root, nginx gives its workers to a user who may not read the folder. */
const userLine = (): string => {
  if (process.getuid?.() !== 0) return '';
  return process.platform === 'darwin' ? 'user root wheel;' : 'user root root;';
};
