//! Step three: documented order, unknown members, options, and the runtime's behaviour.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use secmaster_spec::{Mandatory, Narrower, Operation, Row, Shape, Table, Wider};
use syn::{Attribute, Field, Item, ItemEnum, ItemStruct};

use crate::codegen::lower::body_tables;
use crate::codegen::rust_file::Macros;
use crate::codegen::rust_type::{self, RustType};
use crate::codegen::{CodegenError, doc_text, names};

/// The items of an operation's module, and the calls of `record!` in them.
pub fn finish(
    operation: &Operation,
    items: Vec<Item>,
) -> Result<(TokenStream, Macros), CodegenError> {
    let mut enums = Vec::new();
    let mut structs = Vec::new();
    for item in items {
        match item {
            Item::Enum(item) => enums.push(item),
            Item::Struct(item) => structs.push(item),
            _ => {}
        }
    }
    let mut code = TokenStream::new();
    let mut macros = Macros::new();
    for table in body_tables(operation) {
        let made = structs.iter().find(|item| item.ident == table.name).ok_or_else(|| {
            CodegenError::new(&operation.name, format!("typify made no struct `{}`", table.name))
        })?;
        code.extend(finish_struct(operation, table, made)?);
        macros.insert(format!("record!({});", table.name), record_call(operation, table, made)?);
    }
    code.extend(finish_enums(operation, enums)?);
    Ok((code, macros))
}

fn finish_struct(
    operation: &Operation,
    table: &Table,
    made: &ItemStruct,
) -> Result<TokenStream, CodegenError> {
    let name = &made.ident;
    let docs = docs_of(&made.attrs);
    let example = doc_text::struct_example(operation, table, &names::module(&operation.name));
    let example = example.lines().map(|line| format!(" {line}"));
    let mut fields = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for row in &table.rows {
        let rust = rust_type::of_row(operation, table, row)?;
        let field = field_of(operation, row, made)?;
        let name = field_name(field);
        if names.contains(&name) {
            let message =
                format!("{}: another row of the table is the field `{name}` already", row.id);
            return Err(CodegenError::new(&operation.name, message));
        }
        names.push(name);
        fields.push(finish_field(row, field, &rust)?);
    }
    let all_optional = table.rows.iter().all(|row| row.mandatory != Mandatory::Yes);
    let default = all_optional.then(|| quote!(, Default));
    Ok(quote! {
        #(#docs)*
        #(#[doc = #example])*
        #[derive(Clone, Debug, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            /// Members that the table does not know, and documented optional ones that were `null`.
            pub extra: Extra,
        }

        record!(#name);
    })
}

/// The call of `record!` as text, one line per row.
fn record_call(
    operation: &Operation,
    table: &Table,
    made: &ItemStruct,
) -> Result<String, CodegenError> {
    let mut text = format!(
        "record! {{\n    {}: {:?} table {}, builder {}_builder {{\n",
        table.name,
        operation.name,
        table.number,
        snake(&table.name)
    );
    for row in &table.rows {
        let rust = rust_type::of_row(operation, table, row)?;
        let field = field_name(field_of(operation, row, made)?);
        let need = if row.mandatory == Mandatory::Yes { "mandatory" } else { "optional" };
        let _ = write!(text, "        {need} {field} {:?}: {}", row.name, rust.name);
        if let Some(documented) = rust.documented {
            let _ = write!(text, " as {documented}");
        }
        let known = known_breaches(row);
        if !known.is_empty() {
            let _ = write!(text, " [{}]", known.join(", "));
        }
        text.push_str(",\n");
    }
    text.push_str("    }\n}");
    Ok(text)
}

/// Typify's name, unless the struct or its builder has something of that name already.
fn field_name(field: &Field) -> String {
    const TAKEN: [&str; 6] =
        ["extra", "build", "builder", "validate", "deviations", "optional_rows"];
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    if TAKEN.contains(&name.as_str()) { format!("{name}_") } else { name }
}

fn field_of<'a>(
    operation: &Operation,
    row: &Row,
    made: &'a ItemStruct,
) -> Result<&'a Field, CodegenError> {
    made.fields.iter().find(|field| wire_name(field) == row.name).ok_or_else(|| {
        CodegenError::new(&operation.name, format!("typify made no field for {}", row.id))
    })
}

