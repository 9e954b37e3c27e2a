//! The newsroom's command: `peyk publish`, `peyk serve`, `peyk check`, `peyk sample`.

use clap::{Parser, Subcommand};
use peyk::news::Stamp;
use peyk::publish::fetch::NetworkRules;
use peyk::publish::site::Progress;
use peyk::publish::source::{PageError, Place};
use peyk::publish::{check, normal_base, sample, serve, site, warn, without_secrets};
use std::io::Write;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How often sources are looked at while they are watched.
const LOOK: Duration = Duration::from_millis(200);

/// Tools for a newsroom that publishes with Peyk.
#[derive(Parser)]
#[command(name = "peyk", version)]
struct Cli {
    #[command(subcommand)]
    tool: Tool,
}

#[derive(Subcommand)]
enum Tool {
    /// Make a folder of pages, from feeds and a built app, that any static host can serve.
    ///
    /// Feeds are JSON Feed, RSS or Atom. Several are merged by their news codes, in their order of
    /// trust: no feed replaces or withdraws a story of a feed named before it, unless `sources` in the
    /// app's edition.json allows that. A feed that cannot be read changes nothing of the site.
    ///
    /// Every page holds its text, so that it is there before the program. A second run writes only
    /// what has changed, and removes what is gone; a run that breaks off leaves whole files, and the
    /// next one finishes it.
    Publish {
        /// A feed, or several, the most trusted first: files, folders of feeds (*.json, *.xml, *.rss,
        /// *.atom) and http(s) addresses; the first names the site
        #[arg(long, value_name = "PATH|URL", required = true)]
        feed: Vec<String>,
        /// The built app, as `make build` writes it for /
        #[arg(long, default_value = "dist")]
        app: PathBuf,
        /// The folder of the site
        #[arg(long, default_value = "site")]
        out: PathBuf,
        /// The path that the site lies under on its host, such as /news/
        #[arg(long, default_value = "/")]
        base: String,
        /// Where the site lies, such as https://news.example, for canonical addresses, sitemaps and
        /// RSS [default: the host of the feed's home_page_url]
        #[arg(long, value_name = "URL")]
        site: Option<String>,
        /// Publish even if that removes more than half of the stories of the site
        #[arg(long)]
        allow_removal: bool,
        /// Go on, and publish again whenever a source changes: a file at once, an address of the web
        /// within 30 seconds
        #[arg(long)]
        watch: bool,
        #[command(flatten)]
        network: Network,
    },
    /// Serve a built folder and a feed on this machine.
    ///
    /// The feed is served as /feed.json. A feed file is read anew at each request, and the
    /// pictures, videos, captions and JSON files in its folder are served too, where the build has
    /// none of that name; hidden files never are. A feed of the web is fetched at the start, and
    /// again at most every 30 seconds; relative addresses in it lead to this server.
    Serve {
        /// The folder that `make build` writes
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
        /// A feed: a file, or an http(s) address [default: the build's own feed.json]
        #[arg(long, value_name = "PATH|URL")]
        feed: Option<String>,
        /// The port; 0 takes any that is free
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// The address to listen at; 0.0.0.0 lets other machines in
        #[arg(long, default_value = "127.0.0.1")]
        host: String,
        /// The path that everything lies under, such as /news/
        #[arg(long, default_value = "/")]
        base: String,
        /// Let redirects and the host name of the feed lead to this machine and to private networks
        #[arg(long)]
        allow_private: bool,
    },
    /// Show what the app would keep, repair and drop of feeds: JSON Feed, RSS or Atom.
    ///
    /// Further pages (next_url, and Atom's rel="next") are followed, at most 1000 of each. Fails only if
    /// nothing can be read.
    Check {
        /// Files, folders of feeds (*.json, *.xml, *.rss, *.atom) and http(s) addresses
        #[arg(value_name = "PATH|URL", required = true)]
        feed: Vec<String>,
        /// Print {"kept": n, "repaired": [...], "dropped": [...]}; of several feeds a list of
        /// these, each with its "source"
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        network: Network,
    },
    /// Write a feed of N made-up stories, for load tests.
    ///
    /// The same N and seed give the same bytes. For a feed of headlines whose stories open under
    /// `peyk serve`: peyk sample 10000 --leads --out load/feed.json --bodies 100, then
    /// peyk serve --feed load/feed.json
    Sample {
        /// How many stories
        #[arg(value_name = "N")]
        stories: u64,
        /// Leave the bodies out; the feed says that they lie in data/n/{code}.json
        #[arg(long)]
        leads: bool,
        /// Another seed gives other texts
        #[arg(long, value_name = "K", default_value_t = 1)]
        seed: u64,
        /// The file to write, instead of the standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Also write data/n/{code}.json beside the file, for the newest M stories
        #[arg(long, value_name = "M", default_value_t = 0, requires_all = ["leads", "out"])]
        bodies: u64,
        /// Put K stories in a file: further ones lie in pages/{n}.json beside it, the oldest in the
        /// first
        #[arg(long, value_name = "K", requires = "out")]
        per_page: Option<NonZeroU64>,
    },
}

