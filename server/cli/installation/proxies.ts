import type { Installation } from './installation.ts';

/*
 * What both proxies have to do: TLS with HTTP/2; pass on the `Host` header; name the client in `X-Forwarded-For`, and
 * believe no client that brings one; leave compression to the server, which compresses better than on the fly; reuse
 * connections for less time than the server keeps them; and log no requests: links of /confirm/ and /withdraw/ show what
 * somebody entered, and addresses show who signed.
 */

/** Caddy gets and renews its certificates by itself. Of requests, it logs only those that fail. */
export const caddyfile = ({ host, port }: Installation) => `\
# Links in emails work for everybody who has them, and addresses tell who signed: don't switch on access logs, and leave
# failed requests out of the log.
{
	log default {
		exclude http.log.error
	}
}

${host} {
	header ?Strict-Transport-Security max-age=31536000
	reverse_proxy 127.0.0.1:${port} {
		transport http {
			keepalive 60s
		}
	}
}
`;

export const nginxSite = ({ host, port }: Installation) => `\
# Links in emails work for everybody who has them, and addresses tell who signed: access_log stays off, and error_log
# leaves out what names requests.
upstream petitions {
	server 127.0.0.1:${port};
	keepalive 64;
	keepalive_timeout 60s;
}

server {
	listen 80;
	listen [::]:80;
	server_name ${host};
	access_log off;
	error_log /var/log/nginx/petitions.log crit;

	# For the certificate.
	location ^~ /.well-known/acme-challenge/ {
		root /var/www/html;
	}
	location / {
		return 308 https://$host$request_uri;
	}
}

server {
	listen 443 ssl http2;
	listen [::]:443 ssl http2;
	server_name ${host};
	access_log off;
	error_log /var/log/nginx/petitions.log crit;

	ssl_certificate /etc/letsencrypt/live/${host}/fullchain.pem;
	ssl_certificate_key /etc/letsencrypt/live/${host}/privkey.pem;
	ssl_protocols TLSv1.2 TLSv1.3;
	ssl_session_cache shared:petitions:1m;
	add_header Strict-Transport-Security max-age=31536000;

	# The server compresses, and says itself what is too large.
	gzip off;
	client_max_body_size 0;

	location / {
		proxy_pass http://petitions;
		proxy_http_version 1.1;
		proxy_set_header Connection "";
		proxy_set_header Host $host;
		proxy_set_header X-Forwarded-For $remote_addr;
		proxy_set_header X-Forwarded-Proto $scheme;
		# What is uploaded and downloaded isn't kept on the proxy's disk.
		proxy_request_buffering off;
		proxy_max_temp_file_size 0;
	}
}
`;
