use super::*;

fn html_of(html: &str) -> String {
    to_html(&read_html(html, "https://e.ir/feed.json").blocks)
}

fn check(table: &[(&str, &str)]) {
    for (html, expected) in table {
        assert_eq!(html_of(html), *expected, "{html}");
    }
}

#[test]
fn divisions_breaks_and_bare_text_become_paragraphs() {
    check(&[
        (
            "یک<div>دو<div>سه</div></div>چهار",
            "<p>یک</p><p>دو</p><p>سه</p><p>چهار</p>",
        ),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("a<br>b<br> <br>c<br>", "<p>a<br>b</p><p>c</p>"),
        ("<p> a \n b </p><p>&nbsp;</p><p></p>", "<p>a b</p>"),
        ("<p>a</p>\n<p>b</p>", "<p>a</p><p>b</p>"),
        ("<span>a</span><x-y>b</x-y>", "<p>ab</p>"),
        (
            "<h1>a</h1><h3>b</h3><h6>c</h6>",
            "<h2>a</h2><h3>b</h3><h4>c</h4>",
        ),
        ("<h2><p>a</p></h2>b", "<h2>a</h2><p>b</p>"),
        ("<dl><dt>a<dd>b</dl>", "<p>a</p><p>b</p>"),
        ("<hr><hr>a<hr>", "<hr><p>a</p><hr>"),
        ("<q>a <q>b</q></q>", "<p>«a «b»»</p>"),
    ]);
}

#[test]
fn styles_have_one_form() {
    check(&[
        ("<b>a</b><strong>b</strong>", "<p><strong>ab</strong></p>"),
        ("<b>a</b> <b>b</b>", "<p><strong>a b</strong></p>"),
        (
            "<i>a<b>b</i>c</b>",
            "<p><em>a</em><strong><em>b</em>c</strong></p>",
        ),
        (
            "<b>a<p>b</b>c",
            "<p><strong>a</strong></p><p><strong>b</strong>c</p>",
        ),
        ("<b></b><i> </i>a", "<p>a</p>"),
        (
            "x<sup>2</sup><sub>i</sub>",
            "<p>x<sup>2</sup><sub>i</sub></p>",
        ),
        ("<p>x<sup>2</p>y", "<p>x<sup>2</sup></p><p>y</p>"),
        (
            "<code>a &lt; b</code><kbd>c</kbd>",
            "<p><code>a &lt; bc</code></p>",
        ),
    ]);
}

#[test]
fn links_are_resolved_never_nested_and_never_empty() {
    check(&[
        (
            "<a href='/x'>a</a>",
            "<p><a href=\"https://e.ir/x\">a</a></p>",
        ),
        (
            "<a href=x>a<a href=y>b</a>c</a>",
            "<p><a href=\"https://e.ir/x\">a</a><a href=\"https://e.ir/y\">b</a>c</p>",
        ),
        (
            "<b><a href=x>a</a></b>",
            "<p><a href=\"https://e.ir/x\"><strong>a</strong></a></p>",
        ),
        ("a<a href=x> </a>b", "<p>a b</p>"),
        (
            "<a href=x><img src=i></a>",
            "<figure><img src=\"https://e.ir/i\" alt=\"\"></figure>",
        ),
        (
            "<a href='java&#10;script:x'>a</a><a href='#n'>b</a>",
            "<p>ab</p>",
        ),
        ("<a name=x>a</a>", "<p>a</p>"),
    ]);
}

#[test]
fn lists_keep_their_shape_and_no_text_is_lost_around_them() {
    check(&[
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<ul><li>a<ol><li>b</ol>c</ul>",
            "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
        ),
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
        ),
        (
            "<ul><li>a</li><li><ul><li>b</ul></ul>",
            "<ul><li>a</li><li><ul><li>b</li></ul></li></ul>",
        ),
        (
            "<ul>x<li><p>a</p><p>b</p></ul>",
            "<ul><li>x</li><li>a<br>b</li></ul>",
        ),
        (
            "<ul><li>a<img src=i>b<li>c</ul>",
            "<ul><li>a</li></ul><figure><img src=\"https://e.ir/i\" alt=\"\"></figure><ul><li>b</li><li>c</li></ul>",
        ),
        ("<ul><li> </ul><li>a", "<p>a</p>"),
    ]);
    let deep = format!("{}x{}y", "<ul><li>".repeat(9), "</ul>".repeat(9));
    let body = read_html(&deep, "/feed.json");
    assert_eq!(body.repairs, [(BodyRepair::DeepList, 3)]);
    assert_eq!(body.blocks.len(), 2);
}

