# For a site in the folder news/ of the host's own root, published with `--base /news/`:
# sed -f Caddyfile-sub-path.sed Caddyfile. Write your own path for news.
s|path_regexp ^/(|path_regexp ^/news/(|
s|path /embed/|path /news/embed/|
s|header /embed/|header /news/embed/|
s|/shell\.html|/news/shell.html|
s|import /srv/peyk/|import /srv/peyk/news/|
s|@app {|@app {\n\t\tpath /news/*|
