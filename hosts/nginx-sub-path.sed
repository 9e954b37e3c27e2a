# For a site in the folder news/ of the host's own root, published with `--base /news/`:
# sed -f nginx-sub-path.sed nginx.conf. Write your own path for news.
/well-known/!s|"~^/|"~^/news/|
s|/shell\.html;|/news/shell.html;|
s|include /srv/peyk/|include /srv/peyk/news/|
s|location / {|location /.well-known/ {\n        try_files $uri =404;\n    }\n\n    location /news/ {|
