//! Where `#[restartable]` may stand.
use std::rc::Rc;

use restartable::{PerCpu, Word, restartable, rseq};

#[derive(Default)]
pub struct Table {
    rows: PerCpu<Row>,
}

#[derive(Default)]
pub struct Row {
    hits: Word<u32>,
    at: Word<u32>,
}

trait Count {
    fn count(&self, by: u32) -> u32;
    fn provided(&self) -> u32 {
        self.count(1)
    }
}

impl Count for Table {
    #[restartable(self.rows)]
    fn count(&self, row: &Row, by: u32) -> u32 {
        let before = fetch!(row.hits);
        commit!(row.hits += by);
        before
    }
}

impl Table {
    /// Documented, inlined.
    #[inline]
    #[must_use]
    #[restartable(self.rows)]
    pub fn by_reference(&self, row: &Row, #[index] index: u32) -> u32 {
        commit!(row.at = index);
        index
    }

    #[restartable(self.rows)]
    fn by_mut(&mut self, row: &Row) {
        commit!(row.hits += 1);
    }

    #[restartable(self.rows)]
    fn by_value(self: Rc<Self>, row: &Row) {
        commit!(row.hits += 1);
    }

    #[restartable(self.rows)]
    fn iterator<'a>(&'a self, row: &Row, words: &'a [u32]) -> impl Iterator<Item = u32> + use<'a> {
        commit!(row.hits += 1);
        words.iter().copied()
    }

    #[restartable(self.rows)]
    fn early(&self, row: &Row, leave: bool) {
        if leave {
            return;
        }
        commit!(row.hits += 1);
    }

    #[restartable(self.rows)]
    fn question(&self, row: &Row, text: &str) -> Result<u32, std::num::ParseIntError> {
        let by = text.parse()?;
        commit!(row.hits += by);
        Ok(by)
    }

    #[restartable(self.rows,)]
    fn callback(&self, row: &Row, mut call: impl FnMut(u32)) {
        #![allow(unused_mut)]
        let hits = row.hits.get();
        commit!(row.hits = hits + 1);
        call(hits);
    }

    #[restartable(self.rows)]
    fn moved(&self, row: &Row, text: String, early: bool) -> String {
        if early {
            return text;
        }
        commit!(row.hits += 1);
        text
    }

    #[restartable(self.rows)]
    unsafe fn pointer(&self, row: &Row, from: *const u32) {
        // SAFETY: the caller's.
        let value = unsafe { fetch!(from) };
        commit!(row.hits = value);
    }
}

#[restartable(rows)]
fn patterns(row: &Row, rows: &PerCpu<Row>, (a, b): (u32, u32), [c, ..]: [u32; 2], _: ()) -> u32 {
    commit!(row.hits += a + b + c);
    a + b + c
}

#[restartable(rows[0])]
extern "Rust" fn indexed(row: &Row, rows: &[PerCpu<Row>]) {
    commit!(row.hits += 1);
}

/// The slot lives as long as the reference that the function was given.
fn slot_of(rows: &PerCpu<Row>) -> &Row {
    rseq!(rows, |row| {
        commit!(row.hits += 1);
        row
    })
}

/// And as long as what a smart pointer's reference refers to; also where it has no size.
fn slot_of_pointer<'a>(rows: &'a Rc<PerCpu<Row>>, other: &'a dyn Rows) -> [&'a Row; 2] {
    [
        rseq!(rows, |row| {
            commit!(row.hits += 1);
            row
        }),
        rseq!(*other, |row| {
            commit!(row.hits += 1);
            row
        }),
    ]
}

trait Rows: std::ops::Deref<Target = PerCpu<Row>> {}
impl Rows for Rc<PerCpu<Row>> {}

fn raw_name_in_a_format_string(rows: &PerCpu<Row>) -> String {
    rseq!(rows, |row| {
        let r#type = fetch!(row.at);
        commit!(row.hits += 1);
        format!("{type}")
    })
}

fn names_of_their_own(rows: &PerCpu<Row>) -> u32 {
    rseq!(rows, |row| {
        debug_assert!(row.hits.get() < 100, "full");
        let doubled = Some(1).map(|hits: u32| hits * 2);
        let hits = fetch!(row.hits);
        commit!(row.at = doubled.unwrap_or(0));
        hits
    })
}

fn main() {
    let shared = Rc::new(PerCpu::<Row>::default());
    slot_of(&shared);
    slot_of_pointer(&shared, &shared);
    assert_eq!(raw_name_in_a_format_string(&shared), "0");
    assert!(names_of_their_own(&shared) <= 4);
    let mut table = Table::default();
    table.count(2);
    table.provided();
    let _ = table.by_reference();
    table.by_mut();
    assert_eq!(table.iterator(&[1, 2]).count(), 2);
    table.early(true);
    table.early(false);
    assert!(table.question("x").is_err());
    assert_eq!(table.question("3"), Ok(3));
    assert_eq!(table.moved("a".into(), true), table.moved("a".into(), false));
    let mut called = 0;
    table.callback(|_| called += 1);
    assert_eq!(called, 1);
    let value = 7;
    unsafe { table.pointer(&value) };
    let table = Rc::new(table);
    table.clone().by_value();
    assert_eq!(patterns(&table.rows, (1, 2), [3, 4], ()), 6);
    indexed(&[PerCpu::default()]);
}
