//! `--json`: one object a file, or a member of a library that has sections. The README has the fields.

use std::path::Path;

use serde_json::{Value, json};

use crate::arguments::{Arguments, Command};
use crate::files::Inspected;

/// The same as the text of the command, as numbers and names.
pub fn json(arguments: &Arguments, path: &Path, inspected: &Inspected) -> Value {
    let Inspected { member, inspection, .. } = inspected;
    let head = json!({
        "file": path.display().to_string(),
        "architecture": inspection.architecture,
        "big_endian": inspection.big_endian,
    });
    let Value::Object(mut object) = head else { return head };
    if let Some(member) = member {
        object.insert("member".to_owned(), json!(member));
    }
    match arguments.command {
        Command::Lint => {
            object.insert("sections".to_owned(), json!(inspection.sections.len()));
            object.insert("findings".to_owned(), json!(inspection.findings));
        }
        Command::Show if !arguments.names.is_empty() => {
            let sections: Vec<_> =
                arguments.names.iter().flat_map(|name| inspection.find(name)).collect();
            object.insert("sections".to_owned(), json!(sections));
        }
        Command::Show => {
            object.insert("sections".to_owned(), json!(inspection.sections));
        }
        _ => {
            let sections: Vec<_> = inspection
                .sections
                .iter()
                .map(|section| {
                    json!({
                        "descriptor": section.descriptor,
                        "function": section.function,
                        "location": section.location,
                        "start": section.start,
                        "within": section.within,
                        "bytes": section.bytes,
                        "instructions": section.instructions.len(),
                        "commit": section.commit().map(|commit| commit.address),
                        "abort": section.abort,
                        "exits": section.exits,
                    })
                })
                .collect();
            object.insert("sections".to_owned(), json!(sections));
        }
    }
    Value::Object(object)
}
