//! A shared stack takes values, so one of `'static` ones is not one of shorter ones.

use restartable::Stack;

fn smuggle<'short>(stack: &Stack<&'short str>, text: &'short str) {
    stack.push(text).unwrap();
}

fn main() {
    let stack: Stack<&'static str> = Stack::with_capacity(4);
    smuggle(&stack, &String::from("gone soon"));
    println!("{:?}", stack.pop());
}
