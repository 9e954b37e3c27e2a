//! Nodes in a document: built, changed into others, or found in a published page and taken over.
//!
//! Taking over never fails. Where the document is not what the program would have written (a
//! translator put in `<font>`, an extension put in its own nodes, a minifier took something out),
//! the nodes at that place are put right and the rest is kept. The framework's own hydration ends
//! the program there.

use super::{Children, Handler, Node, Nodes, Parts, Text, Value};
use leptos::prelude::{RenderEffect, document};
use leptos::reactive::graph::{Subscriber, ToAnySubscriber};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

const SVG: &str = "http://www.w3.org/2000/svg";

/// Nodes that are in the document. What follows signals ends with it.
#[must_use]
pub struct Tree(Vec<Mounted>);

/// Puts `nodes` into `root`, in place of all that it holds.
pub fn build_in(root: &web_sys::Element, nodes: Nodes) -> Tree {
    root.replace_children_with_node_0();
    let mut mounted = Vec::new();
    change(root, &mut mounted, nodes);
    Tree(mounted)
}

/// Makes `nodes` of what `root` holds: the page as it was published, which stays as it is, with its
/// scroll, its focus and what has been typed.
pub fn take_over(root: &web_sys::Element, nodes: Nodes) -> Tree {
    Tree(adopt_all(root, nodes))
}

/// A node in the document, and what it was made of.
enum Mounted {
    Text(web_sys::Node, Text),
    Element(Box<MountedElement>),
}

struct MountedElement {
    node: web_sys::Element,
    tag: &'static str,
    key: Option<String>,
    attributes: Vec<(&'static str, MountedValue)>,
    listeners: Vec<Listener>,
    children: MountedChildren,
}

enum MountedValue {
    Fixed(Text),
    Live(
        #[expect(dead_code, reason = "its effect ends when it is dropped")] Following<Option<Text>>,
    ),
}

enum MountedChildren {
    Fixed(Vec<Mounted>),
    /// Its effect ends when it is dropped.
    Live(Following<Vec<Mounted>>),
    /// Drawn for the state that the text names.
    Once(String, Rc<RefCell<Part>>),
}

/// The children of one element, which on a published page are taken over in a task of their own.
enum Part {
    Published(Box<dyn Fn() -> Nodes + Send>),
    Mounted(Vec<Mounted>),
}

/// An effect, which ends when this is dropped. A signal would keep a record of it for ever, and every
/// page leaves some that followed the clock or the state; so it takes itself out.
struct Following<T: 'static>(RenderEffect<T>);

impl<T> Following<T> {
    fn new(next: impl FnMut(Option<T>) -> T + 'static, first: Option<T>) -> Self {
        Self(RenderEffect::new_with_value(next, first))
    }
}

impl<T> Drop for Following<T> {
    fn drop(&mut self) {
        let subscriber = self.0.to_any_subscriber();
        subscriber.clear_sources(&subscriber);
    }
}

impl Tree {
    /// Changes what `root` holds, which this is, into `nodes`.
    pub fn change(&mut self, root: &web_sys::Element, nodes: Nodes) {
        change(root, &mut self.0, nodes);
    }
}

impl Part {
    /// The children, which `parent` holds; taken over by now.
    fn take(&mut self, parent: &web_sys::Element) -> Vec<Mounted> {
        match std::mem::replace(self, Self::Mounted(Vec::new())) {
            Self::Published(nodes) => adopt_all(parent, nodes()),
            Self::Mounted(mounted) => mounted,
        }
    }
}

struct Listener {
    target: web_sys::Element,
    event: &'static str,
    closure: Closure<dyn Fn()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        // What was added can be removed.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
    }
}

impl Mounted {
    fn node(&self) -> &web_sys::Node {
        match self {
            Self::Text(node, _) => node,
            Self::Element(element) => &element.node,
        }
    }

