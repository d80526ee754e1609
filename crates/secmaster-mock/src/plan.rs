//! How the answer of an operation is put together, computed once from its tables and effect.

use secmaster_spec::{
    Effect, ErrorBody, Mandatory, Operation, Row, Service, Shape, Strictness, pointer_token,
};
use serde_json::Value;

use crate::answer::{Fill, Json, Member, Source};
use crate::fit::Fit;
use crate::request_schema::validator;
use crate::start_error::StartError;
use crate::{pointer, sample};

/// What the code and message of an answer say where nothing went wrong.
const SUCCESS: [&str; 2] = ["00000000", "success"];

/// The body of the operation's success answer; none where it has no body.
pub(crate) fn of_success(
    service: &Service,
    operation: &Operation,
) -> Result<Option<Fill>, StartError> {
    let Some(root) = operation.success().and_then(|response| response.body_table) else {
        return Ok(None);
    };
    let planner = Planner { service, operation };
    match operation.effect {
        Some(_) => planner.object(root, "", None).map(Some),
        None => planner.without_effect(root).map(Some),
    }
}

/// A value of the request that is repeated.
struct Echoed {
    source: Source,
    /// The table of the request's object, or of the objects in its array.
    table: Option<u16>,
}

impl Echoed {
    /// What stands at that place of the request.
    fn at(operation: &Operation, pointer: &str) -> Self {
        let root = operation.request_table;
        let table = match pointer {
            "" => root,
            _ => root
                .and_then(|root| operation.row_at(root, pointer))
                .and_then(|(row, _)| row.shape.table()),
        };
        Self { source: Source::Pointer(pointer::tokens(pointer)), table }
    }

    /// The request's row that gives the answer's row, if the request has one.
    fn row<'a>(&self, operation: &'a Operation, row: &Row) -> Option<&'a Row> {
        operation.table(self.table?)?.row(&row.name)
    }

    /// The member of the request's object that the answer's row repeats.
    fn member(&self, operation: &Operation, row: &Row) -> Self {
        let table = self.row(operation, row).and_then(|row| row.shape.table());
        Self { source: Source::Member(row.name.clone()), table }
    }
}

struct Planner<'a> {
    service: &'a Service,
    operation: &'a Operation,
}

