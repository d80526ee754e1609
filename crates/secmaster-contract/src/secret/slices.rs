//! Slices of a secret: by its beginning, its end or a middle, others tell which one it was.

use std::ops::Range;

use aho_corasick::AhoCorasick;

/// Of a secret of fewer letters no slices are looked for.
const SHORTEST: usize = 16;

/// Every slice of nearly twice as many letters has one of the blocks of this length in it.
const BLOCK: usize = 8;

/// In hex two letters stand for one of the secret: to tell as much, blocks are twice as long.
pub(super) const HEX: usize = 2;

/// Finds slices of one secret in texts, also of what it becomes in another form.
#[derive(Clone, Debug)]
pub(super) struct Slices {
    forms: Vec<Vec<u8>>,
    blocks: AhoCorasick,
    /// Where each block stands: its form and the place in it.
    places: Vec<(usize, Range<usize>)>,
}

impl Slices {
    /// None if the secret is too short, or like words from one end to the other. A form comes with how
    /// many times longer its blocks have to be.
    pub(super) fn of(secret: &str, forms: &[(String, usize)]) -> Option<Self> {
        if secret.len() < SHORTEST {
            return None;
        }
        let mut all = vec![secret.as_bytes().to_vec()];
        all.extend(forms.iter().map(|(form, _)| form.as_bytes().to_vec()));
        let factors = std::iter::once(1).chain(forms.iter().map(|(_, factor)| *factor));
        let mut places = Vec::new();
        for (number, (form, factor)) in all.iter().zip(factors).enumerate() {
            let length = BLOCK * factor;
            let Some(last) = form.len().checked_sub(length) else { continue };
            let starts = (0..=last).step_by(length).chain([last]);
            let blocks = starts.map(|start| start..start + length);
            let is_telling = |block: &Range<usize>| form.get(block.clone()).is_some_and(is_no_word);
            places.extend(blocks.filter(is_telling).map(|block| (number, block)));
        }
        let block = |(number, range): &(usize, Range<usize>)| {
            all.get(*number).and_then(|form: &Vec<u8>| form.get(range.clone())).unwrap_or_default()
        };
        let mut builder = AhoCorasick::builder();
        let blocks = builder.ascii_case_insensitive(true).build(places.iter().map(block)).ok()?;
        (!places.is_empty()).then_some(Self { forms: all, blocks, places })
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.blocks.is_match(text)
    }

    /// Where the slices are, each as long as it gets.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for block in self.blocks.find_iter(text) {
            let Some((number, own)) = self.places.get(block.pattern().as_usize()) else { continue };
            let Some(form) = self.forms.get(*number) else { continue };
            let mut slice = extended(text.as_bytes(), block.range(), form, own);
            while let Some(last) = found.pop_if(|last| slice.start <= last.end) {
                slice = last.start.min(slice.start)..last.end.max(slice.end);
            }
            found.push(slice);
        }
        found
    }
}

/// The block with the letters of the form before and after it.
fn extended(text: &[u8], block: Range<usize>, form: &[u8], own: &Range<usize>) -> Range<usize> {
    let is_same = |(one, other): &(&u8, &u8)| one.is_ascii() && one.eq_ignore_ascii_case(other);
    let (before, own_before) = (text.get(..block.start), form.get(..own.start));
    let (after, own_after) = (text.get(block.end..), form.get(own.end..));
    let before = before.into_iter().flatten().rev();
    let before = before.zip(own_before.into_iter().flatten().rev()).take_while(is_same).count();
    let after = after.into_iter().flatten().zip(own_after.into_iter().flatten());
    block.start - before..block.end + after.take_while(is_same).count()
}

/// Whether letters are unlike what words and names are made of.
fn is_no_word(block: &[u8]) -> bool {
    let is_mixed =
        block.iter().any(u8::is_ascii_digit) && block.iter().any(u8::is_ascii_alphabetic);
    let rises = |pair: &[u8]| matches!(pair, [one, next] if one.is_ascii_lowercase() && next.is_ascii_uppercase());
    block.is_ascii() && (is_mixed || block.windows(2).any(rises))
}

#[cfg(test)]
mod tests {
    use super::Slices;

    #[test]
    fn a_slice_is_found_wherever_it_is_taken_from() {
        let secret = "Vx7qQ2mZk9TfLw4RsB8dVx8kQ2mZk9TfLw4R";
        let slices = Slices::of(secret, &[]).unwrap();
        for range in [0..8, 3..secret.len() - 3, secret.len() - 8..secret.len(), 5..20] {
            let slice = &secret[range];
            let text = format!("***{}*** and é {slice}é", slice.to_lowercase());
            let found: Vec<&str> = slices.find(&text).into_iter().map(|at| &text[at]).collect();
            assert!(slices.is_in(&text));
            assert_eq!(found, [&slice.to_lowercase(), slice]);
        }
        assert!(!slices.is_in("Vx7qQ2m and 8kQ2mZk9"));
    }

    #[test]
    fn words_are_no_slices() {
        assert!(Slices::of("x-auth-token-of-the-contract", &[]).is_none());
        assert!(Slices::of("4bcdefgh-short", &[]).is_none());
        let slices = Slices::of("x-auth-token-of-the-contract-12", &[]).unwrap();
        assert!(!slices.is_in("X-Auth-Token: the contract is 12"));
    }
}
