//! The agents' job on a real Nomad, a server without clients: registered by the nomad command as `./dev up` and operators do
//! it, then scaled and read by the one module that talks to Nomad. `GAVEL_NOMAD` names the program, else the PATH has it.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod support;

use gavel_bus::Secret;
use gavel_scheduler::nomad::{Job, Nomad, NomadError};
use gavel_wire::Region;

use crate::support::Server;

const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

fn client(address: &str, token: &str, region: Option<&str>) -> Nomad {
    let region = region.map(|region| Region::parse(region).unwrap());
    Nomad::new(address, &Secret(token.to_owned()), region).unwrap()
}

#[tokio::test]
async fn the_agents_job_is_scaled_within_its_bounds_by_whoever_may() {
    let mut server = Server::start();
    let operator = server.operator_token();
    let nomad = client(&server.address, &operator, Some("us"));
    for unknown in [nomad.job().await.err(), nomad.scale(1).await.err()] {
        assert!(matches!(unknown, Some(NomadError::JobUnknown)), "{unknown:?}");
    }

    server.run_agents_job(2, 5);
    let wanted = |count| Job {
        count,
        count_max: Some(5),
        stopped: false,
    };
    assert_eq!(nomad.job().await.unwrap(), wanted(2));
    for count in [5, 0, 3] {
        nomad.scale(count).await.unwrap();
        assert_eq!(nomad.job().await.unwrap(), wanted(count));
    }
    let error = nomad.scale(6).await.unwrap_err();
    assert!(
        matches!(&error, NomadError::OutOfBounds { count: 6, .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("6 > 5"), "{error}");
    assert_eq!(nomad.job().await.unwrap(), wanted(3));

    // Without a client nothing is placed, and there is no machine.
    assert_eq!(nomad.allocations().await.unwrap(), []);
    assert_eq!(nomad.nodes().await.unwrap(), []);

    for token in [NOBODY, "", "not a token"] {
        let stranger = client(&server.address, token, None);
        for refused in [stranger.scale(1).await.err(), stranger.job().await.err()] {
            assert!(
                matches!(refused, Some(NomadError::NotPermitted { .. })),
                "{token:?}: {refused:?}"
            );
        }
    }
    let elsewhere = client(&server.address, &operator, Some("india"));
    let error = elsewhere.scale(1).await.unwrap_err();
    assert!(error.to_string().contains("No path to region"), "{error}");
    assert_eq!(nomad.job().await.unwrap(), wanted(3));

    server.kill();
    let error = nomad.scale(1).await.unwrap_err();
    assert!(matches!(error, NomadError::NotReached { .. }), "{error:?}");
    assert!(error.to_string().contains(&server.address), "{error}");
}
