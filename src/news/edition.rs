//! An edition: the newsroom's name, its sections and the editor's hand on the front page.

use super::{NewsCode, SectionId};

/// What a feed says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Edition {
    /// The newsroom's name, shown in the masthead.
    pub name: String,
    /// The newsroom's own home page.
    pub home: Option<String>,
    /// A logo beside the name.
    pub logo: Option<String>,
    /// Sections in the order of the menu; provinces and other children follow their parent.
    pub sections: Vec<Section>,
    /// What the editor put on the front page.
    pub front: Front,
    /// Where a comment may be sent.
    pub contact: Contact,
    /// Where a story lies that the feed names without its body: an address with `{code}` in it,
    /// resolved against the feed's.
    pub story_archive: Option<String>,
    /// Where the newest part of a section's or a tag's list lies: an address with `{list}` in it,
    /// for which the path of the list's page stands, such as `s/sports`. Each part leads on to the
    /// next older one.
    pub list_archive: Option<String>,
}

impl Edition {
    /// The section with this id.
    pub fn section(&self, id: &SectionId) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == *id)
    }

    /// The sections directly beneath `id`, in the menu's order.
    pub fn children<'a>(&'a self, id: &'a SectionId) -> impl Iterator<Item = &'a Section> {
        self.sections
            .iter()
            .filter(move |section| section.parent.as_ref() == Some(id))
    }

    /// The sections of the menu's first row.
    pub fn top_sections(&self) -> impl Iterator<Item = &Section> {
        self.sections
            .iter()
            .filter(|section| section.parent.is_none())
    }
}

/// A section of the edition (سرویس).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its permanent name in addresses.
    pub id: SectionId,
    /// Its name in the menu.
    pub title: String,
    /// How its page looks.
    pub kind: SectionKind,
    /// The section above it: provinces lie beneath «استان‌ها».
    pub parent: Option<SectionId>,
    /// Where a section of kind `Link` leads, if not to a page of the app.
    pub url: Option<String>,
}

/// How a section's page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SectionKind {
    /// Headlines and leads.
    #[default]
    Text,
    /// Pictures first.
    Photo,
    /// Videos with their lengths.
    Video,
    /// No news: the newsroom's own pages (about, contact, terms).
    Link,
}

/// The editor's hand on the front page; empty where the newest decide.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Front {
    /// The lead story.
    pub lead: Option<NewsCode>,
    /// The stories beside it.
    pub seconds: Vec<NewsCode>,
    /// The order of the section blocks; sections it does not name follow in the menu's order.
    pub blocks: Vec<SectionId>,
    /// «پربازدیدترین»
    pub most_read: Vec<NewsCode>,
}

/// Where a reader may send a comment.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Contact {
    /// A mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub telephone: Option<String>,
    /// A postal address.
    pub address: Option<String>,
}
