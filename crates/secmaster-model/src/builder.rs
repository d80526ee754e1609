//! Builders whose `build` compiles only once every mandatory row is set.
//!
//! `record!` calls `builder!` for a struct that asks for one. The builder has a type parameter for each mandatory row, named like
//! its field: `missing::<field>` until the row is set, then the field's type.

/// A mandatory row of a builder has its value; implemented by every type for itself, and by no `missing` row.
///
/// So a call of `build` before every mandatory row is set does not compile, and the error names the row:
///
/// ```compile_fail,E0277
/// # mod missing { pub struct Verdict; }
/// # pub struct Indicator { pub verdict: String, pub labels: Option<String> }
/// # impl Indicator { fn builder() -> Builder { Builder { verdict: missing::Verdict, labels: None } } }
/// # pub struct Builder<V = missing::Verdict> { verdict: V, labels: Option<String> }
/// # impl<V> Builder<V> {
/// #     fn verdict(self, value: impl Into<String>) -> Builder<String> {
/// #         Builder { verdict: value.into(), labels: self.labels }
/// #     }
/// #     fn labels(mut self, value: impl Into<String>) -> Self { self.labels = Some(value.into()); self }
/// #     fn build(self) -> Indicator where V: secmaster_model::Given<String> {
/// #         Indicator { verdict: self.verdict.given(), labels: self.labels }
/// #     }
/// # }
/// // error: a mandatory row is not set: `missing::Verdict`
/// Indicator::builder().labels("botnet").build();
/// ```
///
/// With the row set it does, whatever the order:
///
/// ```
/// # mod missing { pub struct Verdict; }
/// # pub struct Indicator { pub verdict: String, pub labels: Option<String> }
/// # impl Indicator { fn builder() -> Builder { Builder { verdict: missing::Verdict, labels: None } } }
/// # pub struct Builder<V = missing::Verdict> { verdict: V, labels: Option<String> }
/// # impl<V> Builder<V> {
/// #     fn verdict(self, value: impl Into<String>) -> Builder<String> {
/// #         Builder { verdict: value.into(), labels: self.labels }
/// #     }
/// #     fn labels(mut self, value: impl Into<String>) -> Self { self.labels = Some(value.into()); self }
/// #     fn build(self) -> Indicator where V: secmaster_model::Given<String> {
/// #         Indicator { verdict: self.verdict.given(), labels: self.labels }
/// #     }
/// # }
/// let indicator = Indicator::builder().labels("botnet").verdict("Black").build();
/// assert_eq!(indicator.verdict, "Black");
/// ```
#[diagnostic::on_unimplemented(
    message = "a mandatory row is not set: `{Self}`",
    label = "`build` needs `{Self}`",
    note = "call the builder's method of that name before `build`"
)]
pub trait Given<T> {
    /// The value.
    fn given(self) -> T;
}

impl<T> Given<T> for T {
    fn given(self) -> T {
        self
    }
}

