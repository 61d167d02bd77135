"""A consumer whose requests go through the Spine Secure Proxy: what the proxy refuses decides nothing."""

from typing import Self

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.proxy_answer import proxy_error
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange, Recorder

_BAD_GATEWAY = 502


class ProxiedConsumer(Consumer):
    """Raises when the proxy answers in the provider's place.

    ``Blocked`` where the request is a prerequisite, or where the proxy does not get through to the provider; in a
    scenario ``NotApplicable``, because the provider never saw the request that was altered on purpose.
    """

    in_scenario = False

    def recording_to(self, recorder: Recorder) -> Self:
        """Return the consumer of a scenario."""
        made = super().recording_to(recorder)
        made.in_scenario = True
        return made

    def send(self, draft: Draft) -> Exchange:
        """Send one request and record the exchange; raise as the class says when the proxy answered."""
        return self._of_the_provider(super().send(draft))

    def take_over(self, exchange: Exchange) -> Exchange:
        """Record an exchange made over another connection; raise as the class says when the proxy answered."""
        return self._of_the_provider(super().take_over(exchange))

    def _of_the_provider(self, exchange: Exchange) -> Exchange:
        error = proxy_error(exchange)
        if error is None:
            return exchange
        if exchange.status == _BAD_GATEWAY or not self.in_scenario:
            raise Blocked(exchange.request.interaction, f"the Spine Secure Proxy answered itself: {error}")
        raise NotApplicable(f"could not run: the Spine Secure Proxy refused it before the provider: {error}")


def consumer_class(proxy_root: str | None) -> type[Consumer]:
    """Return the consumer for requests that go through this proxy, or through none."""
    return Consumer if proxy_root is None else ProxiedConsumer
