//! Values of which the tables say little: texts of all scripts and lengths, far numbers, members
//! that no table knows.

use secmaster_spec::{Choice, Format, Narrower, Place, Row, RuleKind, Shape, Text, pointer_token};
use serde_json::{Value, json};

use super::Spot;
use super::values::{add_other_cases, other_case_id, other_cases, spread};
use crate::baseline::{Places, fitted, reaching, with, with_time};
use crate::case::Phase;
use crate::cases::{Builder, put_bytes};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>, places: &Places<'_>) {
    match &spot.row.shape {
        Shape::Text(text) if text.options.is_empty() && text.pattern.is_none() => {
            add_options_of_answers(builder, spot);
            add_texts(builder, spot, text, places);
        }
        Shape::Integer { minimum: None, maximum: None } => {
            add_integers(builder, spot);
            add_endless(builder, spot);
        }
        Shape::Integer { .. } => add_endless(builder, spot),
        _ => {}
    }
}

/// Options that another table gives for the same thing.
fn add_options_of_answers(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let Some(Narrower::Options(options)) = spot.row.writes.as_ref().map(|writes| &writes.narrower)
    else {
        return;
    };
    for choice in options {
        let id = option_id(spot.row, choice);
        let title = format!("`{}` is {:?}", spot.row.name, choice.value);
        let body = spot.with(choice.value.clone().into());
        let rule = spot.rule(RuleKind::Type);
        let others = other_cases(&choice.value).into_iter().map(|(variant, _)| {
            format!("{}/{}", Phase::Coverage, other_case_id(&rule, variant, choice))
        });
        let others = others.collect();
        let alike = options.iter().filter(|other| other.value != choice.value);
        let alike =
            alike.map(|other| format!("{}/{}", Phase::Coverage, option_id(spot.row, other)));
        let alike = alike.collect();
        let case = builder.accepted(&id, title, rule, body);
        (case.instead, case.alike) = (others, alike);
    }
    add_other_cases(builder, spot, &spot.rule(RuleKind::Type), options);
}

/// Texts for a row that may have a form of its own.
fn add_odd(builder: &mut Builder<'_>, spot: &Spot<'_>, plain: String) {
    for (variant, what, value) in [
        ("ascii", "plain text", plain),
        ("odd", "text with signs and an invisible letter", "../a,b;c\u{ad}d".to_owned()),
    ] {
        let id = format!("{}/text/{variant}", spot.row.id);
        let title = format!("`{}` is {what}", spot.row.name);
        builder.either(&id, title, spot.rule(RuleKind::Type), spot.with(value.into()));
    }
}

/// The id, without its phase, of the case that sends an option of another table.
pub(crate) fn option_id(row: &Row, choice: &Choice) -> String {
    format!("{}/text/{}", row.id, choice.value)
}