impl Planner<'_> {
    /// The documented example if it keeps its own tables, else a sample of every row.
    fn without_effect(&self, root: u16) -> Result<Fill, StartError> {
        let schema = self.operation.body_schema(root, Strictness::Documented);
        let validator = validator(&format!("{}, Table {root}", self.operation.name), &schema)?;
        if let Some(example) = self.operation.example(root)
            && validator.is_valid(&example.value)
        {
            return Ok(Fill::Fixed(Json::new(&example.value)));
        }
        let mut sample = sample::of_table(self.operation, root);
        for row in self.operation.table(root).map(|table| table.rows.as_slice()).unwrap_or_default()
        {
            let place = format!("/{}", pointer_token(&row.name));
            if let Some(text) = self.success_text(&place, row) {
                pointer::set(&mut sample, &place, text.into());
            }
        }
        Ok(Fill::Fixed(Json::new(&sample)))
    }

    /// The object at `prefix`, filled from the request's object where rows have the same name, from
    /// wherever the effect says, and with samples where a creation's request can give nothing.
    fn object(&self, table: u16, prefix: &str, echoed: Option<Echoed>) -> Result<Fill, StartError> {
        let mut members = Vec::new();
        let rows = self.operation.table(table).map(|table| table.rows.as_slice());
        for row in rows.unwrap_or_default() {
            let place = format!("{prefix}/{}", pointer_token(&row.name));
            let otherwise =
                (row.mandatory == Mandatory::Yes).then(|| sample::least(self.operation, row));
            let is_given = echoed.as_ref().is_none_or(|it| it.row(self.operation, row).is_some());
            let is_sample = self.is_create() && !is_given && self.echo(&place).is_none();
            // A new id must be written even if the request's object is not there.
            let stands_alone = is_sample && self.names_beneath(&place);
            let inherited = echoed.as_ref().filter(|_| !stands_alone);
            let inherited = inherited.map(|it| it.member(self.operation, row));
            let fill = self.row(row, &place, inherited)?;
            let sample = if is_sample { sample::of_row(self.operation, row) } else { None };
            if fill.is_some() || otherwise.is_some() || sample.is_some() {
                let name = Json::new(&row.name.as_str().into());
                let (sample, otherwise) = (sample.as_ref(), otherwise.as_ref());
                let (sample, otherwise) = (sample.map(Json::new), otherwise.map(Json::new));
                members.push(Member { name, fill, sample, otherwise });
            }
        }
        Ok(Fill::Object { source: echoed.map(|echoed| echoed.source), members })
    }

    fn row(
        &self,
        row: &Row,
        place: &str,
        inherited: Option<Echoed>,
    ) -> Result<Option<Fill>, StartError> {
        if let Some(known) = self.known(row, place) {
            return Ok(Some(known));
        }
        let echoed = match self.echo(place) {
            Some(from) => match from.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => {
                    let fit = Fit::compile(self.operation, row)?;
                    return Ok(Some(Fill::Parameter { name: name.to_owned(), fit }));
                }
                None => Some(Echoed::at(self.operation, from)),
            },
            None => inherited,
        };
        match (&row.shape, echoed) {
            (_, _) if row.secret => Ok(None),
            (Shape::Object { table }, echoed) => self.object(*table, place, echoed).map(Some),
            (Shape::Array { items, .. }, Some(Echoed { source, table: of_items }))
                if items.table().is_some() =>
            {
                let table = items.table().unwrap_or_default();
                let itself = Echoed { source: Source::Itself, table: of_items };
                let item = self.object(table, &format!("{place}/0"), Some(itself))?;
                Ok(Some(Fill::List { source, item: Box::new(item) }))
            }
            (_, Some(Echoed { source, .. })) => {
                let fit = Fit::compile(self.operation, row)?;
                Ok(Some(Fill::Copy { source, fit }))
            }
            (_, None) if self.is_create() => {
                Ok(sample::of_row(self.operation, row).map(|it| Fill::Fixed(Json::new(&it))))
            }
            (_, None) => Ok(None),
        }
    }

    fn is_create(&self) -> bool {
        matches!(self.operation.effect, Some(Effect::Create(_)))
    }

    /// Whether the effect says what stands somewhere in the object at that place.
    fn names_beneath(&self, place: &str) -> bool {
        let Some(Effect::Create(create)) = &self.operation.effect else { return false };
        let named = create.ids.iter().chain(&create.times).chain([&create.id]);
        let mut named = named.chain(create.states.keys()).chain(create.echo.keys());
        let beneath = format!("{place}/");
        named.any(|named| named.starts_with(&beneath))
    }

    /// What stands there whatever the request says.
    fn known(&self, row: &Row, place: &str) -> Option<Fill> {
        match self.operation.effect.as_ref()? {
            Effect::Create(create) => {
                if create.id == place || create.ids.iter().any(|id| id == place) {
                    return Some(Fill::Id);
                }
                if create.times.iter().any(|time| time == place) {
                    return Some(Fill::Time);
                }
                if let Some(state) = create.states.get(place) {
                    return Some(Fill::Fixed(Json::new(state)));
                }
            }
            Effect::Delete(delete) if delete.succeeded == place => return Some(Fill::Succeeded),
            Effect::Delete(delete) if delete.failed == place => return Some(Fill::Failed),
            Effect::Delete(_) => {}
        }
        self.success_text(place, row).map(|text| Fill::Fixed(Json::new(&text.into())))
    }

    fn echo(&self, place: &str) -> Option<&str> {
        match self.operation.effect.as_ref()? {
            Effect::Create(create) => create.echo.get(place).map(String::as_str),
            Effect::Delete(_) => None,
        }
    }

    /// The text of a row that carries the result code or message.
    fn success_text(&self, place: &str, row: &Row) -> Option<&'static str> {
        let body: &ErrorBody = self.service.errors.iter().find(|body| body.name == "service")?;
        let [code, message] = SUCCESS;
        let text = if body.code == place {
            code
        } else if body.message == place {
            message
        } else {
            return None;
        };
        row.shape.accepts(&Value::from(text)).then_some(text)
    }
}
