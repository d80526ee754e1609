//! Reading the annotations beside a row's type: what is read more widely, what is written more narrowly.

use crate::node::Node;
use crate::problem::Problems;
use crate::read::number;
use crate::read::scalar::{Scalar, choices, range};
use crate::row::{Narrower, Reading, Wider, Writing};
use crate::shape::{Format, Shape};

/// The wider readings of a row.
pub(crate) fn reads(node: &Node<'_>, problems: &mut Problems) -> Vec<Reading> {
    let mut reads = Vec::new();
    for item in node.get("x-reads").map(|node| node.items(problems)).unwrap_or_default() {
        item.check_object(problems, &["as", "deviation"], &["seen"]);
        let wider = item.get("as").and_then(|node| node.one_of(problems, &Wider::ALL));
        let deviation = item.get("deviation").and_then(|node| number(&node, problems));
        if let (Some(wider), Some(deviation)) = (wider, deviation) {
            if reads.iter().any(|reading: &Reading| reading.wider == wider) {
                item.misfit(problems, format!("`{}` stands here twice", wider.as_str()));
            }
            let seen = item.get("seen").and_then(|node| node.one_of(problems, &[("live", ())]));
            reads.push(Reading { wider, deviation, is_live: seen.is_some() });
        }
    }
    reads
}

/// What is written of a row.
pub(crate) fn writes(node: &Node<'_>, shape: &Shape, problems: &mut Problems) -> Option<Writing> {
    let (mandatory, narrower): (&[&str], _) = match shape {
        Shape::Text(_) => {
            let options = node.get("enum").map(|values| choices(&values, None, problems));
            (&["deviation", "enum"], options.map(Narrower::Options))
        }
        Shape::Integer { .. } => {
            let (minimum, maximum) = range(node, problems);
            let range = minimum.zip(maximum).map(|(least, most)| Narrower::Range(least, most));
            (&["deviation", "minimum", "maximum"], range)
        }
        _ => return None,
    };
    node.check_object(problems, mandatory, &[]);
    let deviation = node.get("deviation").and_then(|node| number(&node, problems))?;
    narrower.map(|narrower| Writing { narrower, deviation })
}

/// Each wider reading must have something to widen.
pub(crate) fn check_reads(node: &Node<'_>, scalar: &Scalar, problems: &mut Problems) {
    let format = match &scalar.shape {
        Shape::Text(text) => text.format,
        _ => None,
    };
    let has_options = !scalar.shape.options().is_empty();
    for reading in &scalar.reads {
        let fits = match reading.wider {
            Wider::Integer => matches!(scalar.shape, Shape::Text(_)),
            Wider::String => matches!(scalar.shape, Shape::Integer { .. }),
            Wider::AnyCase => has_options,
            Wider::Sent => has_options || scalar.shape.range().is_some(),
            Wider::Absent => true,
            Wider::WithoutCharset => format == Some(Format::MediaType),
            Wider::LocalTime => format == Some(Format::Timestamp),
        };
        if !fits && let Some(place) = node.get("x-reads") {
            place.misfit(
                problems,
                format!("there is nothing here to read as `{}`", reading.wider.as_str()),
            );
        }
    }
}

/// What is written must keep the row itself.
pub(crate) fn check_writes(node: &Node<'_>, scalar: &Scalar, problems: &mut Problems) {
    let allowed = scalar.shape.options();
    let Some(Narrower::Options(written)) = scalar.writes.as_ref().map(|writes| &writes.narrower)
    else {
        return;
    };
    for choice in written {
        if !allowed.is_empty()
            && !allowed.contains(choice)
            && let Some(place) = node.get("x-writes")
        {
            place.misfit(
                problems,
                format!("`{}` is not among the options of the row", choice.value),
            );
        }
    }
}
