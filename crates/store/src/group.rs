//! Questions to the database in groups: whoever waits while one group is answered shares the next, so that many people who
//! submit at once cost few statements and few commits. Used by `sqlite` for inserts and for the look before them.

use tokio::sync::{mpsc, oneshot};

use crate::StoreError;

const GROUP_MAX: usize = 256;
const WAITING_MAX: usize = 4_096;

type Asked<Q, A> = (Q, oneshot::Sender<Result<A, StoreError>>);

/// The way into the queue of questions.
pub(crate) struct Groups<Q, A>(mpsc::Sender<Asked<Q, A>>);

impl<Q: Send + 'static, A: Send + 'static> Groups<Q, A> {
    /// `answer` gives one answer a question, in their order, or an error for all of them.
    pub(crate) fn start<F>(answer: impl Fn(Vec<Q>) -> F + Send + 'static) -> Groups<Q, A>
    where
        F: Future<Output = Result<Vec<Result<A, StoreError>>, StoreError>> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(answer_groups(answer, receiver));
        Groups(sender)
    }

    pub(crate) async fn ask(&self, question: Q) -> Result<A, StoreError> {
        let (answer, done) = oneshot::channel();
        // A full queue means that the disk is far behind; the caller says so at once instead of waiting.
        self.0
            .try_send((question, answer))
            .map_err(|_| StoreError::Busy)?;
        done.await
            .map_err(|_| StoreError::Failed("nobody answers for the database".to_owned()))?
    }
}

async fn answer_groups<Q, A, F>(answer: impl Fn(Vec<Q>) -> F, mut receiver: mpsc::Receiver<Asked<Q, A>>)
where
    F: Future<Output = Result<Vec<Result<A, StoreError>>, StoreError>>,
{
    let mut group = Vec::with_capacity(GROUP_MAX);
    while receiver.recv_many(&mut group, GROUP_MAX).await > 0 {
        let (questions, waiting): (Vec<Q>, Vec<_>) = group.drain(..).unzip();
        match answer(questions).await {
            Ok(answers) => {
                for (waiting, answer) in waiting.into_iter().zip(answers) {
                    // Whoever asked may have gone away; a row stands all the same.
                    let _ = waiting.send(answer);
                }
            }
            Err(error) => {
                // Whoever came meanwhile would wait as long for the same, group after group: they hear it now.
                let later = std::iter::from_fn(|| receiver.try_recv().ok()).map(|(_, waiting)| waiting);
                for waiting in waiting.into_iter().chain(later) {
                    let _ = waiting.send(Err(error.clone()));
                }
            }
        }
    }
}