    /// Whether it may be changed into `node`.
    fn fits(&self, node: &Node) -> bool {
        match (self, node) {
            (Self::Text(..), Node::Text(_)) => true,
            (Self::Element(mounted), Node::Element(element)) => {
                mounted.tag == element.0.tag && mounted.key == element.0.key
            }
            _ => false,
        }
    }

    /// Changes it into `node`, which it fits.
    fn change(&mut self, node: Node) {
        match (self, node) {
            (Self::Text(node, before), Node::Text(text)) if *before != text => {
                node.set_node_value(Some(&text));
                *before = text;
            }
            (Self::Element(mounted), Node::Element(element)) => mounted.change(*element.0),
            _ => {}
        }
    }
}

impl MountedElement {
    fn change(&mut self, element: Parts) {
        let before = std::mem::take(&mut self.attributes);
        for (name, _) in &before {
            if !element.attributes.iter().any(|(now, _)| now == name) {
                remove_attribute(&self.node, name);
            }
        }
        for (name, value) in element.attributes {
            let known = before.iter().find(|(before, _)| *before == name);
            let unchanged = matches!(
                (known, &value),
                (Some((_, MountedValue::Fixed(before))), Value::Fixed(now)) if before == now
            );
            let value = match value {
                Value::Fixed(value) if unchanged => MountedValue::Fixed(value),
                value => set_value(&self.node, name, value),
            };
            self.attributes.push((name, value));
        }
        self.listeners.clear();
        self.listeners = listen(&self.node, element.handlers);
        let before = match (&mut self.children, &element.children) {
            (MountedChildren::Fixed(_), Children::Theirs) => return,
            (MountedChildren::Once(before, _), Children::Once(now, _)) if before == now => return,
            (MountedChildren::Fixed(before), _) => std::mem::take(before),
            (MountedChildren::Live(following), _) => following.0.take_value().unwrap_or_default(),
            (MountedChildren::Once(_, part), _) => part.borrow_mut().take(&self.node),
        };
        self.children = hold(&self.node, element.children, Some(before));
    }
}

/// Lets `node` hold `children`, by changing those that it holds already, or, where none are known, by
/// taking over the published ones.
fn hold(
    node: &web_sys::Element,
    children: Children,
    before: Option<Vec<Mounted>>,
) -> MountedChildren {
    let fixed = |nodes: Nodes, before: Option<Vec<Mounted>>| match before {
        Some(mut mounted) => {
            change(node, &mut mounted, nodes);
            mounted
        }
        None => adopt_all(node, nodes),
    };
    match children {
        Children::Fixed(nodes) => MountedChildren::Fixed(fixed(nodes, before)),
        Children::Live(nodes) => MountedChildren::Live(follow(node, nodes, before)),
        Children::Theirs => MountedChildren::Fixed(Vec::new()),
        Children::Once(state, nodes) if before.is_none() => {
            MountedChildren::Once(state, take_over_later(node, nodes))
        }
        Children::Once(state, nodes) => {
            let part = Part::Mounted(fixed(nodes(), before));
            MountedChildren::Once(state, Rc::new(RefCell::new(part)))
        }
    }
}

/// Changes the children `mounted` of `parent` into `nodes`, keeping those that fit.
fn change(parent: &web_sys::Node, mounted: &mut Vec<Mounted>, nodes: Nodes) {
    let mut before: VecDeque<Mounted> = std::mem::take(mounted).into();
    for node in nodes.0 {
        // One with a key may have moved; one without is only what stands at its place.
        let keyed = matches!(&node, Node::Element(element) if element.0.key.is_some());
        let reach = if keyed { before.len() } else { 1 };
        let found = before
            .iter()
            .take(reach)
            .position(|mounted| mounted.fits(&node));
        let kept = found.and_then(|at| Some((at, before.remove(at)?)));
        match kept {
            Some((at, mut kept)) => {
                if at > 0 {
                    insert(parent, kept.node(), before.front());
                }
                kept.change(node);
                mounted.push(kept);
            }
            None => {
                let built = build(node);
                insert(parent, built.node(), before.front());
                mounted.push(built);
            }
        }
    }
    for gone in before {
        remove(gone.node());
    }
}

