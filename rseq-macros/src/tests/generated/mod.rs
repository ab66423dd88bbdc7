//! What is generated of every statement form of the language (`forms.rs`) for every architecture: as
//! files to read (`golden.rs`), and put through the assembler (`assemble.rs`).

mod assemble;
mod expansion;
mod forms;
mod golden;
mod instructions;
mod listing;
