//! The generated half of `secmaster-model`: one module per operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use secmaster_spec::{Operation, Service};

use crate::codegen::rust_file::{Macros, rust_file};
use crate::codegen::{CodegenError, doc_text, finish, generate, lower, names};
use crate::output::Output;

const FOLDER: &str = "crates/secmaster-model/src/generated";

pub fn outputs(service: &Service, fingerprint: &str) -> Result<Vec<Output>, CodegenError> {
    let mut outputs = vec![root(service, fingerprint)?];
    for operation in &service.operations {
        let (code, macros) = module(service, operation)?;
        let path = format!("{FOLDER}/{}.rs", names::module(&operation.name));
        outputs.push(rust_file(
            path,
            &format!("operations/{}.json", operation.name),
            code,
            &macros,
        )?);
    }
    Ok(outputs)
}

fn root(service: &Service, fingerprint: &str) -> Result<Output, CodegenError> {
    let modules = service
        .operations
        .iter()
        .map(|operation| format_ident!("{}", names::module(&operation.name)));
    let code = quote! {
        //! The types of each operation.

        #(pub mod #modules;)*

        /// The SHA-256 of the schema files that these types were generated from, in hexadecimal.
        pub const SCHEMAS_SHA256: &str = #fingerprint;
    };
    rust_file(format!("{FOLDER}/mod.rs"), "service.json", code, &Macros::new())
}

fn module(service: &Service, operation: &Operation) -> Result<(TokenStream, Macros), CodegenError> {
    let lowered = lower::lower(operation)?;
    let items = generate::generate(&operation.name, lowered)?;
    let (code, macros) = finish::finish(operation, items)?;
    let head = doc_text::module(service, operation, "The bodies of its requests and answers.");
    let head = head.lines();
    let used = used_types(&code);
    let module = quote! {
        #(#![doc = #head])*

        use crate::record::record;
        use crate::{#(#used),*};

        #code
    };
    Ok((module, macros))
}

/// The runtime's types that the code names.
fn used_types(code: &TokenStream) -> Vec<proc_macro2::Ident> {
    const RUNTIME: [&str; 8] =
        ["Extra", "Integer", "List", "Open", "Options", "Reads", "Text", "Timestamp"];
    let mut used = Vec::new();
    collect(code.clone(), &mut used);
    RUNTIME
        .iter()
        .filter(|name| used.contains(&(**name).to_owned()))
        .map(|name| format_ident!("{name}"))
        .collect()
}

fn collect(code: TokenStream, used: &mut Vec<String>) {
    for token in code {
        match token {
            proc_macro2::TokenTree::Ident(ident) => used.push(ident.to_string()),
            proc_macro2::TokenTree::Group(group) => collect(group.stream(), used),
            _ => {}
        }
    }
}
