//! Tests of locating: real commands, a directory of their own, and the files that are shipped.

use super::*;

struct Fixture {
    directory: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        for name in ["languages", "prepared", "tools"] {
            std::fs::create_dir(directory.path().join(name)).unwrap();
        }
        Fixture { directory }
    }

    fn directories(&self) -> Directories {
        let base = self.directory.path();
        Directories {
            languages: base.join("languages"),
            prepared: base.join("prepared"),
            tools: base.join("tools"),
        }
    }

    fn language(&self, name: &str, text: &str) -> Result<Toolchain, LocateError> {
        let path = self
            .directory
            .path()
            .join("languages")
            .join(format!("{name}.toml"));
        std::fs::write(&path, text).unwrap();
        locate(&path, &self.directories())
    }
}

fn described(more: &str) -> String {
    format!(
        "id = \"x\"\nname = \"X\"\nsource = \"main.x\"\nversion = [\"/x\"]\nhello = \"\"\nmounts = []\n{more}\n\
         [run]\nargv = [\"/x\", \"${{memory_mib}}\"]\n"
    )
}

#[test]
fn variables_are_found_in_the_order_that_they_need() {
    let fixture = Fixture::new();
    let find = "[find]\na = [\"printf\", \"%s/a\", \"${b}\"]\nb = [\"printf\", \"/b\\nsecond\"]";
    let toolchain = fixture.language("x", &described(find)).unwrap();
    assert_eq!(toolchain.variables["a"], "/b/a");
    let argv = toolchain
        .argv(&toolchain.language.run.argv, 256 * MIB + 5)
        .unwrap();
    assert_eq!(argv, ["/x", "256"]);
}

#[test]
fn what_does_not_fit_names_its_reason() {
    let fixture = Fixture::new();
    let reason = |more: &str| fixture.language("x", &described(more)).unwrap_err();
    let circle = reason("[find]\na = [\"echo\", \"${b}\"]\nb = [\"echo\", \"${a}\"]");
    assert!(
        matches!(&circle, LocateError::Circle { names } if names == "a, b"),
        "{circle}"
    );
    let missing = reason("[find]\na = [\"no-such-program-of-anyone\"]");
    assert!(matches!(missing, LocateError::Find { .. }));
    assert!(matches!(reason("colour = \"red\""), LocateError::Parse(_)));
    let unknown = reason("environment = { A = \"${nope}\" }");
    assert!(matches!(unknown, LocateError::Expand(error) if error.name == "nope"));
    let other = fixture.language("y", &described("")).unwrap_err();
    assert!(matches!(other, LocateError::OtherId { id } if id.as_str() == "x"));
    let mounted = described("").replace("mounts = []", "mounts = [{ source = \"/no/such/place\" }]");
    assert!(matches!(
        fixture.language("x", &mounted),
        Err(LocateError::Missing { .. })
    ));
    let optional = mounted.replace("place\"", "place\", optional = true");
    assert!(fixture.language("x", &optional).unwrap().root.mounts.is_empty());
}

#[test]
fn a_prepared_directory_follows_the_toolchain() {
    let fixture = Fixture::new();
    let version = fixture.directory.path().join("version");
    let text = described(&format!(
        "[find]\ntoolchain = [\"cat\", \"{}\"]\n[prepare]\ntarget = \"/opt/x\"\ncommands = [[\"touch\", \"made\"]]",
        version.display()
    ));
    let prepared = |toolchain: &Toolchain| toolchain.root.mounts.last().unwrap().clone();
    std::fs::write(&version, "1\n").unwrap();
    let first = prepared(&fixture.language("x", &text).unwrap());
    assert_eq!(first.target, "/opt/x");
    assert!(first.source.join("made").exists());
    assert_eq!(prepared(&fixture.language("x", &text).unwrap()), first);
    std::fs::write(&version, "2\n").unwrap();
    assert_ne!(
        prepared(&fixture.language("x", &text).unwrap()).source,
        first.source
    );
}

#[test]
fn a_mount_inside_another_is_left_out_only_where_both_show_the_same() {
    let mount = |source: &str, target: &str| Mount {
        source: source.into(),
        target: target.to_owned(),
    };
    let inner = mount("/usr/lib/jvm/a", "/usr/lib/jvm/a");
    let outer = mount("/usr/lib", "/usr/lib");
    let moved = mount("/usr/lib/jvm/a", "/opt/a");
    let alike = mount("/usr/library", "/usr/library");
    let kept = without_covered(vec![inner, outer.clone(), moved.clone(), alike.clone()]);
    assert_eq!(kept, [outer, moved, alike]);
}

#[test]
fn one_bad_file_leaves_the_others_alone() {
    let fixture = Fixture::new();
    fixture.language("x", &described("")).unwrap();
    assert!(fixture.language("bad", "nonsense").is_err());
    let all = locate_all(&fixture.directories()).unwrap();
    let names: Vec<_> = all
        .iter()
        .map(|one| (one.name.as_str(), one.toolchain.is_ok()))
        .collect();
    assert_eq!(names, [("bad", false), ("x", true)]);
}

#[test]
fn every_shipped_file_is_a_language_description() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../languages");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(shipped).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let language: Language = toml::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert_eq!(path.file_stem().unwrap().to_str(), Some(language.id.as_str()));
        assert!(
            language.prepare.is_none() || language.find.contains_key("toolchain"),
            "{path:?}"
        );
        names.push(language.id.to_string());
    }
    names.sort();
    let expected = [
        "c",
        "cpp",
        "csharp",
        "go",
        "java",
        "javascript",
        "kotlin",
        "php",
        "python",
        "ruby",
        "rust",
        "typescript",
        "typescript-checked",
    ];
    assert_eq!(names, expected);
}
