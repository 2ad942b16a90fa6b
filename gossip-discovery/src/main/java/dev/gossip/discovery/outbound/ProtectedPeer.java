package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Protects one outbound peer, drawn at random, from the judgement of spam control, so that nobody
 * who manipulates scores can take all links of this node. Another one each hour, so that no peer
 * may misbehave for long.
 */
final class ProtectedPeer {
  /** The mean. Required of this membership; Bitcoin protects four peers for good. */
  static final Duration PERIOD = Duration.ofHours(1);

  private final MembershipContext context;
  private final Links links;
  private @Nullable PeerId current;

  ProtectedPeer(MembershipContext context, Links links) {
    this.context = context;
    this.links = links;
    drawLater();
  }

  private void drawLater() {
    TimerHandle unused =
        context.schedule(
            Jitter.around(PERIOD, context.random()),
            "protect",
            () -> {
              draw();
              drawLater();
            });
  }

  /** A peer is up. */
  void onUp(KnownLink link) {
    if (current == null && link.isOutbound()) {
      draw();
    }
  }

  /** A peer is down. */
  void onDown(PeerId id) {
    if (id.equals(current)) {
      draw();
    }
  }

  private void draw() {
    List<PeerId> outbound =
        links.up().stream().filter(KnownLink::isOutbound).map(KnownLink::id).toList();
    current = outbound.isEmpty() ? null : outbound.get(context.random().nextInt(outbound.size()));
    if (current != null) {
      context.protect(current);
    }
  }
}
