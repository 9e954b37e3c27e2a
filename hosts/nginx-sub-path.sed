# For a site in the folder news/ of the host's own root, published with `--base /news/`:
# sed -f nginx-sub-path.sed nginx.conf. Write your own path for news.
s|"~^/|"~^/news/|
s|/shell\.html|/news/shell.html|
s|include /srv/peyk/|include /srv/peyk/news/|
s|location / {|location /news/ {|