fn finish_field(row: &Row, field: &Field, rust: &RustType) -> Result<TokenStream, CodegenError> {
    let name = format_ident!("{}", field_name(field));
    let docs = docs_of(&field.attrs);
    let deprecated = row.deprecated.then(|| quote!(#[deprecated]));
    let inner = parsed_type(row, &rust.name)?;
    let field_type =
        if row.mandatory == Mandatory::Yes { quote!(#inner) } else { quote!(Option<#inner>) };
    Ok(quote! { #(#docs)* #deprecated pub #name: #field_type })
}

/// The breaches of a row that are known deviations.
fn known_breaches(row: &Row) -> Vec<String> {
    let mut known = Vec::new();
    let mut add = |breach: &str, deviation: u16, allowed: bool| {
        known.push(format!("{breach} {deviation}{}", if allowed { " allowed" } else { "" }));
    };
    for reading in &row.reads {
        match reading.wider {
            Wider::Integer | Wider::String => add("Type", reading.deviation, false),
            Wider::AnyCase => add("Case", reading.deviation, false),
            Wider::Sent if matches!(row.shape, Shape::Integer { .. }) => {
                add("Range", reading.deviation, false)
            }
            Wider::Sent => add("Option", reading.deviation, false),
            Wider::LocalTime => add("Form", reading.deviation, true),
            Wider::Absent | Wider::WithoutCharset => {}
        }
    }
    if let Some(writing) = &row.writes {
        match writing.narrower {
            Narrower::Options(_) => {
                add("Option", writing.deviation, true);
                add("Case", writing.deviation, true);
            }
            Narrower::Range(..) => add("Range", writing.deviation, true),
        }
    }
    known
}

fn finish_enums(operation: &Operation, made: Vec<ItemEnum>) -> Result<TokenStream, CodegenError> {
    let mut code = TokenStream::new();
    for item in made {
        let name = &item.ident;
        let mut found = None;
        for table in body_tables(operation) {
            for row in &table.rows {
                let options = rust_type::of_row(operation, table, row)?.options;
                found = found.or(options.filter(|(options, _)| name == options));
            }
        }
        let Some((_, choices)) = found else { continue };
        let docs = docs_of(&item.attrs);
        let variants: Vec<_> =
            choices.iter().map(|choice| format_ident!("{}", choice.name)).collect();
        let values: Vec<_> = choices.iter().map(|choice| choice.value.as_str()).collect();
        let variant_docs = values.iter().map(|value| format!(" `{value}`."));
        let module = names::module(&operation.name);
        let example = format!(
            " ```\n use secmaster_model::{{Open, Options, {module}::{name}}};\n\n \
             let open = Open::from({name}::{first});\n \
             assert_eq!((open.as_str(), open.known()), ({value:?}, Some({name}::{first})));\n ```",
            first = choices.first().map(|choice| choice.name.as_str()).unwrap_or_default(),
            value = values.first().unwrap_or(&""),
        );
        let example = example.lines();
        code.extend(quote! {
            #(#docs)*
            ///
            #(#[doc = #example])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#[doc = #variant_docs] #variants,)*
            }

            impl Options for #name {
                const ALL: &'static [Self] = &[#(Self::#variants),*];

                fn as_str(self) -> &'static str {
                    match self {
                        #(Self::#variants => #values,)*
                    }
                }
            }
        });
    }
    Ok(code)
}

/// The documentation as one attribute per line, indented like documentation written by hand.
fn docs_of(attributes: &[Attribute]) -> Vec<Attribute> {
    let mut docs = Vec::new();
    for attribute in attributes {
        if let syn::Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value
        {
            for line in text.value().lines() {
                let line = if line.is_empty() || line.starts_with(' ') {
                    line.to_owned()
                } else {
                    format!(" {line}")
                };
                docs.push(syn::parse_quote!(#[doc = #line]));
            }
        }
    }
    docs
}

/// The name on the wire: typify's rename, or the field's own.
fn wire_name(field: &Field) -> String {
    let mut name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Every other word of the attribute is passed over.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = meta.value()?.parse::<syn::LitStr>()?.value();
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    name
}

fn parsed_type(row: &Row, text: &str) -> Result<syn::Type, CodegenError> {
    syn::parse_str(text)
        .map_err(|error| CodegenError::new("", format!("{}: {text}: {error}", row.id)))
}

/// `DataSource` becomes `data_source`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
