use restartable::{Value};

fn main() {
    #[derive(Clone, Copy)]
    struct Mine;

    impl Value for Mine {}
}
