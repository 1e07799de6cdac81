//! Link arguments that Node wants of an add-on.

fn main() {
    napi_build::setup();
}
