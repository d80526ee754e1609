//! The type of a row and what its text fixes about values, and the same as JSON Schema.

use serde_json::{Map, Value, json};

/// A documented type together with options, ranges and forms.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T4/defanged").ok_or("it is gone")?;
/// assert_eq!(row.shape, secmaster_spec::Shape::Boolean);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `String`.
    Text(Text),
    /// `Integer`, with the least and the greatest value if the text gives them.
    Integer {
        /// The least value allowed.
        minimum: Option<i64>,
        /// The greatest value allowed.
        maximum: Option<i64>,
    },
    /// `Boolean`.
    Boolean,
    /// `Array of …`.
    Array {
        /// What each item is.
        items: Box<Shape>,
        /// The least number of items.
        min_items: Option<u64>,
        /// The greatest number of items.
        max_items: Option<u64>,
    },
    /// An object described by another table of the same operation.
    Object {
        /// The number of that table.
        table: u16,
    },
}

/// What the text fixes about a `String`.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T12/verdict").ok_or("it is gone")?;
/// let secmaster_spec::Shape::Text(text) = &row.shape else { return Ok(()) };
/// assert!(text.options.iter().any(|option| option.value == "Black"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The values allowed; empty where any is.
    pub options: Vec<Choice>,
    /// The least number of characters.
    pub min_length: Option<u64>,
    /// The greatest number of characters.
    pub max_length: Option<u64>,
    /// A regular expression that the whole text matches.
    pub pattern: Option<String>,
    /// What the text means beyond being text.
    pub format: Option<Format>,
}

/// One of a row's options.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T4/granular_marking").ok_or("it is gone")?;
/// let first = row.shape.options().first().ok_or("it has no options")?;
/// assert_eq!((first.value.as_str(), first.name.as_str()), ("1", "FirstDiscovery"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The text on the wire.
    pub value: String,
    /// The name of the variant in Rust.
    pub name: String,
}

/// What a text means beyond being text. It never makes a value invalid by itself.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T4/first_report_time").ok_or("it is gone")?;
/// let secmaster_spec::Shape::Text(text) = &row.shape else { return Ok(()) };
/// assert_eq!(text.format, Some(secmaster_spec::Format::Timestamp));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A point in time.
    Timestamp,
    /// A media type: compared by its parts, not letter by letter.
    MediaType,
}

impl Format {
    pub(crate) const ALL: [(&'static str, Self); 2] =
        [("timestamp", Self::Timestamp), ("media-type", Self::MediaType)];
}

impl Shape {
    /// The type in the words of JSON Schema.
    pub const fn json_type(&self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::Integer { .. } => "integer",
            Self::Boolean => "boolean",
            Self::Array { .. } => "array",
            Self::Object { .. } => "object",
        }
    }

    /// The table of the object, or of the objects in the array.
    pub fn table(&self) -> Option<u16> {
        match self {
            Self::Object { table } => Some(*table),
            Self::Array { items, .. } => items.table(),
            _ => None,
        }
    }

    /// The values allowed, where only some are.
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::Text(text) => &text.options,
            _ => &[],
        }
    }

    /// The least and greatest number allowed, where at least one is fixed.
    pub fn range(&self) -> Option<(Option<i64>, Option<i64>)> {
        match self {
            Self::Integer { minimum: None, maximum: None } => None,
            Self::Integer { minimum, maximum } => Some((*minimum, *maximum)),
            _ => None,
        }
    }

    /// The least and greatest length in characters, where at least one is fixed.
    pub fn length(&self) -> Option<(Option<u64>, Option<u64>)> {
        match self {
            Self::Text(Text { min_length: None, max_length: None, .. }) => None,
            Self::Text(text) => Some((text.min_length, text.max_length)),
            _ => None,
        }
    }

    /// The least and greatest number of items, where at least one is fixed.
    pub fn item_count(&self) -> Option<(Option<u64>, Option<u64>)> {
        match self {
            Self::Array { min_items: None, max_items: None, .. } => None,
            Self::Array { min_items, max_items, .. } => Some((*min_items, *max_items)),
            _ => None,
        }
    }

    /// Whether a value has this type and is among the options and in the range.
    /// Objects are not looked into; patterns and lengths are for a JSON Schema validator.
    pub fn accepts(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str().is_some_and(|value| {
                text.options.is_empty() || text.options.iter().any(|choice| choice.value == value)
            }),
            Self::Integer { minimum, maximum } => {
                let Some(number) = value.as_f64().filter(|number| number.fract() == 0.0) else {
                    return false;
                };
                // Exact where it can be, as a float beyond.
                let at_least = |least: i64| {
                    value.as_i64().map_or(number >= least as f64, |exact| exact >= least)
                };
                let at_most =
                    |most: i64| value.as_i64().map_or(number <= most as f64, |exact| exact <= most);
                minimum.is_none_or(at_least) && maximum.is_none_or(at_most)
            }
            Self::Boolean => value.is_boolean(),
            Self::Array { items, .. } => value
                .as_array()
                .is_some_and(|values| values.iter().all(|value| items.accepts(value))),
            Self::Object { .. } => value.is_object(),
        }
    }

    /// The type in the reference's words; `title` names the object's table.
    pub(crate) fn documented_type(&self, title: &dyn Fn(u16) -> String) -> String {
        match self {
            Self::Text(_) => "String".to_owned(),
            Self::Integer { .. } => "Integer".to_owned(),
            Self::Boolean => "Boolean".to_owned(),
            Self::Object { table } => format!("{} object", title(*table)),
            Self::Array { items, .. } => match items.as_ref() {
                Self::Object { table } => format!("Array of {} objects", title(*table)),
                other => format!("Array of {}s", other.documented_type(title).to_lowercase()),
            },
        }
    }

    /// The same as JSON Schema; `name` names the `$defs` entry of a table.
    pub(crate) fn json_schema(&self, name: &dyn Fn(u16) -> String) -> Value {
        if let Self::Object { table } = self {
            return json!({ "$ref": format!("#/$defs/{}", name(*table)) });
        }
        let mut schema = Map::new();
        let mut set = |keyword: &str, value: Option<Value>| {
            if let Some(value) = value {
                schema.insert(keyword.to_owned(), value);
            }
        };
        set("type", Some(self.json_type().into()));
        match self {
            Self::Text(text) => {
                let values: Vec<&str> =
                    text.options.iter().map(|choice| choice.value.as_str()).collect();
                set("enum", (!values.is_empty()).then(|| json!(values)));
                set("minLength", text.min_length.map(Value::from));
                set("maxLength", text.max_length.map(Value::from));
                set("pattern", text.pattern.clone().map(Value::from));
            }
            Self::Integer { minimum, maximum } => {
                set("minimum", minimum.map(Value::from));
                set("maximum", maximum.map(Value::from));
            }
            Self::Array { items, min_items, max_items } => {
                set("items", Some(items.json_schema(name)));
                set("minItems", min_items.map(Value::from));
                set("maxItems", max_items.map(Value::from));
            }
            Self::Boolean | Self::Object { .. } => {}
        }
        schema.into()
    }
}
