//! The one kind of view that parts and pages are made of: elements and text as plain values.
//!
//! The framework's own views are a type for each shape, and every type brings its own copy of the
//! code that builds, changes and takes over; that made the program 1.8 times as large
//! (docs/PERFORMANCE.md). Here there is one type, so one copy: `html.rs` writes it as HTML, and
//! `tree.rs`, in the browser only, builds it, changes what is there into it, and takes over a
//! published page. Names of elements and attributes are part of the program, so that no byte of a
//! feed can become one. No words, no decisions, no state of the app.

mod html;
#[cfg(target_arch = "wasm32")]
mod tree;

use std::borrow::Cow;

pub use html::{escape, to_html};
#[cfg(target_arch = "wasm32")]
pub use tree::{Tree, build_in, take_over};

/// A text: one of the program's own, or one that was worked out.
pub type Text = Cow<'static, str>;

/// What is done when an event comes.
pub type Handler = Box<dyn Fn() + Send>;

/// An element or a text.
pub enum Node {
    /// A text. Two texts never stand side by side, as in a document that was parsed.
    Text(Text),
    /// An element.
    Element(Element),
}

/// Nodes in order.
#[derive(Default)]
pub struct Nodes(Vec<Node>);

/// An element, as `el` begins it.
///
/// It is a pointer: chains of calls hand it on, and every copy of what lies behind it would be code.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    key: Option<String>,
    attributes: Vec<(&'static str, Value)>,
    handlers: Vec<(&'static str, Handler)>,
    children: Children,
}

/// The value of an attribute.
enum Value {
    Fixed(Text),
    /// Follows signals; the attribute is there while there is a value.
    Live(Box<dyn Fn() -> Option<Text> + Send>),
}

/// What an element holds. Either all of it follows signals or nothing does, so that what follows
/// needs no marks in the document to say where it begins and ends.
enum Children {
    Fixed(Nodes),
    /// Drawn once for each state, which the text names: where it is the same, nothing is drawn.
    Once(
        #[cfg_attr(
            not(target_arch = "wasm32"),
            expect(dead_code, reason = "what is written once has no state to compare")
        )]
        String,
        Box<dyn Fn() -> Nodes + Send>,
    ),
    Live(Box<dyn Fn() -> Nodes + Send>),
    /// What the page's plain scripts put there: nothing is written, looked at or changed.
    Theirs,
}

/// An empty element.
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        key: None,
        attributes: Vec::new(),
        handlers: Vec::new(),
        children: Children::Fixed(Nodes::default()),
    }))
}

impl Element {
    /// Gives it a class, or several with spaces between them.
    pub fn class(self, class: &'static str) -> Self {
        self.set("class", class)
    }

    /// Gives it an attribute.
    pub fn set(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.push_attribute(name, Value::Fixed(value.into()));
        self
    }

    /// Gives it an attribute where there is a value.
    pub fn set_some(self, name: &'static str, value: Option<impl Into<Text>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Gives it an attribute that follows signals, and is there while there is a value.
    pub fn follow(
        mut self,
        name: &'static str,
        value: impl Fn() -> Option<Text> + Send + 'static,
    ) -> Self {
        self.push_attribute(name, Value::Live(Box::new(value)));
        self
    }

    /// Does `handler` at each `event`.
    pub fn on(mut self, event: &'static str, handler: impl Fn() + Send + 'static) -> Self {
        self.0.handlers.push((event, Box::new(handler)));
        self
    }

    /// Says what it stands for among its siblings. When the siblings change, an element is kept
    /// for the one of the same key, and never becomes one of another key: a picture would show the
    /// story that was there before until its own is loaded, and a field its text.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// Puts `content` at its end.
    pub fn with(mut self, content: impl Content) -> Self {
        if let Children::Fixed(nodes) = &mut self.0.children {
            content.add_to(nodes);
        }
        self
    }

    /// Lets it hold what `content` draws, which is asked only where the element does not hold it
    /// already: `state` must say all that the content depends on.
    pub fn once(mut self, state: String, content: impl Fn() -> Nodes + Send + 'static) -> Self {
        self.0.children = Children::Once(state, Box::new(content));
        self
    }

    /// Leaves all that it holds to the page's plain scripts.
    pub fn theirs(mut self) -> Self {
        self.0.children = Children::Theirs;
        self
    }

    /// Lets all that it holds follow signals.
    pub fn live(mut self, content: impl Fn() -> Nodes + Send + 'static) -> Self {
        self.0.children = Children::Live(Box::new(content));
        self
    }

    #[inline(never)]
    fn push_attribute(&mut self, name: &'static str, value: Value) {
        self.0.attributes.push((name, value));
    }
}

impl Nodes {
    /// No nodes, to put some in.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts `content` at the end.
    pub fn with(mut self, content: impl Content) -> Self {
        content.add_to(&mut self);
        self
    }

    /// Gives every element that has no key this one: what stands on another page is never changed
    /// into what stands on this one.
    pub fn keyed(mut self, key: &str) -> Self {
        for node in &mut self.0 {
            if let Node::Element(element) = node {
                element.0.key.get_or_insert_with(|| key.to_owned());
            }
        }
        self
    }

    #[inline(never)]
    fn push(&mut self, node: Node) {
        self.0.push(node);
    }

    #[inline(never)]
    fn push_text(&mut self, text: Text) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Node::Text(before)) => before.to_mut().push_str(&text),
            _ => self.0.push(Node::Text(text)),
        }
    }
}

/// What can be put into an element.
pub trait Content {
    /// Puts it at the end of `nodes`.
    fn add_to(self, nodes: &mut Nodes);
}

impl Content for Nodes {
    #[inline(never)]
    fn add_to(self, nodes: &mut Nodes) {
        for node in self.0 {
            match node {
                Node::Text(text) => nodes.push_text(text),
                element => nodes.0.push(element),
            }
        }
    }
}

impl Content for Element {
    fn add_to(self, nodes: &mut Nodes) {
        nodes.push(Node::Element(self));
    }
}

impl Content for &'static str {
    fn add_to(self, nodes: &mut Nodes) {
        nodes.push_text(Cow::Borrowed(self));
    }
}

impl Content for String {
    fn add_to(self, nodes: &mut Nodes) {
        nodes.push_text(Cow::Owned(self));
    }
}

impl<T: Content> Content for Option<T> {
    fn add_to(self, nodes: &mut Nodes) {
        if let Some(content) = self {
            content.add_to(nodes);
        }
    }
}

impl<T: Content> FromIterator<T> for Nodes {
    fn from_iter<I: IntoIterator<Item = T>>(contents: I) -> Self {
        let mut nodes = Self::default();
        for content in contents {
            content.add_to(&mut nodes);
        }
        nodes
    }
}

impl From<Element> for Nodes {
    fn from(element: Element) -> Self {
        Self::default().with(element)
    }
}

impl From<Option<Element>> for Nodes {
    fn from(element: Option<Element>) -> Self {
        Self::default().with(element)
    }
}

impl From<&'static str> for Nodes {
    fn from(text: &'static str) -> Self {
        Self::default().with(text)
    }
}

impl From<String> for Nodes {
    fn from(text: String) -> Self {
        Self::default().with(text)
    }
}