fn add_texts(builder: &mut Builder<'_>, spot: &Spot<'_>, text: &Text, places: &Places<'_>) {
    let rule = spot.rule(RuleKind::Type);
    let id = |variant: &str| format!("{}/text/{variant}", spot.row.id);
    let title = |what: &str| format!("`{}` is {what}", spot.row.name);
    let plain = fitted("contract text 1", text);
    if text.format == Some(Format::Timestamp) {
        let at = |time: &str| with_time(places, spot.body, spot.pointer, time);
        let time = at("2022-02-28T08:30:59Z+0800");
        builder.accepted(&id("time"), title("another time"), rule.clone(), time);
        let finer = at("2022-02-28T08:30:59.123Z+0800");
        builder.either(&id("finer-time"), title("a time to the millisecond"), rule.clone(), finer);
        add_odd(builder, spot, plain);
    } else if is_bound_elsewhere(builder, spot.row) {
        add_odd(builder, spot, plain);
    } else {
        builder.accepted(&id("ascii"), title("plain text"), rule.clone(), spot.with(plain.into()));
    }
    let scripts = "威胁指标 Ünïcödé Привет";
    let scripts = spot.with(fitted(scripts, text).into());
    let is_free = is_free(builder, spot.row, text);
    if is_free {
        builder.accepted(&id("bmp"), title("text in several scripts"), rule.clone(), scripts);
    } else {
        builder.either(&id("bmp"), title("text in several scripts"), rule.clone(), scripts);
    }
    // What addresses, names and URLs have in them.
    let usual = [
        ("astral", "text beyond the basic plane", "🦀𝒳𐍈"),
        ("quotes", "text with quotes and slashes", "\"a\" 'b' \\ / & d (e) [f]"),
        ("null", "the word for nothing", "null"),
        ("digits", "text of digits", "0012345678901234567890"),
        ("url", "an address", "https://user@[2001:db8::7:1]:8443/a%20b;c?d=e&f[]=+#g"),
    ];
    for (variant, what, value) in usual {
        let (id, title, body) = (id(variant), title(what), spot.with(fitted(value, text).into()));
        if is_free {
            builder.accepted(&id, title, rule.clone(), body);
        } else {
            builder.either(&id, title, rule.clone(), body);
        }
    }
    let others = [
        ("empty", "empty", String::new()),
        ("combining", "text with combining marks", "e\u{301}n\u{303}o\u{308}".to_owned()),
        ("right-to-left", "text from right to left", "שלום \u{202e}עולם".to_owned()),
        ("lines", "several lines", "two\r\nlines\n\tand a tab".to_owned()),
        ("zero", "text with the character zero in it", "a\u{0}b\u{1}c\u{7f}".to_owned()),
        ("brackets", "text with brackets and signs", "<c> & %d {e} ${f} --".to_owned()),
        ("spaces", "text in spaces", "  a  b ".to_owned()),
        ("mixed-case", "text in both letter cases", "aBcDeF".to_owned()),
        ("percent", "percent-encoded text", "%41%2Fb+c&amp;\\u0041".to_owned()),
        ("64", "64 characters long", "a".repeat(64)),
        ("1024", "1024 characters long", "a".repeat(1024)),
        ("10000", "10000 characters long", "a".repeat(10_000)),
    ];
    for (variant, what, value) in others {
        builder.either(&id(variant), title(what), rule.clone(), spot.with(value.into()));
    }
    let expectation = if is_free { Expectation::Accepted } else { Expectation::Either };
    add_escaped(builder, spot, &rule, expectation);
}

/// Whether nothing says which texts the row may have.
pub(in crate::cases) fn is_free(builder: &Builder<'_>, row: &Row, text: &Text) -> bool {
    let is_narrow = !text.options.is_empty() || text.pattern.is_some() || text.format.is_some();
    !is_narrow && !is_bound_elsewhere(builder, row)
}

/// Whether other sources say which texts the row may have, or the path already gives it.
pub(in crate::cases) fn is_bound_elsewhere(builder: &Builder<'_>, row: &Row) -> bool {
    let mut of_path = builder.operation.rows(Place::Path);
    row.writes.is_some() || of_path.any(|(_, other)| other.name == row.name)
}

/// A text in another spelling that JSON allows: with escapes of every kind.
fn add_escaped(builder: &mut Builder<'_>, spot: &Spot<'_>, rule: &str, expectation: Expectation) {
    let plain = "a/b\"c\\d\u{e9}\u{1f980}";
    let id = format!("{}/text/escaped", spot.row.id);
    let title = format!("`{}` is written with escapes", spot.row.name);
    let mut case = builder.case(&id, title, rule.to_owned(), expectation);
    let marker = "\u{1}contract\u{1}";
    let text = spot.with(marker.into()).to_string();
    let spelling = r#""\u0061\/\u0062\"c\\\u0064\u00e9\ud83e\udd80""#;
    let body = text.replace(&Value::from(marker).to_string(), spelling);
    case.request.body = Some(body.into_bytes().into());
    case.request.value = Some(spot.with(plain.into()).into());
    builder.add(case);
}

