package dev.gossip.core.engine.spam;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginContext;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The view that one spam control has of its node. */
final class EngineSpamContext extends PluginContext implements SpamContext {
  // Null before its first use.
  private @Nullable BoundedPeerRecords records;
  private final Requests requests;

  /** What a spam control may ask its node for. */
  interface Requests {

    /** The standing of a node may have changed. */
    void standingChanged(PeerId peer);

    /** A peer is to be reported to all spam controls. */
    void report(Peer peer, Misbehaviour kind);

    /** Where a peer that is up is. */
    Optional<PeerAddress> addressOf(PeerId peer);
  }

  EngineSpamContext(NodeServices services, Journal journal, Requests requests) {
    super(services, journal, journal.pluginId(), services.limits().maxTimers());
    this.requests = requests;
  }

  @Override
  public boolean provesIds() {
    return services().identity().isProven();
  }

  @Override
  public PeerRecords records() {
    if (records == null) {
      records = new BoundedPeerRecords(Collections.emptyMap());
    }
    return records;
  }

  /** Takes what was remembered in an earlier run. */
  void restore(Map<PeerId, ByteString> kept) {
    if (!kept.isEmpty()) {
      records = new BoundedPeerRecords(kept);
    }
  }

  /** What is remembered; empty if nothing ever was. */
  Optional<Map<PeerId, ByteString>> remembered() {
    return Optional.ofNullable(records).map(BoundedPeerRecords::all);
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
    act(() -> requests.standingChanged(peer));
  }

  @Override
  public void report(Peer peer, Misbehaviour kind) {
    requireNonNull(peer, "peer");
    requireNonNull(kind, "kind");
    act(() -> requests.report(peer, kind));
  }

  @Override
  public Optional<AddressGroup> group(PeerId peer) {
    return requests.addressOf(peer).map(AddressGroup::of);
  }

  @Override
  public Duration messageLifetime() {
    return Duration.ofMillis(services().limits().lifetimeMillis());
  }

  @Override
  public long wallMillis() {
    return services().wallMillis();
  }
}
