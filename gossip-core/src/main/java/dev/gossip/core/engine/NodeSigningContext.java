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
    return core.schedule(
        delay,
        label,
        () -> PluginFailure.guard(signingId, "timer '" + label + "'", () -> ran(action)));
  }

  private static boolean ran(Runnable action) {
    action.run();
    return true;
  }

  @Override
  public void warn(String what, String remedy) {
    core.emit(new NodeEvent.Warning(what, remedy));
  }
}
