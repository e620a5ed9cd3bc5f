//! That the catalogue was changed, from the api that published to all others. Best effort: they look by themselves too.

use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_wire::problem::CatalogueChanged;
use gavel_wire::subject;

use crate::connect::Bus;
use crate::error::BusError;

impl Bus {
    pub async fn tell_catalogue_changed(&self, changed: &CatalogueChanged) -> Result<(), BusError> {
        let subject = subject::catalogue_changed(&self.region);
        self.tell("telling that the catalogue changed", subject, changed)
            .await
    }

    pub async fn catalogue_changes(&self) -> Result<BoxStream<'static, CatalogueChanged>, BusError> {
        let subject = subject::catalogue_changed(&self.region);
        let changes = self
            .listen::<CatalogueChanged>("catalogue_changed", subject)
            .await?;
        Ok(changes.map(|(changed, _)| changed).boxed())
    }
}
