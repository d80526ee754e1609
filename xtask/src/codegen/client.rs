//! The generated half of `secmaster-client`: one module per operation, the calling by name, and the
//! regions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use secmaster_spec::{Effect, Method, Operation, Row, Service};

use crate::codegen::rust_file::{Macros, rust_file};
use crate::codegen::{CodegenError, doc_text, names};
use crate::output::Output;

const FOLDER: &str = "crates/secmaster-client/src/generated";

pub fn outputs(service: &Service) -> Result<Vec<Output>, CodegenError> {
    let mut outputs = vec![root(service)?, regions(service)?];
    for operation in &service.operations {
        let path = format!("{FOLDER}/{}.rs", names::module(&operation.name));
        let source = format!("operations/{}.json", operation.name);
        outputs.push(rust_file(path, &source, module(service, operation)?, &Macros::new())?);
    }
    Ok(outputs)
}

fn root(service: &Service) -> Result<Output, CodegenError> {
    let names: Vec<&str> =
        service.operations.iter().map(|operation| operation.name.as_str()).collect();
    let modules: Vec<_> =
        names.iter().map(|name| format_ident!("{}", names::module(name))).collect();
    let types = names.iter().map(|name| format_ident!("{}", names::type_name(name)));
    let code = quote! {
        //! The operations of the API, each a value that [`Client::send`] sends.

        use std::collections::BTreeMap;
        use serde_json::Value;
        use crate::{Answer, CallError, Client};
        #(mod #modules;)*
        #(pub use #modules::#types;)*

        /// The names of all operations.
        ///
        /// ```
        /// assert!(secmaster_client::operations::NAMES.contains(&"create-indicator"));
        /// ```
        pub const NAMES: &[&str] = &[#(#names),*];

        /// Calls an operation by its name; the client gives `project_id` where it is not given.
        ///
        /// # Errors
        ///
        /// [`CallError`]: the name, a parameter or the body is wrong, or the call failed.
        ///
        /// ```
        /// use std::collections::BTreeMap;
        /// use secmaster_client::{Canned, Client, operations};
        ///
        /// let client = Client::builder()
        ///     .region("cn-north-4")
        ///     .project_id("0123456789abcdef")
        ///     .token("a-token-from-iam")
        ///     .transport(Canned::new())
        ///     .build()?;
        /// let refused = operations::by_name(&client, "rename", &BTreeMap::new(), ().into());
        /// assert_eq!(refused.unwrap_err().to_string(), "there is no operation \"rename\"");
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        pub fn by_name(
            client: &Client,
            name: &str,
            parameters: &BTreeMap<String, String>,
            body: Value,
        ) -> Result<Answer<Value>, CallError> {
            match name {
                #(#names => #modules::by_name(client, parameters, body),)*
                _ => Err(CallError::UnknownOperation { name: name.to_owned() }),
            }
        }
    };
    rust_file(format!("{FOLDER}/mod.rs"), "service.json", code, &Macros::new())
}

fn regions(service: &Service) -> Result<Output, CodegenError> {
    let (pattern, ids) = (&service.endpoint.pattern, &service.endpoint.regions);
    let code = quote! {
        //! The regions of the service, and where it is reached there.

        /// The ids of all regions that are known.
        ///
        /// ```
        /// use secmaster_client::{Client, REGIONS};
        ///
        /// for region in REGIONS {
        ///     let client = Client::builder().region(*region).project_id("p").token("t").build()?;
        ///     assert!(client.endpoint().contains(region));
        /// }
        /// # Ok::<(), secmaster_client::ConfigError>(())
        /// ```
        pub const REGIONS: &[&str] = &[#(#ids),*];

        /// The endpoint of a region, with `{region}` where its id stands.
        pub(crate) const ENDPOINT: &str = #pattern;
    };
    rust_file(format!("{FOLDER}/regions.rs"), "service.json", code, &Macros::new())
}

fn module(service: &Service, operation: &Operation) -> Result<TokenStream, CodegenError> {
    let refuse = |what: &str| CodegenError::new(&operation.name, what);
    let success =
        operation.success().ok_or_else(|| refuse("no answer with a 2xx status is documented"))?;
    let response =
        success.body_table.ok_or_else(|| refuse("an answer without a body cannot be read yet"))?;
    let response = table_type(operation, response);
    let request = operation.request_table.map(|number| table_type(operation, number));

    let (name, method) = (&operation.name, method(operation.method));
    let idempotent = operation.idempotent;
    let in_doubt = in_doubt(operation).map(|text| quote!(const IN_DOUBT: &'static str = #text;));
    let type_name = format_ident!("{}", names::type_name(name));
    let function = format_ident!("{}", names::module(name));
    let model = format_ident!("{}", names::module(name));
    let rows: Vec<&Row> = path_rows(operation);
    let fields: Vec<_> =
        rows.iter().map(|row| format_ident!("{}", names::field(&row.name))).collect();
    let row_docs = rows.iter().map(|row| format!(" {}", row.description));
    let wire: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let path = path(operation);
    let head = doc_text::client_module(operation);
    let head = head.lines();
    let docs = doc_text::client_type(operation);
    let docs: Vec<&str> = docs.lines().collect();
    let example = doc_text::client_example(service, operation);
    let example = example.lines();
    let call = wire
        .iter()
        .zip(&fields)
        .map(|(wire, field)| quote!(#field: &call::parameter(#name, parameters, #wire)?));

    let (uses, field, request_type, body, argument, pass, read) = match &request {
        Some(request) => (
            quote!(#request, #response),
            quote!(
                /// The body.
                pub body: &'a #request,
            ),
            quote!(#request),
            quote!(Some(self.body)),
            quote!(, body: &#request),
            quote!(body,),
            quote!(body: &call::body(#name, body)?,),
        ),
        None => {
            (quote!(#response), quote!(), quote!(()), quote!(None), quote!(), quote!(), quote!())
        }
    };
    let unused = request.is_none().then(|| quote!(let _ = body;));
    Ok(quote! {
        #(#![doc = #head])*

        use std::collections::BTreeMap;
        use http::Method;
        use secmaster_model::#model::{#uses};
        use serde_json::Value;
        use crate::{Answer, CallError, Client, Error, Operation, Path, call};

        #(#[doc = #docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct #type_name<'a> {
            #(#[doc = #row_docs] pub #fields: &'a str,)*
            #field
        }

        impl Operation for #type_name<'_> {
            const NAME: &'static str = #name;
            const METHOD: Method = #method;
            const IDEMPOTENT: bool = #idempotent;
            #in_doubt
            type Request = #request_type;
            type Response = #response;

            fn path(&self, project_id: &str) -> Path {
                #path
            }

            fn body(&self) -> Option<&Self::Request> {
                #body
            }
        }

        impl Client {
            #(#[doc = #docs])*
            ///
            /// # Errors
            ///
            /// [`Error`], whose predicates say what happened.
            ///
            #(#[doc = #example])*
            pub fn #function(&self #(, #fields: &str)* #argument) -> Result<Answer<#response>, Error> {
                self.send(&#type_name { #(#fields,)* #pass })
            }
        }

        pub(super) fn by_name(
            client: &Client,
            parameters: &BTreeMap<String, String>,
            body: Value,
        ) -> Result<Answer<Value>, CallError> {
            #unused
            call::send(client, &#type_name { #(#call,)* #read })
        }
    })
}

fn table_type(operation: &Operation, number: u16) -> proc_macro2::Ident {
    let name = operation.table(number).map(|table| table.name.as_str()).unwrap_or("Response");
    format_ident!("{name}")
}

/// What may be there although no answer says so.
fn in_doubt(operation: &Operation) -> Option<String> {
    let Some(Effect::Create(_)) = operation.effect else { return None };
    let thing = operation.name.strip_prefix("create-").unwrap_or(&operation.name);
    Some(format!("the {} may exist", thing.replace('-', " ")))
}

/// The path parameters that a caller gives; the project is the client's.
fn path_rows(operation: &Operation) -> Vec<&Row> {
    let table = operation.path_table.and_then(|number| operation.table(number));
    let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
    rows.iter().filter(|row| row.name != "project_id").collect()
}

/// The expression that fills in the path.
fn path(operation: &Operation) -> TokenStream {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for piece in operation.path.split_inclusive('}') {
        let (text, parameter) = piece.split_once('{').unwrap_or((piece, ""));
        pieces.push((false, text.to_owned()));
        if let Some(parameter) = parameter.strip_suffix('}') {
            pieces.push((true, parameter.to_owned()));
        }
    }
    let mut pieces = pieces.into_iter();
    let first = pieces.next().map(|(_, text)| text).unwrap_or_default();
    let calls = pieces.filter(|(_, text)| !text.is_empty()).map(|(is_parameter, text)| {
        if !is_parameter {
            return quote!(.text(#text));
        }
        if text == "project_id" {
            return quote!(.parameter(#text, project_id));
        }
        let field = format_ident!("{}", names::field(&text));
        quote!(.parameter(#text, self.#field))
    });
    let unused = (!operation.path.contains("{project_id}")).then(|| quote!(let _ = project_id;));
    quote!(#unused Path::new(#first) #(#calls)*)
}

fn method(method: Method) -> TokenStream {
    let name = format_ident!("{}", method.as_str());
    quote!(Method::#name)
}
