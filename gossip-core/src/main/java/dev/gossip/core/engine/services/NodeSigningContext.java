package dev.gossip.core.engine.services;

import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The view that message signing has of its node. */
public record NodeSigningContext(NodeServices services, String network, RandomGenerator random)
    implements SigningContext {

  @Override
  public int maxMessageBytes() {
    return Frames.MAX_MESSAGE_BYTES;
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    String signingId = services.plugins().signing().id();
    return services.schedule(delay, label, new GuardedTimer(signingId, label, action));
  }

  @Override
  public void warn(String what, String remedy) {
    services.emit(new NodeEvent.Warning(what, remedy));
  }
}
