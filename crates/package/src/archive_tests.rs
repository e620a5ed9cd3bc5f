//! Archives that are wrong in one way each, made by hand where no program makes them, and packages that go through one.

use std::io::{Cursor, Write};
use std::path::Path;
use std::time::SystemTime;

use gavel_blob::BlobStore;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::pack::pack;
use crate::{folder, load, manifest, packages};

/// An archive of these entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Replaces bytes wherever they are: a name stands before its entry and in the directory at the end.
fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(from.len()).position(|part| part == from) {
        at += found;
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

fn error(bytes: &[u8], bounds: Bounds) -> String {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("p.zip");
    std::fs::write(&path, bytes).unwrap();
    let into = place.path().join("into");
    std::fs::create_dir(&into).unwrap();
    let error = format!(
        "{:#}",
        unpack(&path, &into, bounds, &[manifest::NAME]).unwrap_err()
    );
    let beside: Vec<_> = std::fs::read_dir(place.path()).unwrap().flatten().collect();
    assert_eq!(beside.len(), 2, "something was written elsewhere: {beside:?}");
    error
}

#[test]
fn a_name_that_leads_elsewhere_or_is_no_text_is_refused() {
    let cases: [(&[u8], &str); 7] = [
        (b"../aa.in", "leads out"),
        (b"a/../a.n", "leads out"),
        (b"/aaaa.in", "absolute path"),
        (b"..\\aa.in", "backslash"),
        (b"a//aa.in", "no plain path"),
        (b"./aaa.in", "no plain path"),
        (b"\xff\xfeaaa.in", "not UTF-8"),
    ];
    for (name, expected) in cases {
        let placeholder = "PPPPPPPPPPPP".get(..name.len()).unwrap();
        let bytes = archive(&[("problem.yaml", b"x"), (placeholder, b"y")]);
        let error = error(&patched(bytes, placeholder.as_bytes(), name), BOUNDS);
        assert!(error.contains(expected), "{error:?} does not say {expected:?}");
    }
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let bytes = archive(&[("problem.yaml", b"x"), ("tests/AA", b"1"), ("tests/BB", b"2")]);
    let error = error(&patched(bytes, b"tests/BB", b"tests/AA"), BOUNDS);
    assert!(error.contains("the same name"), "{error}");
}

#[test]
fn a_link_or_a_device_is_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer
        .add_symlink("statement.md", "/etc/passwd", options)
        .unwrap();
    let link = writer.finish().unwrap().into_inner();
    assert!(error(&link, BOUNDS).contains("symbolic link"));
    // The mode stands in the upper half of the external attributes: a link's becomes a device's.
    let mode = |kind: u32| ((kind | 0o777) << 16).to_le_bytes();
    let device = patched(link, &mode(0o120_000), &mode(0o020_000));
    let error = error(&device, BOUNDS);
    assert!(error.contains("not a regular file"), "{error}");
}

#[test]
fn too_many_entries_and_too_many_bytes_are_refused() {
    let names: Vec<String> = (0..=FILES_MAX)
        .map(|number| format!("tests/{number}.in"))
        .collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let many = error(&archive(&entries), BOUNDS);
    assert!(many.contains("5001 entries"), "{many}");

    let large = vec![0; usize::try_from(BOUNDS.entry_bytes).unwrap() + 1];
    let entry = error(&archive(&[("tests/1.in", &large)]), BOUNDS);
    assert!(
        entry.contains("tests/1.in is larger than 67108864 bytes"),
        "{entry}"
    );

    let small = Bounds {
        total_bytes: 10_000,
        ..BOUNDS
    };
    let zeros = vec![0; 6_000];
    let all = error(&archive(&[("tests/1.in", &zeros), ("tests/2.in", &zeros)]), small);
    assert!(all.contains("larger than 10000 bytes in all"), "{all}");
}

/// The library stops at the size that is declared, and what is copied stops at the bound.
#[test]
fn what_comes_out_counts_and_not_what_the_headers_say() {
    let content = vec![0; 123_457];
    let bytes = archive(&[("tests/1.in", &content)]);
    let lying = patched(bytes, &123_457_u32.to_le_bytes(), &7_u32.to_le_bytes());
    let small = Bounds {
        entry_bytes: 10_000,
        ..BOUNDS
    };
    let error = error(&lying, small);
    assert!(error.contains("larger than"), "{error}");
}

#[test]
fn what_is_no_archive_or_holds_no_package_is_refused() {
    assert!(error(b"no zip at all", BOUNDS).contains("not a zip archive"));
    assert!(error(&archive(&[("readme.md", b"x")]), BOUNDS).contains("no problem.yaml"));
}

#[test]
fn a_package_goes_through_an_archive_and_makes_the_same_one_again() {
    let place = tempfile::tempdir().unwrap();
    let problems = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems");
    let first = place.path().join("sum-of-two.zip");
    let folder = problems.join("sum-of-two");
    let files = pack(&folder::read(&folder).unwrap(), &folder, &first).unwrap();
    let into = tempfile::tempdir().unwrap();
    let top = unpack(&first, into.path(), BOUNDS, &[manifest::NAME]).unwrap();
    assert_eq!(folder::read(&top).unwrap().files.len(), files);
    let second = place.path().join("again.zip");
    pack(&folder::read(&top).unwrap(), &top, &second).unwrap();
    assert!(std::fs::read(&first).unwrap() == std::fs::read(&second).unwrap());

    // Loaded, it is what its folder is.
    let published = |from: &Path, name: &str| {
        let blobs = BlobStore::directory(place.path().join(name));
        let now = SystemTime::UNIX_EPOCH.into();
        load(from, Path::new("languages"), &blobs, now, &mut |_, _| Ok(())).unwrap()
    };
    let of_zip = published(&first, "of_zip");
    let of_folder = published(&problems.join("sum-of-two"), "of_folder");
    assert_eq!(of_zip, of_folder);
}

#[test]
fn one_folder_in_the_archive_is_taken_for_the_package() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("p.zip");
    let entries: [(&str, &[u8]); 2] = [("p/problem.yaml", b"x"), ("__MACOSX/p/._problem.yaml", b"y")];
    std::fs::write(&path, archive(&entries)).unwrap();
    let found = packages::find(place.path()).unwrap();
    assert_eq!(found.len(), 1);
    let opened = found[0].open().unwrap();
    assert!(opened.path.ends_with("p"));
    std::fs::create_dir(place.path().join("p")).unwrap();
    let twice = packages::find(place.path()).unwrap_err().to_string();
    assert!(twice.contains("both the problem p"), "{twice}");
}
