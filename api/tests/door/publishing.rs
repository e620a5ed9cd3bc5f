//! Publishing through the door: who may, what is refused, who sees it, and what caches are told.

use std::io::{Cursor, Write};
use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::{Door, WAIT, body, refusal, send, until};

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(text.as_bytes()).expect("its text");
    }
    writer.finish().expect("an archive").into_inner()
}

fn package(title: &str, answer: &str) -> Vec<u8> {
    archive(&[
        ("problem.yaml", &format!("title: {title}\ndifficulty: easy\n")),
        ("statement.md", "Say it.\n"),
        ("tests/sample-01.in", "a"),
        ("tests/sample-01.out", answer),
    ])
}

impl Door {
    fn publish(&self, key: &str, id: &str, package: Vec<u8>) -> RequestBuilder {
        self.http
            .put(format!("{}/v1/problems/{id}", self.url))
            .bearer_auth(key)
            .header("content-type", "application/zip")
            .body(package)
    }
}

#[tokio::test]
async fn an_author_publishes_and_every_api_serves_it() {
    let door = Door::open().await;
    let replica = door.replica("").await;
    let first = body(door.publish("author", "p1", package("One", "1")), 200).await;
    assert_eq!(
        (&first["changed"], &first["release"]["number"]),
        (&json!(true), &json!(1))
    );
    let again = body(door.publish("author", "p1", package("One", "1")), 200).await;
    assert_eq!(again["changed"], false);
    assert_eq!(again["release"], first["release"]);

    // This api at once, the other one as soon as it hears of it: far sooner than it looks by itself.
    assert_eq!(body(door.get("/v1/problems/p1"), 200).await["number"], 1);
    until("the replica serves it", async || {
        let answer = door
            .http
            .get(format!("{replica}/v1/problems/p1"))
            .bearer_auth("ann");
        (send(answer).await.status() == 200).then_some(())
    })
    .await;

    let second = body(door.publish("author", "p1", package("One", "2")), 200).await;
    assert_eq!(second["release"]["number"], 2);
    assert_ne!(second["release"]["version"], first["release"]["version"]);
    let versions = body(door.get_as("author", "/v1/problems/p1/versions"), 200).await;
    let numbers: Vec<&Value> = versions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["number"])
        .collect();
    assert_eq!(numbers, [2, 1]);

    let gone = send(door.delete_as("author", "/v1/problems/p1")).await;
    assert_eq!(gone.status(), 204);
    refusal(door.get("/v1/problems/p1"), 404, "not_found").await;
    refusal(door.delete_as("author", "/v1/problems/p1"), 404, "not_found").await;
    let sent = json!({"language": "c", "problem": "p1", "source": "int main(){}"});
    refusal(door.post("/v1/submissions", &sent), 422, "problem_unknown").await;
}

/// With texts of every kind; the head of a GIF is text, and enough of one.
fn with_texts(statement: &str) -> Vec<u8> {
    archive(&[
        (
            "problem.yaml",
            "title: Tree\ntitles: {de: Baum}\ndifficulty: easy\n",
        ),
        ("statement.md", statement),
        ("statement.de.md", "Sage $x$."),
        ("hints/01.md", "Look *up*."),
        ("editorial.md", "# Idea"),
        ("figures/tree.gif", "GIF89a"),
        ("tests/sample-01.in", "a"),
        ("tests/sample-01.out", "1"),
    ])
}

#[tokio::test]
async fn texts_are_served_as_html_with_their_figures() {
    let door = Door::open().await;
    body(
        door.publish("author", "p1", with_texts("![A tree](figures/tree.gif) $\\le$")),
        200,
    )
    .await;
    let problem = body(door.get("/v1/problems/p1"), 200).await;
    let html = problem["statement_html"].as_str().unwrap();
    assert!(html.contains("<math") && html.contains('≤'), "{html}");
    let (_, rest) = html.split_once("src=\"").unwrap();
    let (figure, _) = rest.split_once('"').unwrap();
    assert!(
        figure.starts_with("/v1/figures/") && figure.ends_with(".gif"),
        "{figure}"
    );
    assert_eq!(problem["hints_html"], json!(["<p>Look <em>up</em>.</p>\n"]));
    assert!(
        problem["editorial_html"]
            .as_str()
            .unwrap()
            .contains("<h2>Idea</h2>")
    );
    assert_eq!(problem["translations"]["de"]["title"], "Baum");
    assert!(
        problem["translations"]["de"]["statement_html"]
            .as_str()
            .unwrap()
            .contains("<math")
    );

    let answer = send(door.http.get(format!("{}{figure}", door.url))).await;
    let headers = answer.headers().clone();
    assert_eq!(
        (answer.status().as_u16(), &headers["content-type"]),
        (200, &"image/gif".parse().unwrap())
    );
    assert!(headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.bytes().await.unwrap(), "GIF89a");
    // Who asks again is answered from memory: nobody needs a key to ask.
    let (_, name) = figure.rsplit_once('/').unwrap();
    let blobs = door.directory.path().join("blobs");
    std::fs::remove_file(blobs.join(name.trim_end_matches(".gif"))).unwrap();
    let again = send(door.http.get(format!("{}{figure}", door.url))).await;
    assert_eq!(again.bytes().await.unwrap(), "GIF89a");
    // A test lies in the same store and is no figure.
    let test = gavel_blob::sha256(b"1");
    for name in [
        format!("{}.gif", test.as_str()),
        figure.replace(".gif", ".png"),
        "x".to_owned(),
    ] {
        let path = format!("/v1/figures/{}", name.trim_start_matches("/v1/figures/"));
        refusal(door.http.get(format!("{}{path}", door.url)), 404, "not_found").await;
    }
}

