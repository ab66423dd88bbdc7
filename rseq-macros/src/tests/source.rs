//! Tokens in messages are written as the user would.

use super::parsed;
use crate::source::source;

#[test]
fn like_rustfmt() {
    for text in [
        "s.n",
        "s.n += 1",
        "self.a[i].f(x, &y) = *p",
        "-x + !y * z?",
        "a::b(1, c!(d))",
        "(a, b)",
        "x as u64",
        "&mut s.n",
        "S { a }",
        "a..b",
        "a <<= 1.5",
        "a < b && c > d",
        "Option<Vec<&T>>",
        "f::<u64>(x) + 1",
    ] {
        assert_eq!(source(&parsed(text), "VALUE"), text);
    }
    assert_eq!(source(&parsed(&"x + ".repeat(20)), "VALUE"), "VALUE");
    assert_eq!(source(&parsed(""), "VALUE"), "VALUE");
}
