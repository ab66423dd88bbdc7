//! Ways to leave a body that are allowed.
use std::task::Poll;

use restartable::{PerCpu, Word, rseq, try_rseq};

fn parse(words: &PerCpu<Word<u32>>, text: &str) -> Result<u32, String> {
    let value = rseq!(words, |word| -> Result<u32, std::num::ParseIntError> {
        let value = text.parse::<u32>()?;
        commit!(word = value);
        Ok(value)
    })
    .map_err(|error| error.to_string())?;
    Ok(value)
}

fn loops(words: &PerCpu<Word<u32>>) -> u32 {
    rseq!(words, |word| {
        let mut n = 0;
        'outer: for i in 0.. {
            loop {
                n += 1;
                if n % 2 == 0 {
                    continue 'outer;
                }
                if i > 3 {
                    break 'outer;
                }
                break;
            }
        }
        let n = 'block: {
            if n > 100 {
                break 'block 100;
            }
            n
        };
        while n > 1000 {
            continue;
        }
        commit!(word = n);
        for _ in 0..3 {
            if n > 0 {
                break;
            }
        }
        n
    })
}

fn once(words: &PerCpu<Word<u32>>, text: Option<&str>) -> Option<u32> {
    loop {
        let attempt = try_rseq!(words, |word| {
            let Some(text) = text else { return None };
            let parse = |text: &str| -> Option<u32> {
                let value = text.parse().ok()?;
                return Some(value);
            };
            println!("{}", parse(text)?);
            commit!(word = parse(text)?);
            let tail = parse("5")?;
            if tail == 0 {
                return Some(0);
            }
            Some(tail)
        });
        match attempt {
            Ok(value) => return value,
            Err(_aborted) => {}
        }
    }
}

fn unit_once(words: &PerCpu<Word<u32>>, leave: bool) {
    while try_rseq!(words, |word| {
        if leave {
            return;
        }
        check!(word != 12345, else ());
        commit!(word += 1);
    })
    .is_err()
    {}
}

/// `?` at the head of a statement or of a block's end.
fn at_the_head(
    words: &PerCpu<Word<u32>>,
    a: Option<u32>,
    mut list: Option<Vec<u32>>,
    call: Option<fn(u32) -> u32>,
) -> Option<u32> {
    rseq!(words, |word| {
        let both = if word.get() == 12345 { 0 } else { a? + a? };
        let less = { a? - 1 };
        let more = match less {
            0 => { a? * 2 }
            _ => a?,
        };
        let _ = a? == more;
        commit!(word = both);
        list.as_mut()?[0] = more;
        call?(more);
        Some(list?[0] + call?(less))
    })
}

type Item = Poll<Option<Result<u32, String>>>;

fn poll(words: &PerCpu<Word<u32>>, next: Item, checked: Poll<Result<u32, String>>) -> Item {
    rseq!(words, |word| {
        let Poll::Ready(Some(n)) = next.clone()? else { return Poll::Pending };
        let _: Poll<u32> = checked.clone()?;
        commit!(word = n);
        Poll::Ready(Some(Ok(n)))
    })
}

fn main() {
    let words = PerCpu::default();
    assert_eq!(at_the_head(&words, Some(3), Some(vec![0]), Some(|n| n * 10)), Some(23));
    assert_eq!(at_the_head(&words, Some(3), None, Some(|n| n)), None);
    assert_eq!(at_the_head(&words, None, None, None), None);
    let (five, wrong) = (Poll::Ready(Some(Ok(5))), Poll::Ready(Some(Err("x".into()))));
    assert_eq!(poll(&words, five.clone(), Poll::Pending), five);
    assert_eq!(poll(&words, wrong.clone(), Poll::Pending), wrong);
    assert_eq!(poll(&words, five, Poll::Ready(Err("x".into()))), wrong);
    assert_eq!(poll(&words, Poll::Ready(None), Poll::Pending), Poll::Pending);
    assert_eq!(parse(&words, "7"), Ok(7));
    assert!(parse(&words, "x").is_err());
    loops(&words);
    assert_eq!(once(&words, None), None);
    assert_eq!(once(&words, Some("x")), None);
    assert_eq!(once(&words, Some("6")), Some(5));
    unit_once(&words, true);
    unit_once(&words, false);
}
