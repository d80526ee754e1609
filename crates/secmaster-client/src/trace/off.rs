//! What stands for spans where there are none: nothing.

use std::time::Duration;

use http::{Method, Response};

use crate::dispatch::Failure;
use crate::redact::Secrets;
use crate::{Answer, Error};

pub(crate) struct Call;

impl Call {
    pub(crate) fn begin(_: &'static str, _: &Method) -> Self {
        Self
    }

    pub(crate) fn ended<T>(&self, _: &Result<Answer<T>, Error>) {}
}

pub(crate) struct Attempt;

impl Attempt {
    pub(crate) fn begin(_: u32) -> Self {
        Self
    }

    pub(crate) fn for_credentials(_: u32, _: &str) -> Self {
        Self
    }

    pub(crate) fn ended(&self, _: &Result<Response<Vec<u8>>, Failure>, _: &Secrets) {}

    pub(crate) fn settled(&self, _: &Result<Response<Vec<u8>>, Failure>) {}
}

pub(crate) fn waiting(_: u32, _: Duration) {}

pub(crate) struct Context;

impl Context {
    pub(crate) fn current() -> Self {
        Self
    }

    pub(crate) fn enter(&self) -> Self {
        Self
    }
}