#[test]
fn quotes_hold_blocks_but_no_quote() {
    check(&[
        (
            "<blockquote>a<p>b<blockquote>c</blockquote>d</blockquote>e",
            "<blockquote><p>a</p><p>b</p><p>c</p><p>d</p></blockquote><p>e</p>",
        ),
        ("<blockquote> </blockquote>", ""),
    ]);
}

#[test]
fn figures_find_their_captions() {
    let img = "<img src=\"https://e.ir/i\" alt=\"\">";
    for (html, expected) in [
        (
            "<figure><img src=i><figcaption>c <b>d</b></figcaption></figure>",
            format!("<figure>{img}<figcaption>c <strong>d</strong></figcaption></figure>"),
        ),
        (
            "<figure><figcaption>c</figcaption><img src=i></figure>",
            format!("<figure>{img}<figcaption>c</figcaption></figure>"),
        ),
        (
            "<figure><figcaption>c</figcaption>t<img src=i></figure>",
            format!("<p>c</p><p>t</p><figure>{img}</figure>"),
        ),
        (
            "<figure><p>t</p><figcaption>c</figcaption></figure>",
            "<p>t</p><p>c</p>".to_owned(),
        ),
        (
            "<picture><source srcset=x><img src=i></picture>",
            format!("<figure>{img}</figure>"),
        ),
        (
            "a<img src=i>b",
            format!("<p>a</p><figure>{img}</figure><p>b</p>"),
        ),
    ] {
        assert_eq!(html_of(html), expected, "{html}");
    }
    check(&[(
        "<img src=i alt=' a\"b ' width=640 height=480px>",
        "<figure><img src=\"https://e.ir/i\" alt=\"a&quot;b\" width=\"640\" height=\"480\"></figure>",
    )]);
}

#[test]
fn tables_keep_rows_headings_and_clamped_spans() {
    check(&[
        (
            "<table><caption>t</caption><thead><tr><th>a<tbody><tr><td colspan=2 rowspan=0>b</table>",
            "<table><caption>t</caption><tbody><tr><th>a</th></tr><tr><td colspan=\"2\">b</td></tr></tbody></table>",
        ),
        (
            "<table><td colspan=60000 rowspan=x><p>a</p><ul><li>b</table>c",
            "<table><tbody><tr><td colspan=\"50\">a<br>b</td></tr></tbody></table><p>c</p>",
        ),
        (
            "<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table>",
            "<table><tbody><tr><td>a<br>b<br>c<br>d</td><td>e</td></tr></tbody></table>",
        ),
        (
            "<table>x<tr><td>a<img src=i></table>",
            "<p>x</p><table><tbody><tr><td>a</td></tr></tbody></table><figure><img src=\"https://e.ir/i\" alt=\"\"></figure>",
        ),
        ("<table><tr><td> </table>", ""),
        ("<td>a", "<p>a</p>"),
    ]);
}

#[test]
fn preformatted_text_keeps_its_lines() {
    check(&[
        (
            "<pre>\n a\n  <b>b</b> &lt;\n</pre>",
            "<pre>\n a\n  b &lt;</pre>",
        ),
        ("<pre>\n\na<p>b<br>c</pre>", "<pre>\n\na\nb\nc</pre>"),
        (
            "<pre>a<img src=i>b</pre>",
            "<pre>\na</pre><figure><img src=\"https://e.ir/i\" alt=\"\"></figure><pre>\nb</pre>",
        ),
    ]);
}

