//! Nodes as HTML: what the browser's parser makes of it is the tree that `tree.rs` would build.

use super::{Children, Node, Nodes, Parts, Value};

/// Elements that hold nothing and have no end tag (HTML, "Void elements"), of those in use here.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "source", "track", "wbr"];

/// Writes `nodes` as HTML. What follows signals is written as it is now.
pub fn to_html(nodes: &Nodes) -> String {
    let mut out = String::new();
    write_nodes(nodes, &mut out);
    out
}

fn write_nodes(nodes: &Nodes, out: &mut String) {
    for node in &nodes.0 {
        match node {
            Node::Text(text) => escape(text, out),
            Node::Element(element) => write_element(&element.0, out),
        }
    }
}

fn write_element(element: &Parts, out: &mut String) {
    out.push('<');
    out.push_str(element.tag);
    for (name, value) in &element.attributes {
        match value {
            Value::Fixed(value) => write_attribute(name, value, out),
            Value::Live(value) => {
                if let Some(value) = value() {
                    write_attribute(name, &value, out);
                }
            }
        }
    }
    out.push('>');
    if VOID.contains(&element.tag) {
        return;
    }
    let begin = out.len();
    match &element.children {
        Children::Fixed(nodes) => write_nodes(nodes, out),
        Children::Live(nodes) | Children::Once(_, nodes) => write_nodes(&nodes(), out),
        Children::Theirs => {}
    }
    // The parser drops one newline right after these start tags (HTML, "Restrictions on content
    // models"), so a text that begins with one is given another.
    if matches!(element.tag, "pre" | "textarea") && out.get(begin..begin + 1) == Some("\n") {
        out.insert(begin, '\n');
    }
    out.push_str("</");
    out.push_str(element.tag);
    out.push('>');
}

fn write_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    if value.is_empty() {
        return;
    }
    out.push_str("=\"");
    escape(value, out);
    out.push('"');
}

/// Escapes for text and for quoted attributes alike (HTML, "Escaping a string").
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            // A lone carriage return would be read as a newline.
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Nodes, el};

    fn html(nodes: impl Into<Nodes>) -> String {
        to_html(&nodes.into())
    }

    #[test]
    fn an_element_has_its_attributes_and_its_content_in_order() {
        let link = el("a")
            .class("x")
            .set("href", "/n/1/".to_owned())
            .set_some("title", None::<String>)
            .with("یک ")
            .with(el("b").with("دو".to_owned()))
            .with(None::<&'static str>);
        assert_eq!(html(link), "<a class=\"x\" href=\"/n/1/\">یک <b>دو</b></a>");
    }

    #[test]
    fn nothing_in_a_text_or_a_value_becomes_markup() {
        let hostile = "\"><script>alert(1)</script>&amp;\u{a0}";
        let shown = html(el("p").set("title", hostile).with(hostile));
        assert!(!shown.contains("<script"));
        assert_eq!(shown.matches("&quot;&gt;&lt;script&gt;").count(), 2);
        assert_eq!(shown.matches("&amp;amp;&nbsp;").count(), 2);
    }

    #[test]
    fn void_elements_have_no_end_and_an_empty_value_no_quotes() {
        assert_eq!(html(el("img").set("alt", "")), "<img alt>");
        assert_eq!(html(el("hr")), "<hr>");
    }

    #[test]
    fn texts_side_by_side_are_one() {
        let nodes = Nodes::new().with("یک").with("").with("، دو".to_owned());
        assert_eq!(nodes.0.len(), 1);
        assert_eq!(html(nodes), "یک، دو");
    }

    #[test]
    fn a_newline_that_the_parser_would_drop_is_doubled() {
        assert_eq!(html(el("pre").with("\nx")), "<pre>\n\nx</pre>");
        assert_eq!(html(el("p").with("\nx")), "<p>\nx</p>");
    }

    #[test]
    fn what_follows_signals_is_written_as_it_is_now() {
        let element = el("p")
            .follow("title", || Some("اکنون".into()))
            .follow("lang", || None)
            .live(|| "زنده".into());
        assert_eq!(html(element), "<p title=\"اکنون\">زنده</p>");
    }
}