/// A figure of the largest size, published and asked for by many at once; one byte more is refused by its name.
#[tokio::test]
async fn the_largest_figure_is_served_to_many_at_once() {
    let door = Door::open().await;
    let package = |bytes: usize| {
        let figure = format!("GIF89a{}", "\0".repeat(bytes - 6));
        archive(&[
            ("problem.yaml", "title: Tree\ndifficulty: easy\n"),
            ("statement.md", "![A tree](figures/tree.gif)"),
            ("figures/tree.gif", &figure),
            ("tests/sample-01.in", "a"),
            ("tests/sample-01.out", "1"),
        ])
    };
    body(door.publish("author", "p1", package(4 << 20)), 200).await;
    let problem = body(door.get("/v1/problems/p1"), 200).await;
    let html = problem["statement_html"].as_str().unwrap();
    let figure = html
        .split('"')
        .find(|part| part.starts_with("/v1/figures/"))
        .unwrap();
    let asked = (0..100).map(|_| async {
        let answer = send(door.http.get(format!("{}{figure}", door.url))).await;
        (answer.status().as_u16(), answer.bytes().await.unwrap().len())
    });
    for answer in futures::future::join_all(asked).await {
        assert_eq!(answer, (200, 4 << 20));
    }
    let (_, refused) = refusal(
        door.publish("author", "p2", package((4 << 20) + 1)),
        422,
        "invalid_package",
    )
    .await;
    assert!(
        refused["detail"].as_str().unwrap().contains("tree.gif"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_text_that_is_not_safe_or_not_whole_is_refused() {
    let door = Door::open().await;
    for (statement, told) in [
        ("<script>x</script>", "statement.md"),
        ("![x](https://elsewhere.example/x.png)", "statement.md"),
        ("![x](figures/other.gif)", "other.gif"),
        ("$\\def\\x{}$", "statement.md"),
    ] {
        let (_, refused) = refusal(
            door.publish("author", "p1", with_texts(statement)),
            422,
            "invalid_package",
        )
        .await;
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains(told), "{detail}");
    }
}

#[tokio::test]
async fn who_may_not_publish_changes_nothing() {
    let door = Door::open().await;
    for (key, id, status, code) in [
        ("ann", "p1", 403, "publishing_not_allowed"),
        ("author", "q1", 403, "publishing_not_allowed"),
        ("author", "p.1", 400, "invalid_request"),
        ("nobody", "p1", 401, "unauthorized"),
    ] {
        refusal(door.publish(key, id, package("One", "1")), status, code).await;
    }
    refusal(
        door.delete_as("ann", "/v1/problems/p1"),
        403,
        "publishing_not_allowed",
    )
    .await;
    refusal(
        door.get("/v1/problems/p1/versions"),
        403,
        "publishing_not_allowed",
    )
    .await;
    assert_eq!(body(door.get("/v1/problems"), 200).await["items"], json!([]));
}

#[tokio::test]
async fn a_package_that_is_wrong_is_refused_by_file_and_place() {
    let door = Door::open().await;
    for (entries, told) in [
        (
            vec![("problem.yaml", "title: P\ncolour: 1\n"), ("statement.md", "x")],
            "colour",
        ),
        (
            vec![("../problem.yaml", "title: P\n")],
            "leads out of the package",
        ),
        (
            vec![
                ("problem.yaml", "title: P\ndifficulty: easy\n"),
                ("statement.md", "x"),
                ("tests/01.in", "1"),
            ],
            "tests/01.in has no tests/01.out",
        ),
        (
            vec![
                ("problem.yaml", "title: P\ndifficulty: easy\n"),
                ("statement.md", "x"),
                ("tests/sample-01.in", &"x".repeat(20_000)),
                ("tests/sample-01.out", "1"),
            ],
            "tests/sample-01.in is larger than 16384 bytes",
        ),
    ] {
        let (_, told_is) = refusal(
            door.publish("author", "p", archive(&entries)),
            422,
            "invalid_package",
        )
        .await;
        let detail = told_is["detail"].as_str().unwrap();
        assert!(detail.contains(told), "{detail}");
        assert!(
            !detail.contains(&*std::env::temp_dir().to_string_lossy()),
            "{detail}"
        );
    }
    refusal(
        door.publish("author", "p", b"no archive".to_vec()),
        422,
        "invalid_package",
    )
    .await;
    let other = door.publish("author", "p", package("P", "1"));
    let mut other = other.build().unwrap();
    other
        .headers_mut()
        .insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(door.http.execute(other).await.unwrap().status(), 415);
    let announced = door
        .publish("author", "p", Vec::new())
        .header("content-length", (300 << 20).to_string())
        .header("expect", "100-continue")
        .timeout(Duration::from_secs(5));
    if let Ok(answer) = announced.send().await {
        assert_eq!(answer.status(), 413);
    }
    assert_eq!(body(door.get("/v1/problems"), 200).await["items"], json!([]));
}

#[tokio::test]
async fn a_list_is_kept_until_it_changes() {
    let door = Door::open().await;
    for id in ["p1", "p2", "p3"] {
        body(door.publish("author", id, package(id, "1")), 200).await;
    }
    let first = send(door.get("/v1/problems")).await;
    let headers = first.headers().clone();
    assert_eq!(
        headers["cache-control"],
        "private, max-age=60, stale-while-revalidate=600"
    );
    assert_eq!(headers["vary"], "Accept-Encoding");
    let tag = headers["etag"].to_str().unwrap();
    let again = send(door.get("/v1/problems").header("if-none-match", tag)).await;
    assert_eq!(
        (again.status().as_u16(), &again.headers()["etag"]),
        (304, &headers["etag"])
    );
    assert!(again.bytes().await.unwrap().is_empty());

    let zipped = send(door.get("/v1/problems/p1").header("accept-encoding", "gzip")).await;
    assert_eq!(zipped.headers()["content-encoding"], "gzip");
    let plain = send(door.get("/v1/problems/p1")).await;
    assert_ne!(plain.headers()["etag"], zipped.headers()["etag"]);
    let bytes = zipped.bytes().await.unwrap();
    let mut unzipped = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut unzipped).unwrap();
    assert_eq!(unzipped, plain.text().await.unwrap());

    body(door.publish("author", "p2", package("Other", "1")), 200).await;
    let changed = send(door.get("/v1/problems").header("if-none-match", tag)).await;
    assert_eq!(changed.status(), 200);
    let ids = |page: &Value| -> String {
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["id"].as_str().unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let ordered = body(door.get("/v1/problems?order=p3,nobody,,a.b,p1"), 200).await;
    assert_eq!(ids(&ordered), "p3 p1 p2");
    let page = body(door.get("/v1/problems?order=p3,p1&limit=2"), 200).await;
    assert_eq!((ids(&page).as_str(), &page["next"]), ("p3 p1", &json!("p1")));
    let page = body(door.get("/v1/problems?order=p3,p1&limit=2&after=p1"), 200).await;
    assert_eq!((ids(&page).as_str(), &page["next"]), ("p2", &Value::Null));
    let anyone = door.http.get(format!("{}/v1/problems", door.url));
    refusal(anyone, 401, "unauthorized").await;
}

#[tokio::test]
async fn what_is_public_needs_no_key_and_may_be_kept_by_all() {
    let door = Door::with("[api]\nproblems_public = true\n").await;
    body(door.publish("author", "p1", package("One", "1")), 200).await;
    for path in ["/v1/problems", "/v1/problems/p1"] {
        let answer = send(door.http.get(format!("{}{path}", door.url))).await;
        assert_eq!(answer.status(), 200);
        let kept = &answer.headers()["cache-control"];
        assert_eq!(kept, "public, max-age=60, stale-while-revalidate=600");
    }
    let versions = door.http.get(format!("{}/v1/problems/p1/versions", door.url));
    refusal(versions, 401, "unauthorized").await;
}

/// Another process writes the store: an operator's `gavel problem load`, or an api of another region.
#[tokio::test]
async fn what_is_written_to_the_store_by_others_is_found() {
    let door = Door::open().await;
    let blobs = door.directory.path().join("blobs");
    let problems = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../problems/sum-of-two");
    let loaded = tokio::task::spawn_blocking(move || {
        let store = gavel_blob::BlobStore::directory(blobs);
        let now = std::time::SystemTime::now().into();
        gavel_package::load(
            &problems,
            &problems.join("../../languages"),
            &store,
            now,
            &mut |_, _| Ok(()),
        )
    });
    loaded.await.unwrap().unwrap();
    let found = until("it is read", async || {
        (send(door.get("/v1/problems/sum-of-two")).await.status() == 200).then_some(())
    });
    tokio::time::timeout(WAIT, found).await.unwrap();
}
