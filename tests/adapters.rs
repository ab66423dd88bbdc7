//! The metrics libraries with per-CPU numbers: the text they render is that of their own types, and
//! nothing is lost when more threads than CPUs count.

#[path = "common/mod.rs"]
mod common;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Labels are counted with these.
const STATUS: [&str; 3] = ["200", "404", "5\"00"];

mod prometheus_crate {
    use prometheus::core::{Atomic, GenericCounter, GenericCounterVec, GenericGauge};
    use prometheus::{Encoder, Opts, Registry, TextEncoder};

    use super::*;

    /// What a program does with its metrics, and the text of its scrape.
    fn scrape<C, G, F>() -> String
    where
        C: Atomic<T = u64> + 'static,
        G: Atomic<T = i64> + 'static,
        F: Atomic<T = f64> + 'static,
    {
        let registry = Registry::new();
        let hits = GenericCounter::<C>::new("hits", "requests").unwrap();
        let answers =
            GenericCounterVec::<C>::new(Opts::new("answers", "by status"), &["status"]).unwrap();
        let cleared = GenericCounter::<C>::new("cleared", "set back").unwrap();
        let level = GenericGauge::<G>::new("level", "goes up and down").unwrap();
        let ratio = GenericGauge::<F>::new("ratio", "a float").unwrap();
        let seconds = GenericCounter::<F>::new("seconds", "a float").unwrap();
        registry.register(Box::new(hits.clone())).unwrap();
        registry.register(Box::new(answers.clone())).unwrap();
        registry.register(Box::new(cleared.clone())).unwrap();
        registry.register(Box::new(level.clone())).unwrap();
        registry.register(Box::new(ratio.clone())).unwrap();
        registry.register(Box::new(seconds.clone())).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8_usize {
                let (hits, answers, level) = (&hits, &answers, &level);
                let seconds = &seconds;
                scope.spawn(move || {
                    for turn in 0..1000 {
                        hits.inc();
                        answers.with_label_values(&[STATUS[turn % 3]]).inc_by(turn as u64);
                        level.add(5);
                        level.dec();
                        level.sub(if thread % 2 == 0 { 8 } else { 0 });
                        seconds.inc_by(0.25);
                    }
                });
            }
        });
        cleared.inc_by(77);
        cleared.reset();
        cleared.inc();
        ratio.set(0.1);
        ratio.add(1.25);
        ratio.set(-2.5);
        ratio.sub(0.5);
        let mut text = Vec::new();
        TextEncoder::new().encode(&registry.gather(), &mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn text_as_with_its_own_types() {
        use prometheus::core::{AtomicF64, AtomicI64, AtomicU64};
        use restartable::{Counter, FloatGauge, Gauge};
        let own = scrape::<AtomicU64, AtomicI64, AtomicF64>();
        assert!(own.contains("\nhits 8000\n") && own.contains("\ncleared 1\n"), "{own}");
        assert!(own.contains("\nratio -3\n") && own.contains("\nseconds 2000\n"), "{own}");
        assert_eq!(scrape::<Counter, Gauge, FloatGauge>(), own);
    }
}

mod prometheus_client_crate {
    use prometheus_client::encoding::text::encode;
    use prometheus_client::metrics::counter::{self, Counter};
    use prometheus_client::metrics::family::Family;
    use prometheus_client::metrics::gauge::{self, Gauge};
    use prometheus_client::registry::Registry;

    use super::*;

    fn scrape<C, G, F>() -> String
    where
        C: counter::Atomic<u64> + Default + Send + Sync + std::fmt::Debug + 'static,
        G: gauge::Atomic<i64> + Default + Send + Sync + std::fmt::Debug + 'static,
        F: gauge::Atomic<f64>
            + counter::Atomic<f64>
            + Default
            + Send
            + Sync
            + std::fmt::Debug
            + 'static,
    {
        let mut registry = Registry::default();
        let hits = Counter::<u64, C>::default();
        let answers = Family::<Vec<(String, String)>, Counter<u64, C>>::default();
        let level = Gauge::<i64, G>::default();
        let ratio = Gauge::<f64, F>::default();
        let seconds = Counter::<f64, F>::default();
        registry.register("hits", "requests", hits.clone());
        registry.register("answers", "by status", answers.clone());
        registry.register("level", "goes up and down", level.clone());
        registry.register("ratio", "a float", ratio.clone());
        registry.register("seconds", "a float", seconds.clone());
        // Created in one order, since a family is encoded in that of its hash map: one label only.
        let label = vec![("status".to_owned(), STATUS[2].to_owned())];
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for turn in 0..1000 {
                        hits.inc();
                        answers.get_or_create(&label).inc_by(turn);
                        level.inc_by(5);
                        level.dec();
                        level.dec_by(3);
                        level.inc();
                        seconds.inc_by(0.25);
                    }
                });
            }
        });
        assert_eq!(level.set(7), 16_000);
        level.inc();
        ratio.set(0.1);
        ratio.inc();
        assert_eq!(ratio.set(-2.5).to_bits(), 1.1_f64.to_bits());
        ratio.dec_by(0.5);
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        text
    }

    #[test]
    fn text_as_with_its_own_types() {
        use restartable::{Counter, FloatGauge, Gauge};
        let own = scrape::<AtomicU64, std::sync::atomic::AtomicI64, AtomicU64>();
        assert!(own.contains("\nhits_total 8000\n") && own.contains("\nlevel 8\n"), "{own}");
        assert!(own.contains("\nratio -3.0\n"), "{own}");
        assert_eq!(scrape::<Counter, Gauge, FloatGauge>(), own);
    }
}

