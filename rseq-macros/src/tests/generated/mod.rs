//! What is generated of every statement form of the language (`forms.rs`) for every architecture: as
//! files to read (`golden.rs`), put through the assembler (`assemble.rs`), and linted (`inspect.rs`).

mod assemble;
mod expansion;
mod forms;
mod golden;
mod inspect;
mod instructions;
mod listing;