#[test]
fn frames_players_and_what_would_act_are_replaced_or_dropped_and_counted() {
    let body = read_html(
        "a<iframe src='https://aparat.com/e/1' title='گفت‌وگو'>x</iframe>\
         <iframe src=//map.ir/2></iframe><video controls><source src=v.mp4>old</video>\
         <audio src=/a.mp3 title=t>old</audio><script>x</script><style>y</style>\
         <img src=t.gif width=1 height=1><img src=t.gif width=0><img src=data:x>\
         <form>f<button>x</button><select><option>x</select><textarea><p>x</textarea><input></form>\
         <svg><style><title>x</svg><object>x</object><template>x</template><a href=data:x>z</a>",
        "https://e.ir/",
    );
    assert_eq!(
        to_html(&body.blocks),
        "<p>a</p><iframe src=\"https://aparat.com/e/1\" title=\"گفت‌وگو\"></iframe>\
         <iframe src=\"https://map.ir/2\" title=\"map.ir\"></iframe>\
         <iframe src=\"https://e.ir/v.mp4\" title=\"e.ir\"></iframe>\
         <iframe src=\"https://e.ir/a.mp3\" title=\"t\"></iframe><p>f</p><p>z</p>"
    );
    assert_eq!(
        body.repairs,
        [
            (BodyRepair::FrameToLink, 2),
            (BodyRepair::PlayerToLink, 2),
            (BodyRepair::Removed, 7),
            (BodyRepair::TrackingPixel, 2),
            (BodyRepair::UnsafeAddress, 2),
        ]
    );
}

#[test]
fn plain_text_is_shown_as_typed() {
    let body = read_text("a <b> &amp;\r\nb\n\n\n \nc\n");
    assert_eq!(
        to_html(&body.blocks),
        "<p>a &lt;b&gt; &amp;amp;<br>b</p><p>c</p>"
    );
}

#[test]
fn a_body_of_too_many_pieces_goes_on_as_text_and_one_of_too_much_text_ends() {
    for piece in [
        "<p>y",
        "y<br>",
        "<li>y",
        "<b>y</b>y",
        "<a href=x>y</a> ",
        "<table><td>y</table>",
        "<img src=a>y",
        "y<iframe src=a></iframe>",
        "<sup>y<sub>y",
    ] {
        let html = piece.repeat(40_000);
        let body = read_html(&html, "/feed.json");
        let written = to_html(&body.blocks);
        // The names of elements are letters, too.
        let shown = written.replace("tbody", "");
        assert_eq!(
            shown.matches('y').count(),
            html.matches('y').count(),
            "{piece}"
        );
        assert!(body.repairs.contains(&(BodyRepair::Crowded, 1)), "{piece}");
        assert!(written.matches('<').count() < 100_000, "{piece}");
    }
    for body in [
        read_html(&"متن ".repeat(400_000), "/feed.json"),
        read_text(&"متن ".repeat(400_000)),
    ] {
        assert_eq!(body.repairs, [(BodyRepair::TooLong, 1)]);
        let length: usize = body.blocks.iter().map(|block| block.text().len()).sum();
        assert!((1_000_000..=1 << 20).contains(&length));
    }
    let lines = read_text(&"y\n\n".repeat(100_000));
    assert_eq!(lines.repairs, [(BodyRepair::Crowded, 1)]);
    assert_eq!(to_html(&lines.blocks).matches('y').count(), 100_000);
}

#[test]
fn a_hundred_thousand_nested_elements_keep_all_their_text() {
    for name in [
        "div",
        "b",
        "ul",
        "li",
        "blockquote",
        "span",
        "table",
        "td",
        "sup",
        "a",
        "q",
        "pre",
        "figure",
        "dd",
        "h2",
    ] {
        let html = format!("{}x", format!("<{name}>y").repeat(100_000));
        let body = read_html(&html, "/feed.json");
        let kept = to_html(&body.blocks).matches('y').count();
        assert_eq!(kept, 100_000, "{name}");
    }
}

#[test]
fn code_carries_no_direction_controls_into_the_page() {
    check(&[
        (
            "<p>a <code>x\u{202E}1\u{2066}</code> b</p>",
            "<p>a <code>x1</code> b</p>",
        ),
        (
            "<pre>x\u{202E}1\n\u{2069}\u{202D}y</pre>",
            "<pre>\nx1\ny</pre>",
        ),
    ]);
}
