package dev.gossip.core.engine;

import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.engine.spec.NodeKey;
import java.util.Optional;

/**
 * What a node still has after a restart.
 *
 * @param seenLog which messages it has seen
 * @param key the key from which its id follows; without one, or with a transport that does not
 *     prove ids, the node has a new id
 * @param addresses which addresses it knows
 * @param records what its spam controls remember about peers
 */
public record RestartState(
    SeenLog seenLog, Optional<NodeKey> key, AddressStore addresses, PeerRecordStore records) {

  /** The state of a node that keeps nothing. */
  public static final RestartState NONE = of(SeenLog.NONE);

  /** The same state with another key. */
  public RestartState with(Optional<NodeKey> other) {
    return new RestartState(seenLog, other, addresses, records);
  }

  /** The state of a node that has a new id at every start, and knows no addresses. */
  public static RestartState of(SeenLog seenLog) {
    return new RestartState(seenLog, Optional.empty(), AddressStore.NONE, PeerRecordStore.NONE);
  }
}