fn add_integers(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let rule = spot.rule(RuleKind::Type);
    let id = |value: i128| format!("{}/integer/{value}", spot.row.id);
    let title = |value: i128| format!("`{}` is {value}", spot.row.name);
    let good = implied(spot.row);
    for value in &good {
        let (id, title) = (id(i128::from(*value)), title(i128::from(*value)));
        builder.accepted(&id, title, rule.clone(), spot.with(json!(value)));
    }
    // The documented request itself is out of the range that the answer's table gives.
    let is_open = spot
        .body
        .pointer(spot.pointer)
        .and_then(Value::as_i64)
        .zip(good.first().zip(good.last()))
        .is_some_and(|(documented, (least, most))| !(*least..=*most).contains(&documented));
    for value in [0, 1].into_iter().filter(|_| is_open) {
        let (id, title) = (id(value), title(value));
        builder.accepted(
            &id,
            title,
            rule.clone(),
            spot.with(Value::from(i64::try_from(value).unwrap_or_default())),
        );
    }
    let far = [-1, 0, 1 << 31, 1 << 53, i128::from(i64::MIN), i128::from(u64::MAX)];
    let is_new = |value: &i128| {
        !(good.iter().any(|it| i128::from(*it) == *value) || (is_open && *value == 0))
    };
    for value in far.into_iter().filter(is_new) {
        let number = i64::try_from(value).map(Value::from);
        let number = number.or_else(|_| u64::try_from(value).map(Value::from)).unwrap_or_default();
        builder.either(&id(value), title(value), rule.clone(), spot.with(number));
    }
}

/// Numbers that no machine's integers hold, nor its floating point the second.
fn add_endless(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let marker = 918_273_645_546_372_819_u64;
    let text = spot.with(json!(marker)).to_string();
    let digits = "1234567890".repeat(4);
    for (variant, what, number) in
        [("40-digits", "a number of 40 digits", digits.as_str()), ("1e400", "1e400", "1e400")]
    {
        let (id, rule) = (format!("{}/integer/{variant}", spot.row.id), spot.rule(RuleKind::Type));
        let title = format!("`{}` is {what}", spot.row.name);
        let mut case = builder.case(&id, title, rule, Expectation::Either);
        let body = text.replace(&marker.to_string(), number);
        put_bytes(&mut case.request, body.into_bytes());
        builder.add(case);
    }
}

/// Numbers that the range of another table implies.
fn implied(row: &Row) -> Vec<i64> {
    match row.writes.as_ref().map(|writes| &writes.narrower) {
        Some(Narrower::Range(least, most)) => spread(*least, *most),
        _ => Vec::new(),
    }
}

/// Names that storage or language may have a use of its own for.
const ODD_NAMES: [&str; 9] =
    ["", " ", ".", "a.b", "$ref", "__proto__", "constructor", "a/b~c", "и\u{200b}м'я\""];

/// Members that no table knows, in every object of the body.
pub(crate) fn add_unknown(builder: &mut Builder<'_>, root: u16, places: &Places<'_>, base: &Value) {
    let operation = builder.operation;
    let rule = builder.success_rule();
    let mut objects = vec![(String::new(), root)];
    for (pointer, _, row) in places {
        let Some(table) = row.shape.table() else { continue };
        let is_array = matches!(row.shape, Shape::Array { .. });
        objects.push((if is_array { format!("{pointer}/0") } else { pointer.clone() }, table));
    }
    for (pointer, table) in &objects {
        let inner = format!("{pointer}/{}", pointer_token("x_contract_unknown"));
        let body = with(&reaching(operation, places, base, pointer), &inner, "unknown".into());
        let id = format!("{}/T{table}/unknown-member", operation.name);
        let title = format!("Table {table}'s object has a member that no table knows");
        builder.either(&id, title, rule.clone(), body);
    }
    let odd = objects.iter().fold(base.clone(), |body, (pointer, _)| {
        let body = reaching(operation, places, &body, pointer);
        ODD_NAMES.iter().fold(body, |body, name| {
            with(&body, &format!("{pointer}/{}", pointer_token(name)), "unknown".into())
        })
    });
    let id = format!("{}/odd-members", operation.name);
    builder.either(&id, "every object has members with odd names", rule, odd);
}