fn insert(parent: &web_sys::Node, node: &web_sys::Node, before: Option<&Mounted>) {
    // A translator or an extension may have moved what stood before it.
    let before = before
        .map(Mounted::node)
        .filter(|before| before.parent_node().as_ref() == Some(parent));
    let _ = parent.insert_before(node, before);
}

fn remove(node: &web_sys::Node) {
    if let Some(parent) = node.parent_node() {
        // A child can be removed.
        let _ = parent.remove_child(node);
    }
}

fn remove_attribute(node: &web_sys::Element, name: &str) {
    // It fails for no name of the program's own.
    let _ = node.remove_attribute(name);
}

fn set_attribute(node: &web_sys::Element, name: &str, value: &str) {
    // It fails for no name of the program's own.
    let _ = node.set_attribute(name, value);
}

fn set_value(node: &web_sys::Element, name: &'static str, value: Value) -> MountedValue {
    match value {
        Value::Fixed(value) => {
            set_attribute(node, name, &value);
            MountedValue::Fixed(value)
        }
        Value::Live(value) => {
            let node = node.clone();
            let before = node.get_attribute(name).map(Text::Owned);
            MountedValue::Live(Following::new(
                move |before: Option<Option<Text>>| {
                    let now = value();
                    if before.flatten() != now {
                        match &now {
                            Some(value) => set_attribute(&node, name, value),
                            None => remove_attribute(&node, name),
                        }
                    }
                    now
                },
                Some(before),
            ))
        }
    }
}

