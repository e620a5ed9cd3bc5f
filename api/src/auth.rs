//! Who asks: an API key names a tenant and a user; a tenant's key may act for its own users by a header.
//! Keys are compared by their hash, and nothing of a key is ever logged.

use std::collections::HashMap;
use std::sync::Arc;

use gavel_blob::sha256;
use gavel_wire::{ProblemId, Sha256, Tenant, UserId};
use poem::Request;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;

use crate::config::{ApiSection, KeyConfig, TierConfig};
use crate::error::Failure;
use crate::gate::Gate;

pub(crate) const USER_HEADER: &str = "Gavel-User";

/// The person or program that a request is answered for.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) tenant: Tenant,
    pub(crate) user: UserId,
    pub(crate) tier: Arc<TierConfig>,
    publishes: Arc<[String]>,
}

impl Caller {
    /// Whether the key is an author's of this problem.
    pub(crate) fn may_publish(&self, id: &ProblemId) -> bool {
        self.publishes
            .iter()
            .any(|pattern| match pattern.strip_suffix('*') {
                Some(prefix) => id.as_str().starts_with(prefix),
                None => id.as_str() == pattern,
            })
    }
}

/// Who reads what the operator may have made public.
#[derive(SecurityScheme)]
pub(crate) enum Reader {
    #[expect(dead_code, reason = "whose key it is does not change what is read")]
    Key(Key),
    #[oai(fallback)]
    Anyone,
}

/// An API key, sent as `Authorization: Bearer <key>`.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", key_name = "Authorization", checker = "check")]
pub(crate) struct Key(pub(crate) Caller);

async fn check(request: &Request, bearer: Bearer) -> poem::Result<Caller> {
    let gate: &Arc<Gate> = request.data().ok_or(Failure::Internal)?;
    let user = request
        .headers()
        .get(USER_HEADER)
        .map(|value| value.to_str().unwrap_or_default());
    Ok(gate.keys.caller(&bearer.token, user)?)
}

/// The configured keys by their hash.
pub(crate) struct Keys(HashMap<Sha256, (KeyConfig, Arc<TierConfig>)>);

impl Keys {
    pub(crate) fn new(section: &ApiSection) -> Keys {
        let tiers: HashMap<&str, Arc<TierConfig>> = section
            .tiers
            .iter()
            .map(|(name, tier)| (name.as_str(), Arc::new(tier.clone())))
            .collect();
        let known = section.keys.iter().filter_map(|key| {
            let tier = Arc::clone(tiers.get(key.tier.as_str())?);
            Some((key.sha256.clone(), (key.clone(), tier)))
        });
        Keys(known.collect())
    }

    /// Whether an `Authorization` header carries a key of ours.
    pub(crate) fn knows(&self, header: Option<&str>) -> bool {
        let bearer = header.and_then(|text| text.split_once(' '));
        bearer.is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer") && self.0.contains_key(&sha256(token.as_bytes()))
        })
    }

    /// A lookup by hash needs no comparison in constant time: who can choose a key cannot choose its hash's prefix.
    pub(crate) fn caller(&self, token: &str, acting_for: Option<&str>) -> Result<Caller, Failure> {
        let (key, tier) = self
            .0
            .get(&sha256(token.as_bytes()))
            .ok_or(Failure::Unauthorized)?;
        let user = match acting_for {
            None => key.user.clone(),
            Some(_) if !key.acts_for_users => return Err(Failure::ActingNotAllowed),
            Some(user) => UserId::parse(user)
                .map_err(|error| Failure::InvalidRequest(format!("{USER_HEADER}: {error}.")))?,
        };
        Ok(Caller {
            tenant: key.tenant.clone(),
            user,
            tier: Arc::clone(tier),
            publishes: Arc::clone(&key.publishes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        let key = |name: &str, acts_for_users| KeyConfig {
            name: name.into(),
            sha256: sha256(name.as_bytes()),
            tenant: Tenant::parse("school").unwrap(),
            user: UserId::parse(name).unwrap(),
            tier: "free".into(),
            acts_for_users,
            publishes: match acts_for_users {
                true => ["sum".to_owned(), "school-*".to_owned()].into(),
                false => [].into(),
            },
        };
        Keys::new(&ApiSection {
            listen: ([127, 0, 0, 1], 0).into(),
            problems_public: false,
            languages_dir: "languages".into(),
            drain_s: 1,
            sweep_s: std::num::NonZeroU64::MIN,
            flood: crate::config::FloodConfig::default(),
            keys: vec![key("teacher", true), key("pupil", false)],
            tiers: [("free".to_owned(), TierConfig::default())].into(),
        })
    }

    #[test]
    fn a_key_names_its_user_and_some_may_act_for_others() {
        let keys = keys();
        assert_eq!(keys.caller("pupil", None).unwrap().user.as_str(), "pupil");
        assert_eq!(keys.caller("teacher", Some("ann")).unwrap().user.as_str(), "ann");
        assert!(matches!(
            keys.caller("pupil", Some("ann")),
            Err(Failure::ActingNotAllowed)
        ));
        assert!(matches!(
            keys.caller("teacher", Some("a.n")),
            Err(Failure::InvalidRequest(_))
        ));
        assert!(matches!(keys.caller("", None), Err(Failure::Unauthorized)));
        assert!(matches!(keys.caller("nobody", None), Err(Failure::Unauthorized)));
    }

    #[test]
    fn an_author_publishes_what_the_key_names() {
        let keys = keys();
        let may = |key: &str, id: &str| {
            let caller = keys.caller(key, None).unwrap();
            caller.may_publish(&ProblemId::parse(id).unwrap())
        };
        for id in ["sum", "school-", "school-1"] {
            assert!(may("teacher", id) && !may("pupil", id), "{id}");
        }
        for id in ["sum-of-two", "su", "school", "my-school-1"] {
            assert!(!may("teacher", id), "{id}");
        }
    }
}