mod metrics_crate {
    use restartable::metrics::Recorder;

    use super::*;

    #[test]
    fn text() {
        let recorder = Recorder::new();
        metrics::with_local_recorder(&recorder, || {
            metrics::describe_counter!("hits.total", "requests\nof all kinds");
            for status in STATUS {
                metrics::counter!("hits.total", "status" => status).increment(3);
            }
            metrics::counter!("bytes").absolute(500);
            metrics::counter!("bytes").absolute(200);
            metrics::counter!("bytes").increment(1);
            metrics::gauge!("level").increment(2.5);
            metrics::gauge!("level").set(0.1);
            metrics::gauge!("most").set(f64::INFINITY);
            let seconds = metrics::histogram!("seconds", "path" => "/");
            (1..=100).for_each(|n| seconds.record(f64::from(n) / 64.0));
            seconds.record_many(-1.0, 2);
        });
        // A quantile is the highest value of its bucket, so up to 1/64 more.
        let summary = recorder.histograms().remove(0).1;
        let median = summary.quantile(0.5).unwrap();
        assert!((49.0 / 64.0..=49.0 / 63.0).contains(&median), "{median}");
        let rest = "seconds_sum{path=\"/\"} 76.90625\nseconds_count{path=\"/\"} 102\n";
        let quantile = |part: &str, value: f64| {
            format!(
                "seconds{{path=\"/\",quantile=\"{part}\"}} {}\n",
                summary.quantile(value).unwrap()
            )
        };
        let expected = [
            "# TYPE bytes counter\nbytes 501\n",
            "# HELP hits_total requests\\nof all kinds\n# TYPE hits_total counter\n",
            "hits_total{status=\"200\"} 3\nhits_total{status=\"404\"} 3\n",
            "hits_total{status=\"5\\\"00\"} 3\n",
            "# TYPE level gauge\nlevel 0.1\n# TYPE most gauge\nmost +Inf\n",
            "# TYPE seconds summary\n",
            &quantile("0", 0.0),
            &quantile("0.5", 0.5),
            &quantile("0.9", 0.9),
            &quantile("0.99", 0.99),
            &quantile("1", 1.0),
            rest,
        ];
        assert_eq!(recorder.render(), expected.concat());
        assert_eq!(summary.quantile(0.0), Some(0.0), "negative values");
    }

    /// Through the facade, from more threads than CPUs; scraped meanwhile.
    #[test]
    fn nothing_is_lost() {
        let recorder = Recorder::new();
        let (hits, level, sizes) = metrics::with_local_recorder(&recorder, || {
            (metrics::counter!("hits"), metrics::gauge!("level"), metrics::histogram!("sizes"))
        });
        let operations = AtomicU64::new(0);
        common::stress(|thread| {
            hits.increment(2);
            level.increment(0.5);
            sizes.record(4.0);
            if thread == 0 {
                assert!(recorder.render().ends_with('\n'));
            }
            operations.fetch_add(1, Relaxed);
        });
        let operations = operations.into_inner();
        assert_eq!(recorder.counters()[0].1, 2 * operations);
        let sum = recorder.histograms()[0].1.clone();
        assert_eq!(sum.count(), operations);
        // Halves and fours are added without rounding.
        #[expect(clippy::cast_precision_loss)]
        let exact = operations as f64;
        assert_eq!(recorder.gauges()[0].1.to_bits(), (exact / 2.0).to_bits());
        assert_eq!(sum.sum().to_bits(), (exact * 4.0).to_bits());
    }

    /// Several threads say that a counter has at least so much; it never goes back.
    #[test]
    fn absolute_never_goes_back() {
        let recorder = Recorder::new();
        let counter = metrics::with_local_recorder(&recorder, || metrics::counter!("clock"));
        let clock = AtomicU64::new(0);
        let sum = || recorder.counters()[0].1;
        common::stress(|_| {
            let now = clock.fetch_add(1, Relaxed);
            counter.absolute(now);
            let seen = sum();
            assert!(seen >= now, "{seen} after {now}");
        });
        assert_eq!(sum(), clock.into_inner() - 1);
        let debug = format!("{recorder:?}");
        assert_eq!(debug, "Recorder { counters: 1, gauges: 0, histograms: 0, .. }");
    }
}
