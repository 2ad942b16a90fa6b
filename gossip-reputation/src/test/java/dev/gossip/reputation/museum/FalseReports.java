package dev.gossip.reputation.museum;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reports one peer again and again, as if a bug made it send malformed frames. */
final class FalseReports implements SpamControl {
  private static final int AT_ONCE = 20;

  private final SpamContext context;
  private final Supplier<@Nullable PeerId> blamed;
  private final Map<PeerId, Peer> up = new HashMap<>();

  private FalseReports(SpamContext context, Supplier<@Nullable PeerId> blamed) {
    this.context = context;
    this.blamed = blamed;
    schedule();
  }

  /**
   * Registers it for tests.
   *
   * @param blamed the peer with the bug, or null while there is none
   */
  static IncidentPlugin plugin(Supplier<@Nullable PeerId> blamed) {
    return new IncidentPlugin("spam.false-reports", context -> new FalseReports(context, blamed));
  }

  private void schedule() {
    context.schedule(
        Duration.ofSeconds(1),
        "reports",
        () -> {
          schedule();
          PeerId id = blamed.get();
          Peer peer = id == null ? null : up.get(id);
          for (int i = 0; peer != null && i < AT_ONCE; i++) {
            context.report(peer, Misbehaviour.MALFORMED_FRAME);
          }
        });
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    return true;
  }

  @Override
  public void onPeerUp(Peer peer) {
    up.put(peer.id(), peer);
  }

  @Override
  public void onPeerDown(Peer peer) {
    up.remove(peer.id());
  }
}