/// Where sources may lead.
#[derive(clap::Args, Clone, Copy)]
struct Network {
    /// Let redirects, next pages and host names of sources lead to this machine and to private
    /// networks. Not needed for an address that is written as such a one itself
    #[arg(long)]
    allow_private: bool,
    /// Let the next pages of a source lie on another host, port or scheme than the source
    #[arg(long)]
    allow_other_origins: bool,
}

impl Network {
    fn rules(self) -> NetworkRules {
        NetworkRules {
            private: self.allow_private,
            other_origins: self.allow_other_origins,
        }
    }
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Publish(site::PublishError),
    #[error(transparent)]
    Serve(serve::ServeError),
    #[error(transparent)]
    Check(PageError),
    #[error(transparent)]
    Sample(sample::SampleError),
    /// The system gives no threads to serve with.
    #[error("cannot start: {0}")]
    Threads(std::io::Error),
    /// What was found cannot be written as JSON.
    #[error("cannot write the findings: {0}")]
    Json(serde_json::Error),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help) if !help.use_stderr() => help.exit(),
        Err(error) => {
            // It repeats what was typed, which may be an address with a password.
            let _ = write!(std::io::stderr(), "{}", without_secrets(&error.to_string()));
            return ExitCode::from(2);
        }
    };
    match run(cli.tool) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            warn(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run(tool: Tool) -> Result<(), Failure> {
    match tool {
        Tool::Publish {
            feed,
            app,
            out,
            base,
            site,
            allow_removal,
            watch,
            network,
        } => {
            let shown = out.display().to_string();
            let options = site::Options {
                feeds: feed.iter().map(|feed| Place::parse(feed)).collect(),
                rules: network.rules(),
                app,
                out,
                base,
                site,
                allow_removal,
            };
            let tell = |progress: Progress| warn(&progress.to_string());
            let mut publisher = site::Publisher::new(options).map_err(Failure::Publish)?;
            let done = publisher.publish(now(), &tell).map_err(Failure::Publish)?;
            say(&format!("{shown}: {done}"));
            if watch {
                keep_publishing(&mut publisher, &shown, &tell);
            }
        }
        Tool::Serve {
            dir,
            feed,
            port,
            host,
            base,
            allow_private,
        } => {
            let shown = dir.display().to_string();
            let path = normal_base(&base).unwrap_or_default();
            let router = serve::router(serve::Options {
                dir,
                feed: feed.as_deref().map(Place::parse),
                base,
                keep: Duration::from_secs(30),
                rules: NetworkRules {
                    private: allow_private,
                    ..NetworkRules::default()
                },
            })
            .map_err(Failure::Serve)?;
            let ready = |address| {
                say(&format!(
                    "Serving {shown} on http://{address}{path} (Ctrl-C stops it)\n"
                ))
            };
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .map_err(Failure::Threads)?;
            runtime
                .block_on(serve::run(
                    router,
                    serve::Limits::default(),
                    &host,
                    port,
                    ready,
                ))
                .map_err(Failure::Serve)?;
        }
        Tool::Check {
            feed,
            json,
            network,
        } => {
            let places: Vec<Place> = feed.iter().map(|feed| Place::parse(feed)).collect();
            let findings = check::check(&places, network.rules(), now()).map_err(Failure::Check)?;
            if json {
                let text = match findings.as_slice() {
                    [one] => serde_json::to_string_pretty(one),
                    several => serde_json::to_string_pretty(several),
                };
                say(&format!("{}\n", text.map_err(Failure::Json)?));
            } else {
                let tables: Vec<String> = findings.iter().map(ToString::to_string).collect();
                say(&tables.join("\n"));
            }
        }
        Tool::Sample {
            stories,
            leads,
            seed,
            out,
            bodies,
            per_page,
        } => {
            let options = sample::Options {
                stories,
                leads,
                seed,
                out,
                bodies,
                per_page,
            };
            sample::write(&options, &|done| {
                warn(&format!("{done} of {stories} stories"))
            })
            .map_err(Failure::Sample)?;
        }
    }
    Ok(())
}

/// Publishes whenever a source has changed, until the command is stopped.
fn keep_publishing(
    publisher: &mut site::Publisher,
    shown: &str,
    tell: &(dyn Fn(Progress) + Sync),
) -> ! {
    let mut told = String::new();
    loop {
        std::thread::sleep(LOOK);
        if !publisher.has_changed(Instant::now()) {
            continue;
        }
        // A source that is being written is no feed; the next look may find it whole.
        match publisher.publish(now(), tell) {
            Ok(done) => {
                told.clear();
                if !done.written.is_empty() || !done.removed.is_empty() {
                    say(&format!("{shown}: {done}"));
                }
            }
            // What goes on for long is told once.
            Err(error) => {
                let words = error.to_string();
                if words != told {
                    warn(&words);
                    told = words;
                }
            }
        }
    }
}

/// Writes to the standard output; whoever closed it wants no more.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn now() -> Stamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Stamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
