package dev.gossip.repair;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;

/** The context of repair itself, not of the relay that it wraps: counts its control frames. */
final class CountingContext extends ForwardingRelayContext {
  private final RelayContext context;

  CountingContext(RelayContext context) {
    super(context, RepairRelay.SLOT);
    this.context = context;
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    context.sendControl(to, body);
    context.count(RelayMetric.REPAIR_BYTES_SENT, body.size());
  }

  @Override
  public void sendControl(PeerId to, String slot, ByteString body) {
    context.sendControl(to, slot, body);
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return context.maxControlBytes(to);
  }

  @Override
  public int maxControlBytes(PeerId to, String slot) {
    return context.maxControlBytes(to, slot);
  }
}
