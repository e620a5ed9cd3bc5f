//! Publishing into a directory: versions, who is first, and what is left alone.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use gavel_blob::BlobStore;
use gavel_wire::ProblemId;
use gavel_wire::problem::Catalogue;

use super::packages::{self, Found};
use super::publish::{self, is_ours};
use super::{Published, catalogue, folder, pack};

struct Place {
    directory: tempfile::TempDir,
    blobs: BlobStore,
}

impl Place {
    fn new() -> Place {
        let directory = tempfile::tempdir().unwrap();
        let blobs = BlobStore::directory(directory.path().join("blobs"));
        Place { directory, blobs }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A package under `problems`, whose only test asks for `answer`.
    fn package(&self, id: &str, answer: &str) -> Found {
        let package = self.path("problems").join(id);
        for (name, text) in [
            ("problem.yaml", "title: P\ndifficulty: easy\n"),
            ("statement.md", "Say it.\n"),
            ("tests/sample-01.in", "a"),
            ("tests/sample-01.out", answer),
        ] {
            let path = package.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        packages::find(&package).unwrap().remove(0)
    }

    fn publish(&self, package: &Found) -> anyhow::Result<Published> {
        let languages = self.path("languages");
        publish::publish(package, &languages, &self.blobs, SystemTime::now().into())
    }

    fn supply(&self) -> Catalogue {
        let (problems, languages) = (self.path("problems"), self.path("languages"));
        let now = SystemTime::now().into();
        publish::supply(&problems, &languages, &self.blobs, now, &mut |_, _| Ok(())).unwrap()
    }

    fn ids(&self) -> Vec<String> {
        let catalogue = catalogue::read(&self.blobs).unwrap().unwrap();
        let ids = catalogue.problems.into_iter();
        ids.map(|problem| problem.id.into()).collect()
    }
}

#[test]
fn the_same_again_makes_no_version_and_a_change_makes_the_next() {
    let place = Place::new();
    let first = place.publish(&place.package("p", "yes")).unwrap();
    assert!(first.changed);
    assert_eq!(first.release.number, 1);
    let package = place.path("problems/p");
    let zip = place.path("other-name.zip");
    pack::pack(&folder::read(&package).unwrap(), &package, &zip).unwrap();
    let zipped = Found::archive(ProblemId::parse("p").unwrap(), zip);
    let again = place.publish(&zipped).unwrap();
    assert!(!again.changed, "the archive holds what the folder holds");
    assert_eq!(again.release, first.release);

    let before = catalogue::read(&place.blobs).unwrap().unwrap().problems[0].clone();
    let second = place.publish(&place.package("p", "no")).unwrap();
    assert_eq!((second.release.number, second.changed), (2, true));
    // What was sent to be judged before can still be judged.
    for test in &before.tests {
        assert_eq!(place.blobs.get(&test.expected, 10).unwrap(), b"yes");
    }
    // Words change the version too, and not what judging depends on.
    std::fs::write(package.join("statement.md"), "Say no.\n").unwrap();
    let third = place.publish(&packages::find(&package).unwrap()[0]).unwrap();
    assert_eq!((third.release.number, third.changed), (3, true));
    assert_eq!(third.release.version, second.release.version);
}

#[test]
fn a_number_is_not_given_again_after_a_withdrawal() {
    let place = Place::new();
    let package = place.package("p", "yes");
    place.publish(&package).unwrap();
    assert!(publish::withdraw(&package.id, &place.blobs).unwrap());
    assert!(!publish::withdraw(&package.id, &place.blobs).unwrap());
    assert!(place.ids().is_empty());
    assert!(place.supply().problems.is_empty(), "it stays withdrawn");
    assert_eq!(place.publish(&package).unwrap().release.number, 2);
}

#[test]
fn what_was_published_since_is_not_replaced_by_what_is_supplied() {
    let place = Place::new();
    place.package("shipped", "1");
    place.supply();
    let packages = place.path("problems");
    place.publish(&place.package("own", "2")).unwrap();
    std::fs::remove_dir_all(packages.join("own")).unwrap();
    place.publish(&place.package("shipped", "3")).unwrap();
    place.package("shipped", "1");
    let supplied = place.supply();
    assert_eq!(place.ids(), ["own", "shipped"]);
    let numbers = |id: &str| {
        let releases = &supplied.releases[&ProblemId::parse(id).unwrap()];
        releases.iter().map(|release| release.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers("shipped"), [1, 2]);
    place.package("shipped", "4");
    assert_eq!(
        place.supply().releases[&ProblemId::parse("shipped").unwrap()].len(),
        3
    );
}

#[test]
fn of_many_who_publish_at_once_each_is_in_the_catalogue() {
    let place = Place::new();
    let ids: Vec<String> = (10..34).map(|number| format!("p{number}")).collect();
    let packages: Vec<Found> = ids.iter().map(|id| place.package(id, id)).collect();
    std::thread::scope(|scope| {
        for package in &packages {
            scope.spawn(|| assert_eq!(place.publish(package).unwrap().release.number, 1));
        }
    });
    assert_eq!(place.ids(), ids);
}

#[test]
fn whose_fault_it_is_is_told() {
    let place = Place::new();
    let package = place.package("p", "yes");
    std::fs::write(place.path("problems/p/tests/02.in"), "x").unwrap();
    let wrong = place.publish(&package).unwrap_err();
    assert!(!is_ours(&wrong), "{wrong:#}");
    std::fs::remove_file(place.path("problems/p/tests/02.in")).unwrap();
    std::fs::write(place.path("blobs"), "a file").unwrap();
    let ours = place.publish(&package).unwrap_err();
    assert!(is_ours(&ours), "{ours:#}");
    assert!(Path::new(&place.path("blobs")).is_file());
}
