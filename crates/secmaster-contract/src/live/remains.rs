//! Reading a journal: what a run created and did not delete.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::entry::{Entry, FORMAT, Header, Made};
use crate::plain_file;

/// What a journal says is left.
#[derive(Debug)]
pub(crate) struct Remains {
    pub(crate) header: Header,
    /// What was created and not deleted, in the order of creation.
    pub(crate) left: Vec<Made>,
    /// The cases that may have created something: their answers never came, or were not written down.
    pub(crate) doubtful: BTreeSet<String>,
    /// The ids whose deletion was sent and never answered.
    pub(crate) deleting: BTreeSet<String>,
    /// Whether the last line is cut off, and so left out.
    pub(crate) is_cut: bool,
    /// The length of all lines that are good.
    pub(crate) length: u64,
}

impl Remains {
    /// Whether there is a journal at this path of which nothing is left, not even perhaps.
    pub(crate) fn are_none(path: &Path) -> bool {
        let Ok(bytes) = plain_file::read(path) else { return false };
        let is_none = |remains: Self| remains.left.is_empty() && remains.doubtful.is_empty();
        // Of a journal without a beginning, nothing was sent.
        bytes.is_empty() || Self::read(&bytes).is_ok_and(is_none)
    }

    /// Reads the text of a journal; the error names the line.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().peekable();
        let (_, first) =
            lines.next().ok_or("the journal is empty: nothing was sent; take it away")?;
        let header: Header = serde_json::from_slice(first)
            .map_err(|error| format!("line 1 is no beginning of a journal: {error}"))?;
        if header.journal != FORMAT {
            let other = header.journal;
            return Err(format!("the journal has format {other}; this version reads {FORMAT}"));
        }
        let mut book = Book::default();
        let mut length = first.len();
        let mut is_cut = !first.ends_with(b"\n");
        while let Some((number, line)) = lines.next() {
            match serde_json::from_slice::<Entry>(line) {
                Ok(entry) if line.ends_with(b"\n") => book.enter(entry),
                // The run was killed while it wrote this.
                _ if lines.peek().is_none() => {
                    is_cut = true;
                    break;
                }
                Ok(entry) => book.enter(entry),
                Err(error) => return Err(format!("line {} is broken: {error}", number + 1)),
            }
            length += line.len();
        }
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        let deleting = book.deleting.into_values().flatten().collect();
        let Book { left, doubtful, .. } = book;
        Ok(Self { header, left, doubtful, deleting, is_cut, length })
    }
}

/// What the lines so far amount to.
#[derive(Default)]
struct Book {
    left: Vec<Made>,
    doubtful: BTreeSet<String>,
    /// By case.
    deleting: BTreeMap<String, Vec<String>>,
}

impl Book {
    fn enter(&mut self, entry: Entry) {
        match entry {
            Entry::MayCreate(case) => {
                self.doubtful.insert(case);
            }
            Entry::MayDelete { case, ids } => {
                self.deleting.insert(case, ids);
            }
            Entry::Created(made) => {
                self.doubtful.remove(&made.case);
                self.left.push(made);
            }
            Entry::Deleted { operation, ids } => {
                for id in ids {
                    let is_it =
                        |made: &Made| made.operation == operation && made.id.as_ref() == Some(&id);
                    if let Some(place) = self.left.iter().position(is_it) {
                        self.left.remove(place);
                    }
                }
            }
            Entry::Answered(case) => {
                self.doubtful.remove(&case);
                self.deleting.remove(&case);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Remains;

    const HEADER: &str = r#"{"journal":1,"endpoint":"http://127.0.0.1:1","parameters":{},"run":"r","marker":null,"started":"t"}"#;

    fn read(lines: &str) -> Result<Remains, String> {
        Remains::read(format!("{HEADER}\n{lines}").as_bytes())
    }

    fn created(case: &str, id: &str) -> String {
        format!(r#"{{"created":{{"case":"{case}","operation":"c","id":"{id}"}}}}"#) + "\n"
    }

    #[test]
    fn what_was_created_and_not_deleted_is_left() {
        let text = [
            "{\"may_create\":\"1\"}\n{\"may_create\":\"2\"}\n{\"may_create\":\"3\"}\n".to_owned(),
            created("1", "a"),
            created("2", "b"),
            "{\"may_delete\":{\"case\":\"d\",\"ids\":[\"a\",\"b\"]}}\n".to_owned(),
            "{\"deleted\":{\"operation\":\"c\",\"ids\":[\"a\"]}}\n".to_owned(),
        ]
        .concat();
        let remains = read(&text).unwrap();
        let ids: Vec<_> = remains.left.iter().filter_map(|made| made.id.as_deref()).collect();
        assert_eq!(ids, ["b"]);
        assert_eq!(remains.doubtful.into_iter().collect::<Vec<_>>(), ["3"]);
        assert_eq!(remains.deleting.into_iter().collect::<Vec<_>>(), ["a", "b"]);
        let remains = read(&(text + "{\"answered\":\"d\"}\n{\"answered\":\"3\"}\n")).unwrap();
        assert!(remains.doubtful.is_empty() && remains.deleting.is_empty());
    }

    /// Wherever the last write was cut, no line before it is lost.
    #[test]
    fn a_last_line_may_be_cut_anywhere() {
        let whole = HEADER.len() + 1 + created("1", "a").len();
        let text = format!("{HEADER}\n{}{}", created("1", "a"), created("2", "b"));
        for end in whole..text.len() {
            let remains = Remains::read(&text.as_bytes()[..end]).unwrap();
            assert_eq!(remains.left.len(), 1, "{end}");
            assert_eq!((remains.is_cut, remains.length as usize), (end > whole, whole), "{end}");
        }
        let zeros = Remains::read(&[text.as_bytes(), &[0; 9]].concat()).unwrap();
        assert!(zeros.is_cut && zeros.left.len() == 2);
    }

    #[test]
    fn other_broken_lines_are_named() {
        let error = read(&format!("{{\"creat\n{}", created("1", "a"))).unwrap_err();
        assert!(error.starts_with("line 2 is broken"), "{error}");
        let error = read(&format!("{}\n{}", created("1", "a"), created("1", "a"))).unwrap_err();
        assert!(error.starts_with("line 3 is broken"), "{error}");
        assert!(Remains::read(b"").unwrap_err().contains("empty"));
        assert!(Remains::read(b"{}").unwrap_err().starts_with("line 1"));
        let newer = HEADER.replace("\"journal\":1", "\"journal\":2");
        assert!(Remains::read(newer.as_bytes()).unwrap_err().contains("format 2"));
    }
}
