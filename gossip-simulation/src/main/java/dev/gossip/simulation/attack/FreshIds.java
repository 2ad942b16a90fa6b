package dev.gossip.simulation.attack;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.DownReason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Sends garbage until it is refused, and comes back at once under a new id. */
final class FreshIds implements Attack {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Hands hands;
  private final GarbageFlooder flooder;
  private final Set<PeerAddress> known = new LinkedHashSet<>();
  private boolean isRefused;
  private long latestIdNanos;

  FreshIds(Hands hands) {
    this.hands = hands;
    this.flooder = new GarbageFlooder(hands);
    this.latestIdNanos = hands.nowNanos();
  }

  @Override
  public void up(HostileLink link) {
    known.add(link.address());
  }

  @Override
  public void down(HostileLink link, DownReason reason) {
    isRefused |= reason.kind() == DownReason.Kind.REFUSED_BY_PEER;
  }

  @Override
  public void refused(PeerAddress address) {
    isRefused = true;
  }

  @Override
  public Duration interval() {
    return flooder.interval();
  }

  @Override
  public void tick() {
    if (isRefused && hands.nowNanos() - latestIdNanos >= PAUSE.toNanos()) {
      isRefused = false;
      latestIdNanos = hands.nowNanos();
      hands.freshId();
      known.forEach(hands::dial);
    }
    flooder.tick();
  }
}
