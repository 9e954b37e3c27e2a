//! Which addresses of the network are private, and how an address of the web is printed: without what
//! only its owner may know.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::Url;

/// What stands in the place of a secret.
const HIDDEN: &str = "…";

/// Whether `ip` belongs to the public internet: not to this machine, a local network, a group or a
/// reserved block (IANA special-purpose registries). An IPv6 address that carries an IPv4 address is
/// judged by that one.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224.., _, _)
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let v4 = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        // IPv4-compatible (with :: and ::1), IPv4-mapped, IPv4-translated, NAT64.
        [0, 0, 0, 0, 0, 0, high, low]
        | [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        // 6to4.
        [0x2002, high, low, ..] => v4(high, low),
        // Teredo: the server, and the client with its bits turned.
        [0x2001, 0, high, low, _, _, client_high, client_low] => {
            v4(high, low) && v4(!client_high, !client_low)
        }
        // ISATAP, within any prefix.
        [first, _, _, _, 0 | 0x200, 0x5efe, high, low] if first & 0xe000 == 0x2000 => v4(high, low),
        // Protocol assignments (with benchmarking), documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // All that is global unicast; unique local, link-local, site-local and groups are not.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Whether the host of `url` is written as a private address, or as this machine's own name.
pub(super) fn is_written_private(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => !is_public_v4(ip),
        Some(url::Host::Ipv6(ip)) => !is_public_v6(ip),
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

/// `address` for everyone: scheme, host and path. User, password, query, fragment and path parameters
/// are left out, and of what cannot be read as an address all but the scheme.
pub(super) fn public(address: &str) -> String {
    shown(address, "")
}

/// `address` for the newsroom: as [`public`], with a mark for each part that is left out.
pub(super) fn masked(address: &str) -> String {
    shown(address, HIDDEN)
}

fn shown(address: &str, mark: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        let scheme = address.split("://").next().unwrap_or_default();
        return format!("{scheme}://{HIDDEN}");
    };
    let mut out = format!("{}://", url.scheme());
    if !url.username().is_empty() || url.password().is_some() {
        out.push_str(mark);
        out.push_str(if mark.is_empty() { "" } else { "@" });
    }
    out.push_str(url.host_str().unwrap_or_default());
    if let Some(port) = url.port() {
        out.push_str(&format!(":{port}"));
    }
    let path = url.path();
    let plain = path.split(';').next().unwrap_or(path);
    // `https://user:1/2@host/`: a password with a slash was read as a port and a path.
    let is_password = url.port().is_some() && plain.contains('@');
    if !is_password && plain != "/" {
        out.push_str(plain);
    }
    let is_cut = is_password || plain.len() < path.len();
    if (is_cut || url.query().is_some() || url.fragment().is_some()) && !mark.is_empty() {
        out.push('?');
        out.push_str(mark);
    }
    out
}

/// `text` of a library or a command line with every address in it as [`masked`] writes it.
pub fn without_secrets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, address) = rest.split_at(at);
        let scheme = before
            .rfind(|c: char| !c.is_ascii_alphanumeric())
            .map_or(0, |at| {
                at + before
                    .get(at..)
                    .and_then(|c| c.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let (before, scheme) = before.split_at(scheme);
        let end = address.find(char::is_whitespace).unwrap_or(address.len());
        let (address, after) = address.split_at(end);
        out.push_str(before);
        out.push_str(&masked(&format!("{scheme}{address}")));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(ip: &str) -> bool {
        is_public(ip.parse().unwrap())
    }

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.1.2.3",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2001:0:808:808:0:0:80ff:fffe",
            "2001:0:7f00:1:0:0:f7f7:f7f7",
            "2a00:1450::5efe:7f00:1",
            "2a00:1450::200:5efe:10.0.0.1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!judged(ip), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "169.253.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.169.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
            "2001:0:808:808:0:0:f7f7:f7f7",
            "2001:4860:4860::8888",
            "2606:4700:4700::1111",
            "2a00:1450:4001::1",
        ] {
            assert!(judged(ip), "{ip}");
        }
    }

    #[test]
    fn a_host_is_private_however_the_address_writes_it() {
        for (address, is_private) in [
            ("http://127.0.0.1:9000/f", true),
            ("http://2130706433/f", true),
            ("http://0x7f.1/f", true),
            ("http://[::1]/f", true),
            ("http://[::ffff:10.0.0.1]/f", true),
            ("http://localhost/f", true),
            ("http://LOCALHOST./f", true),
            ("http://cms.localhost/f", true),
            ("http://localhost.example/f", false),
            ("http://8.8.8.8/f", false),
            ("https://news.example/f", false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(is_written_private(&url), is_private, "{address}");
        }
    }

    #[test]
    fn no_form_of_an_address_shows_its_secrets() {
        for (address, for_all, for_the_newsroom) in [
            (
                "https://u:s3cret@a.ir/f.json?key=s3cret#s3cret",
                "https://a.ir/f.json",
                "https://…@a.ir/f.json?…",
            ),
            (
                "https://a.ir/@x/f.json",
                "https://a.ir/@x/f.json",
                "https://a.ir/@x/f.json",
            ),
            ("https://s3cret@a.ir", "https://a.ir", "https://…@a.ir"),
            (
                "https://:s3cret@a.ir:8443/f",
                "https://a.ir:8443/f",
                "https://…@a.ir:8443/f",
            ),
            (
                "https://a.ir/f;key=s3cret/x",
                "https://a.ir/f",
                "https://a.ir/f?…",
            ),
            (
                "https://a.ir\\f?s3cret",
                "https://a.ir/f",
                "https://a.ir/f?…",
            ),
            ("https://u:s3cret\\@a.ir/", "https://…", "https://…"),
            ("https://u:s3c/ret@a.ir/", "https://…", "https://…"),
            (
                "https://u:12/s3cret@a.ir/f",
                "https://u:12",
                "https://u:12?…",
            ),
            ("ftp://u:s3cret@a.ir/f", "ftp://a.ir/f", "ftp://…@a.ir/f"),
            ("https://", "https://…", "https://…"),
        ] {
            assert_eq!(public(address), for_all, "{address}");
            assert_eq!(masked(address), for_the_newsroom, "{address}");
        }
    }

    #[test]
    fn texts_of_libraries_are_printed_without_the_secrets_in_them() {
        for (text, shown) in [
            ("no address", "no address"),
            (
                "bad uri: https://u:p@a.ir/f?k=1 (HTTP://b.ir/#x)",
                "bad uri: https://…@a.ir/f?… (http://b.ir?…",
            ),
            ("گزارش«https://u@a.ir", "گزارش«https://…@a.ir"),
            ("://", "://…"),
        ] {
            assert_eq!(without_secrets(text), shown);
        }
    }
}
