use restartable::Shareable;

#[derive(Shareable)]
#[repr(C)]
enum State {
    Open,
    Closed,
}

fn main() {}