macro_rules! builder {
    ($struct:ident $module:ident {$(
        $need:ident $field:ident $name:literal: $type:ty $(as $schema:ty)? $([$($known:tt)*])?
    ),* $(,)?}) => {
        $crate::builder::builder! { @sort $struct $module [] [] $($need $field $name $type;)* }
    };

    (@sort $struct:ident $module:ident [$($mandatory:tt)*] $optional:tt
        mandatory $field:ident $name:literal $type:ty; $($rest:tt)*) => {
        $crate::builder::builder! { @sort $struct $module [$($mandatory)* $field $name $type;] $optional $($rest)* }
    };
    (@sort $struct:ident $module:ident $mandatory:tt [$($optional:tt)*]
        optional $field:ident $name:literal $type:ty; $($rest:tt)*) => {
        $crate::builder::builder! { @sort $struct $module $mandatory [$($optional)* $field $name $type;] $($rest)* }
    };
    (@sort $struct:ident $module:ident
        [$($field:ident $name:literal $type:ty;)*]
        [$($free:ident $free_name:literal $free_type:ty;)*]) => {
        #[doc = concat!("The builder of [`", stringify!($struct), "`].")]
        #[allow(deprecated, non_camel_case_types)]
        pub mod $module {
            use super::*;

            /// The mandatory rows that are not set.
            #[doc(hidden)]
            pub mod missing {$(
                #[doc = concat!("The row `", $name, "` is not set.")]
                #[derive(Clone, Copy, Debug)]
                pub struct $field;
            )*}

            #[doc = concat!("Builds [`", stringify!($struct), "`]; every mandatory row has to be set, in any order.")]
            #[derive(Clone, Debug)]
            #[must_use = "call `build` for the value"]
            pub struct Builder<$($field = missing::$field),*> {
                $($field: $field,)*
                optional_rows: OptionalRows,
            }

            #[derive(Clone, Debug, Default)]
            struct OptionalRows {
                $($free: ::core::option::Option<$free_type>,)*
                extra: $crate::Extra,
            }

            impl ::core::default::Default for Builder {
                fn default() -> Self {
                    Self { $($field: missing::$field,)* optional_rows: OptionalRows::default() }
                }
            }

            impl $struct {
                /// Begins to build one.
                pub fn builder() -> Builder {
                    <Builder as ::core::default::Default>::default()
                }
            }

            $crate::builder::builder! { @setters $struct [] $($field $name $type;)* }

            impl<$($field),*> Builder<$($field),*> {
                $(
                    #[doc = concat!("Sets the optional row `", $free_name, "`: [`", stringify!($struct), "::", stringify!($free), "`].")]
                    pub fn $free(mut self, value: impl ::core::convert::Into<$free_type>) -> Self {
                        self.optional_rows.$free = ::core::option::Option::Some(value.into());
                        self
                    }
                )*

                /// Adds a member that the table does not know.
                pub fn extra(
                    mut self,
                    name: impl ::core::convert::Into<::std::string::String>,
                    value: impl ::core::convert::Into<::serde_json::Value>,
                ) -> Self {
                    self.optional_rows.extra.insert(name, value);
                    self
                }

                /// The value; a mandatory row that is not set does not compile.
                pub fn build(self) -> $struct
                where
                    $($field: $crate::Given<$type>,)*
                {
                    let Self { $($field,)* optional_rows: OptionalRows { $($free,)* extra } } = self;
                    $struct { $($field: $crate::Given::given($field),)* $($free,)* extra }
                }
            }
        }
    };

    (@setters $struct:ident [$($before:ident)*] $field:ident $name:literal $type:ty;
        $($after:ident $after_name:literal $after_type:ty;)*) => {
        impl<$($before,)* $field, $($after),*> Builder<$($before,)* $field, $($after),*> {
            #[doc = concat!("Sets the mandatory row `", $name, "`: [`", stringify!($struct), "::", stringify!($field), "`].")]
            pub fn $field(self, value: impl ::core::convert::Into<$type>) -> Builder<$($before,)* $type, $($after),*> {
                let Self { $($before,)* $field: _, $($after,)* optional_rows } = self;
                Builder { $($before,)* $field: value.into(), $($after,)* optional_rows }
            }
        }

        $crate::builder::builder! { @setters $struct [$($before)* $field] $($after $after_name $after_type;)* }
    };
    (@setters $struct:ident [$($before:ident)*]) => {};
}

pub(crate) use builder;

#[cfg(test)]
mod tests {
    use super::Given;

    mod missing {
        #[derive(Debug)]
        pub struct Verdict;
        #[derive(Debug)]
        pub struct Value;
    }

    struct Indicator {
        verdict: String,
        value: String,
        labels: Option<String>,
    }

    /// The shape by hand.
    struct Builder<V = missing::Verdict, W = missing::Value> {
        verdict: V,
        value: W,
        labels: Option<String>,
    }

    impl Indicator {
        fn builder() -> Builder {
            Builder { verdict: missing::Verdict, value: missing::Value, labels: None }
        }
    }

    impl<V, W> Builder<V, W> {
        fn verdict(self, verdict: impl Into<String>) -> Builder<String, W> {
            Builder { verdict: verdict.into(), value: self.value, labels: self.labels }
        }

        fn value(self, value: impl Into<String>) -> Builder<V, String> {
            Builder { verdict: self.verdict, value: value.into(), labels: self.labels }
        }

        fn labels(mut self, labels: impl Into<String>) -> Self {
            self.labels = Some(labels.into());
            self
        }

        fn build(self) -> Indicator
        where
            V: Given<String>,
            W: Given<String>,
        {
            Indicator {
                verdict: self.verdict.given(),
                value: self.value.given(),
                labels: self.labels,
            }
        }
    }

    #[test]
    fn rows_are_set_in_any_order() {
        let one = Indicator::builder().labels("a").value("b").verdict("c").build();
        let two = Indicator::builder().verdict("x").verdict("c").value("b").build();
        assert_eq!(
            (one.verdict, one.value, one.labels.as_deref()),
            (two.verdict, two.value, Some("a"))
        );
        assert_eq!(two.labels, None);
    }
}
