package dev.gossip.core.engine.peer;

import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.spec.NodePlugins.Chosen;

/**
 * The transport of a node, with its exceptions attributed to it and those of the engine to that.
 */
public final class TransportHost {
  private final AttributedLinkEvents events = new AttributedLinkEvents();
  private final Transport transport;

  /** Creates the transport. */
  public TransportHost(NodeServices services) {
    Chosen<Transport.Factory> chosen = services.plugins().transport();
    EngineTransportContext context = new EngineTransportContext(services);
    this.transport =
        new GuardedTransport(
            chosen.id(),
            PluginFailure.guard(
                chosen.id(), "create", () -> chosen.factory().create(context, events)));
  }

  /** The transport. */
  public Transport transport() {
    return transport;
  }

  /** Sets who gets the events of the transport. Called once, before the node's first event. */
  public void connect(LinkEvents receiver) {
    events.connect(receiver);
  }
}
