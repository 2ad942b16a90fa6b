package dev.gossip.core.engine;

import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.signing.SigningContext;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What message signing sees of its node. */
record NodeSigningContext(NodeServices core, String network, RandomGenerator random)
    implements SigningContext {

  @Override
  public int maxMessageBytes() {
    return Frames.MAX_MESSAGE_BYTES;
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    String signingId = core.plugins().signing().id();
    return core.schedule(delay, label, new GuardedTimer(signingId, label, action));
  }

  @Override
  public void warn(String what, String remedy) {
    core.emit(new NodeEvent.Warning(what, remedy));
  }
}
