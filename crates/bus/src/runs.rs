//! Between the leader and the agents: runs, stops, states, progress, results.
//! What an agent says is taken only from a subject that carries that agent's name.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_wire::state::{AgentState, Progress};
use gavel_wire::subject::{self, AgentSubject};
use gavel_wire::{AgentId, ResultAnswer, RunResult, StartReply, StartRun, StopRun};

use crate::connect::Bus;
use crate::decode::dropped;
use crate::error::BusError;
use crate::request::Reply;

impl Bus {
    /// Gives an agent a run and waits for its answer.
    pub async fn start_run(
        &self,
        agent: &AgentId,
        start: &StartRun,
        timeout: Duration,
    ) -> Result<StartReply, BusError> {
        let to = AgentSubject::Run.of(&self.region, agent);
        self.ask("starting a run", to, start, timeout).await
    }

    pub async fn stop_run(&self, agent: &AgentId, stop: &StopRun) -> Result<(), BusError> {
        self.tell("stopping a run", AgentSubject::Stop.of(&self.region, agent), stop)
            .await
    }

    pub async fn agent_states(&self) -> Result<BoxStream<'static, AgentState>, BusError> {
        let subject = AgentSubject::State.of_all(&self.region);
        let states = self.listen::<AgentState>("agent_state", subject).await?;
        let region = self.region.clone();
        Ok(states
            .filter_map(move |(state, message)| {
                let own = subject::agent_in(&message.subject).as_ref() == Some(&state.agent);
                let own = own && state.region == region;
                if !own {
                    dropped("agent_state", "it speaks for another agent or region");
                }
                async move { own.then_some(state) }
            })
            .boxed())
    }

    /// Results offered by agents, each with the right to answer it. Those whose lease names another agent are dropped.
    pub async fn results(&self) -> Result<BoxStream<'static, (RunResult, Reply<ResultAnswer>)>, BusError> {
        let subject = AgentSubject::Result.of_all(&self.region);
        let results = self.serve::<RunResult, ResultAnswer>("result", subject).await?;
        Ok(results
            .filter_map(|(result, subject, reply)| {
                let own = subject::agent_in(&subject).as_ref() == Some(&result.lease.agent);
                if !own {
                    dropped("result", "its lease names another agent");
                }
                async move { own.then_some((result, reply)) }
            })
            .boxed())
    }

    /// Runs given to one agent.
    pub async fn runs(
        &self,
        agent: &AgentId,
    ) -> Result<BoxStream<'static, (StartRun, Reply<StartReply>)>, BusError> {
        let subject = AgentSubject::Run.of(&self.region, agent);
        let runs = self.serve::<StartRun, StartReply>("run", subject).await?;
        Ok(runs.map(|(run, _, reply)| (run, reply)).boxed())
    }

    pub async fn stops(&self, agent: &AgentId) -> Result<BoxStream<'static, StopRun>, BusError> {
        let stops = self
            .listen::<StopRun>("stop", AgentSubject::Stop.of(&self.region, agent))
            .await?;
        Ok(stops.map(|(stop, _)| stop).boxed())
    }

    pub async fn publish_agent_state(&self, state: &AgentState) -> Result<(), BusError> {
        let to = AgentSubject::State.of(&self.region, &state.agent);
        self.tell("telling an agent's state", to, state).await
    }

    pub async fn publish_progress(&self, agent: &AgentId, progress: &Progress) -> Result<(), BusError> {
        self.tell(
            "telling progress",
            AgentSubject::Progress.of(&self.region, agent),
            progress,
        )
        .await
    }

    pub async fn progress(&self) -> Result<BoxStream<'static, (AgentId, Progress)>, BusError> {
        let subject = AgentSubject::Progress.of_all(&self.region);
        let all = self.listen::<Progress>("progress", subject).await?;
        Ok(all
            .filter_map(|(progress, message)| async move {
                subject::agent_in(&message.subject).map(|agent| (agent, progress))
            })
            .boxed())
    }

    /// Offers a result once; the caller offers again until it is answered.
    pub async fn offer_result(
        &self,
        agent: &AgentId,
        result: &RunResult,
        timeout: Duration,
    ) -> Result<ResultAnswer, BusError> {
        let to = AgentSubject::Result.of(&self.region, agent);
        self.ask("offering a result", to, result, timeout).await
    }
}
