package dev.gossip.core.engine.spam;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.PeerId;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The view that one spam control has of its node. */
final class EngineSpamContext extends PluginContext implements SpamContext {
  // Null before its first use.
  private @Nullable PeerRecords records;
  private final Consumer<PeerId> onStandingChanged;

  EngineSpamContext(NodeServices services, Journal journal, Consumer<PeerId> onStandingChanged) {
    super(services, journal, journal.pluginId(), services.limits().maxTimers());
    this.onStandingChanged = onStandingChanged;
  }

  @Override
  public boolean provesIds() {
    return services().identity().isProven();
  }

  @Override
  public PeerRecords records() {
    if (records == null) {
      records = new BoundedPeerRecords();
    }
    return records;
  }

  /** Removes the record of a peer, if there is one. */
  void forget(PeerId peer) {
    if (records != null) {
      records.remove(peer);
    }
  }

  @Override
  public void standingChanged(PeerId peer) {
    requireNonNull(peer, "peer");
    act(() -> onStandingChanged.accept(peer));
  }
}
