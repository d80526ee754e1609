//! How the answer of an operation is put together, computed once from its tables and effect.

use secmaster_spec::{
    Effect, ErrorBody, Mandatory, Operation, Row, Service, Shape, Strictness, pointer_token,
};
use serde_json::Value;

use crate::answer::{Fill, Member, Source};
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

struct Planner<'a> {
    service: &'a Service,
    operation: &'a Operation,
}

impl Planner<'_> {
    /// The documented example if it keeps its own tables, else as little as they allow.
    fn without_effect(&self, root: u16) -> Result<Fill, StartError> {
        let schema = self.operation.body_schema(root, Strictness::Documented);
        let validator = validator(&format!("{}, Table {root}", self.operation.name), &schema)?;
        if let Some(example) = self.operation.example(root)
            && validator.is_valid(&example.value)
        {
            return Ok(Fill::Fixed(example.value.clone()));
        }
        let mut least = self.operation.minimal_value(root);
        for row in self.operation.table(root).map(|table| table.rows.as_slice()).unwrap_or_default()
        {
            let place = format!("/{}", pointer_token(&row.name));
            if let Some(text) = self.success_text(&place, row) {
                pointer::set(&mut least, &place, text.into());
            }
        }
        Ok(Fill::Fixed(least))
    }

    /// The object at `prefix`, filled from the request's object at `source` where rows have the
    /// same name, and from wherever the effect says.
    fn object(&self, table: u16, prefix: &str, source: Option<Source>) -> Result<Fill, StartError> {
        let mut members = Vec::new();
        let rows = self.operation.table(table).map(|table| table.rows.as_slice());
        for row in rows.unwrap_or_default() {
            let place = format!("{prefix}/{}", pointer_token(&row.name));
            let otherwise = (row.mandatory == Mandatory::Yes)
                .then(|| sample::of_shape(self.operation, &row.shape));
            let inherited = source.as_ref().map(|_| Source::Member(row.name.clone()));
            let fill = self.row(row, &place, inherited)?;
            if fill.is_some() || otherwise.is_some() {
                members.push(Member { name: row.name.clone(), fill, otherwise });
            }
        }
        Ok(Fill::Object { source, members })
    }

    fn row(
        &self,
        row: &Row,
        place: &str,
        inherited: Option<Source>,
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
                None => Some(Source::Pointer(from.to_owned())),
            },
            None => inherited,
        };
        match (&row.shape, echoed) {
            (_, _) if row.secret => Ok(None),
            (Shape::Object { table }, echoed) => self.object(*table, place, echoed).map(Some),
            (Shape::Array { items, .. }, Some(source)) if items.table().is_some() => {
                let table = items.table().unwrap_or_default();
                let item = self.object(table, &format!("{place}/0"), Some(Source::Itself))?;
                Ok(Some(Fill::List { source, item: Box::new(item) }))
            }
            (_, Some(source)) => {
                let fit = Fit::compile(self.operation, row)?;
                Ok(Some(Fill::Copy { source, fit }))
            }
            (_, None) => Ok(None),
        }
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
                    return Some(Fill::Fixed(state.clone()));
                }
            }
            Effect::Delete(delete) if delete.succeeded == place => return Some(Fill::Succeeded),
            Effect::Delete(delete) if delete.failed == place => return Some(Fill::Failed),
            Effect::Delete(_) => {}
        }
        self.success_text(place, row).map(|text| Fill::Fixed(text.into()))
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
