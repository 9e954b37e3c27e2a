//! Finding by name and sorting by number, one way for the whole program: every other kind of map or
//! of sort would be another copy of some kilobytes of code in the browser.

use std::collections::BTreeMap;

/// The places of names.
#[derive(Clone, Debug, Default)]
pub struct Map(BTreeMap<String, usize>);

impl Map {
    /// The place of `name`.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// Whether `name` has a place.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Gives `name` the place `at`, and gives back the one it had.
    pub fn insert(&mut self, name: &str, at: usize) -> Option<usize> {
        self.0.insert(name.to_owned(), at)
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// How many names have places.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no name has a place.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> FromIterator<&'a str> for Map {
    /// Each name at its place among `names`; the last of equal ones.
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let mut map = Self::default();
        for (at, name) in names.into_iter().enumerate() {
            map.insert(name, at);
        }
        map
    }
}

/// `items` by falling `number`; equal ones stay as they stood.
pub fn sort_by_key_desc<T>(items: Vec<T>, number: impl Fn(&T) -> i64) -> Vec<T> {
    let mut order: Vec<(i64, usize)> = items
        .iter()
        .enumerate()
        // `!` turns the order around and, unlike `-`, has no number that it cannot turn.
        .map(|(at, item)| (!number(item), at))
        .collect();
    if order.is_sorted() {
        return items;
    }
    order.sort_unstable();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|(_, at)| items.get_mut(at)?.take())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_places() {
        let mut map: Map = ["یک", "دو"].into_iter().collect();
        assert_eq!((map.get("دو"), map.get("سه")), (Some(1), None));
        assert_eq!(map.insert("دو", 7), Some(1));
        assert!(map.contains("یک") && map.len() == 2 && !map.is_empty());
    }

    #[test]
    fn larger_numbers_come_first_and_equal_ones_stay_as_they_stood() {
        let items = vec![
            ("a", 1),
            ("b", i64::MAX),
            ("c", 1),
            ("d", i64::MIN),
            ("e", 2),
        ];
        let sorted = sort_by_key_desc(items, |(_, number)| *number);
        let names: Vec<&str> = sorted.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["b", "e", "a", "c", "d"]);
    }
}