fn listen(node: &web_sys::Element, handlers: Vec<(&'static str, Handler)>) -> Vec<Listener> {
    handlers
        .into_iter()
        .map(|(event, handler)| {
            let closure = Closure::<dyn Fn()>::new(handler);
            // It fails for no name of the program's own.
            let _ = node.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
            Listener {
                target: node.clone(),
                event,
                closure,
            }
        })
        .collect()
}

/// Lets the children of `parent` follow signals, beginning with those that are there.
fn follow(
    parent: &web_sys::Element,
    nodes: Box<dyn Fn() -> Nodes + Send>,
    before: Option<Vec<Mounted>>,
) -> Following<Vec<Mounted>> {
    let parent = parent.clone();
    Following::new(
        move |before: Option<Vec<Mounted>>| {
            let nodes = nodes();
            match before {
                Some(mut mounted) => {
                    change(&parent, &mut mounted, nodes);
                    mounted
                }
                None => adopt_all(&parent, nodes),
            }
        },
        before,
    )
}

fn build(node: Node) -> Mounted {
    match node {
        Node::Text(text) => {
            let node = document().create_text_node(&text);
            Mounted::Text(node.into(), text)
        }
        Node::Element(element) => {
            let node = match element.0.tag {
                tag @ ("svg" | "path") => document().create_element_ns(Some(SVG), tag),
                tag => document().create_element(tag),
            };
            match node {
                Ok(node) => mount(node, *element.0, Some(Vec::new())),
                // No name of the program's own is refused; a text that is empty stands for it.
                Err(_) => build(Node::Text(Text::Borrowed(""))),
            }
        }
    }
}

/// Makes `node` what `element` says: an empty one, or one that is published, where its children
/// are not known yet.
fn mount(node: web_sys::Element, element: Parts, children: Option<Vec<Mounted>>) -> Mounted {
    let published = children.is_none();
    let attributes = element
        .attributes
        .into_iter()
        .map(|(name, value)| match value {
            Value::Fixed(value) if published => {
                same_attribute(&node, name, &value);
                (name, MountedValue::Fixed(value))
            }
            value => (name, set_value(&node, name, value)),
        })
        .collect();
    let children = hold(&node, element.children, children);
    Mounted::Element(Box::new(MountedElement {
        listeners: listen(&node, element.handlers),
        tag: element.tag,
        key: element.key,
        node,
        attributes,
        children,
    }))
}

/// Takes over what `parent` holds, which nobody asks for until it changes, in a task of its own: a
/// page of many lists would keep the reader waiting for all of them at once.
fn take_over_later(
    parent: &web_sys::Element,
    nodes: Box<dyn Fn() -> Nodes + Send>,
) -> Rc<RefCell<Part>> {
    let part = Rc::new(RefCell::new(Part::Published(nodes)));
    let parent = parent.clone();
    let waiting = Rc::downgrade(&part);
    // The page may be another by then.
    let adopt = move || {
        if let Some(part) = waiting.upgrade() {
            let mut part = part.borrow_mut();
            let mounted = part.take(&parent);
            *part = Part::Mounted(mounted);
        }
    };
    gloo_timers::callback::Timeout::new(0, adopt).forget();
    part
}

/// Finds `nodes` among the children that `parent` already has. What is missing is built, what is
/// in the way is removed.
fn adopt_all(parent: &web_sys::Element, nodes: Nodes) -> Vec<Mounted> {
    let mut mounted = Vec::with_capacity(nodes.0.len());
    let mut next = parent.first_child();
    for node in nodes.0 {
        // What is not at its place is foreign, unless nothing of its kind follows.
        while let Some(found) = next.take() {
            if is_published(&found, &node) || !follows(&found, &node) {
                next = Some(found);
                break;
            }
            next = found.next_sibling();
            mismatch("in the way", &found);
            remove(&found);
        }
        match next.take() {
            Some(found) if is_published(&found, &node) => {
                next = found.next_sibling();
                mounted.push(adopt(found, node));
            }
            other => {
                let built = build(node);
                mismatch("missing", built.node());
                // Its place is in this parent, so it cannot fail.
                let _ = parent.insert_before(built.node(), other.as_ref());
                mounted.push(built);
                next = other;
            }
        }
    }
    while let Some(found) = next.take() {
        next = found.next_sibling();
        mismatch("left over", &found);
        remove(&found);
    }
    mounted
}

fn is_published(found: &web_sys::Node, node: &Node) -> bool {
    match node {
        Node::Text(_) => found.node_type() == web_sys::Node::TEXT_NODE,
        Node::Element(element) => found
            .dyn_ref::<web_sys::Element>()
            .is_some_and(|found| found.local_name() == element.0.tag),
    }
}

/// Whether something like `node` comes after `found`.
fn follows(found: &web_sys::Node, node: &Node) -> bool {
    let mut next = found.next_sibling();
    while let Some(sibling) = next {
        if is_published(&sibling, node) {
            return true;
        }
        next = sibling.next_sibling();
    }
    false
}

fn adopt(found: web_sys::Node, node: Node) -> Mounted {
    match node {
        Node::Text(text) => {
            if found.node_value().as_deref() != Some(&*text) {
                mismatch("another text", &found);
                found.set_node_value(Some(&text));
            }
            Mounted::Text(found, text)
        }
        // `is_published` has seen that it is an element.
        Node::Element(element) => mount(found.unchecked_into(), *element.0, None),
    }
}

/// In a debug build, says that a published page is not what the program would have written, so
/// that the tests see it. To a reader it makes no difference.
fn mismatch(what: &str, node: &web_sys::Node) {
    if cfg!(debug_assertions) {
        let text = node.text_content().unwrap_or_default();
        let message = format!("mismatch: {what}: {} {text}", node.node_name());
        web_sys::console::error_1(&message.into());
    }
}

fn same_attribute(node: &web_sys::Element, name: &str, value: &str) {
    if cfg!(debug_assertions) && node.get_attribute(name).as_deref() != Some(value) {
        mismatch(name, node);
    }
}
