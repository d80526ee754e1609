//! The public items of the generated modules, without their documentation and bodies: a change of the API shows here.
//!
//! The snapshots are written anew with `INSTA_UPDATE=always cargo test -p conformance signatures`.

use std::fs;
use std::path::Path;

use secmaster_spec::Service;
use syn::{Attribute, Fields, File, ImplItem, Item, TraitItem, Visibility, parse_quote};

/// A generated file without all that a caller cannot see.
fn signatures(source: &str) -> String {
    let mut file: File = syn::parse_file(source).unwrap();
    file.attrs.clear();
    file.items.retain_mut(keep_item);
    prettyplease::unparse(&file)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Derives are part of the API, and so are warnings; documentation is not.
fn clear(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| {
        ["derive", "non_exhaustive", "deprecated", "cfg"]
            .iter()
            .any(|name| attribute.path().is_ident(name))
    });
}

fn keep_fields(fields: &mut Fields) {
    for field in fields.iter_mut() {
        clear(&mut field.attrs);
    }
}

fn keep_item(item: &mut Item) -> bool {
    match item {
        Item::Struct(item) => {
            clear(&mut item.attrs);
            keep_fields(&mut item.fields);
            is_public(&item.vis)
        }
        Item::Enum(item) => {
            clear(&mut item.attrs);
            for variant in &mut item.variants {
                clear(&mut variant.attrs);
                keep_fields(&mut variant.fields);
            }
            is_public(&item.vis)
        }
        Item::Fn(item) => {
            clear(&mut item.attrs);
            item.block = parse_quote!({});
            is_public(&item.vis)
        }
        Item::Impl(item) => {
            let is_inherent = item.trait_.is_none();
            item.items.retain_mut(|item| keep_impl_item(item, is_inherent));
            clear(&mut item.attrs);
            !is_inherent || !item.items.is_empty()
        }
        Item::Trait(item) => {
            clear(&mut item.attrs);
            for item in &mut item.items {
                if let TraitItem::Fn(function) = item {
                    clear(&mut function.attrs);
                    function.default = None;
                }
            }
            is_public(&item.vis)
        }
        Item::Const(item) => {
            clear(&mut item.attrs);
            *item.expr = syn::parse_quote!(_);
            is_public(&item.vis)
        }
        Item::Type(item) => {
            clear(&mut item.attrs);
            is_public(&item.vis)
        }
        Item::Mod(item) => {
            clear(&mut item.attrs);
            is_public(&item.vis)
        }
        Item::Use(item) => is_public(&item.vis),
        // Which struct has a builder, and what it is called; its rows are the struct's.
        Item::Macro(item) if item.mac.path.is_ident("record") => {
            let tokens = std::mem::take(&mut item.mac.tokens);
            item.mac.tokens =
                tokens.into_iter().filter(|token| !token.to_string().starts_with('{')).collect();
            true
        }
        other => {
            panic!("{:?} is an item that this test does not know", std::mem::discriminant(other))
        }
    }
}

fn keep_impl_item(item: &mut ImplItem, is_inherent: bool) -> bool {
    match item {
        ImplItem::Fn(function) => {
            clear(&mut function.attrs);
            function.block = parse_quote!({});
            !is_inherent || is_public(&function.vis)
        }
        ImplItem::Const(item) => {
            clear(&mut item.attrs);
            !is_inherent || is_public(&item.vis)
        }
        ImplItem::Type(item) => {
            clear(&mut item.attrs);
            true
        }
        other => {
            panic!("{:?} is an item that this test does not know", std::mem::discriminant(other))
        }
    }
}

/// One snapshot for each generated file of a crate: those of operations, and some besides.
fn check(krate: &str, besides: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../crates/secmaster-{krate}/src/generated"));
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        insta::assert_snapshot!(
            format!("{krate}_{name}"),
            signatures(&fs::read_to_string(&path).unwrap())
        );
        count += 1;
    }
    let operations = Service::embedded().unwrap().operations.len();
    assert_eq!(count, operations + besides, "a module for each operation, and those besides");
}

#[test]
fn model() {
    check("model", 1);
}

#[test]
fn client() {
    check("client", 2);
}

#[test]
fn only_what_callers_see_is_kept() {
    let source = "
        //! Module.
        use std::fmt; pub use fmt::Debug; mod inner;
        /// Doc.
        #[derive(Clone)] pub struct A { /// Field.
            pub b: u8 }
        struct Hidden;
        impl A { pub fn c(&self) -> u8 { 1 } fn d(&self) {} }
        impl A { fn e(&self) {} }
        record! { A: \"op\" table 4, builder a_builder { mandatory b \"b\": u8, } }
    ";
    assert_eq!(
        signatures(source),
        "pub use fmt::Debug;\n#[derive(Clone)]\npub struct A {\n    pub b: u8,\n}\nimpl A {\n    \
         pub fn c(&self) -> u8 {}\n}\nrecord! {\n    A : \"op\" table 4, builder a_builder\n}\n"
    );
}
