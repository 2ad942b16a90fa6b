package dev.gossip.core.engine.verify;

import dev.gossip.api.signing.SigningContext;
import dev.gossip.core.engine.services.DirectCalls;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginContext;

/** The view that message signing has of its node. */
public final class NodeSigningContext extends PluginContext implements SigningContext {
  private final int maxMessageBytes;

  /**
   * Creates the context.
   *
   * @param maxMessageBytes see {@link SigningContext#maxMessageBytes}
   */
  public NodeSigningContext(NodeServices services, int maxMessageBytes) {
    super(
        services,
        new DirectCalls(services.plugins().signing().id()),
        "signing",
        services.limits().maxTimers());
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public int maxMessageBytes() {
    return maxMessageBytes;
  }
}
