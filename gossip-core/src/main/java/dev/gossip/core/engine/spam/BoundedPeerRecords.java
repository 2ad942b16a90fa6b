package dev.gossip.core.engine.spam;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.PeerRecords;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Records in memory, in the order in which they were written. */
final class BoundedPeerRecords implements PeerRecords {
  /** A guess: ten times the peers of a busy node. With full records, 10 MiB. */
  static final int MAX_RECORDS = 10_000;

  private final Map<PeerId, ByteString> records = new LinkedHashMap<>(0);

  /**
   * @param kept from an earlier run, those that were written longest ago first
   */
  BoundedPeerRecords(Map<PeerId, ByteString> kept) {
    kept.forEach(this::put);
  }

  /** All records, those that were written longest ago first. */
  Map<PeerId, ByteString> all() {
    return Collections.unmodifiableMap(records);
  }

  @Override
  public Optional<ByteString> get(PeerId peer) {
    return Optional.ofNullable(records.get(peer));
  }

  @Override
  public void put(PeerId peer, ByteString record) {
    requireNonNull(peer, "peer");
    if (record.size() > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "a record has at most " + MAX_RECORD_BYTES + " bytes, not " + record.size());
    }
    records.remove(peer);
    records.put(peer, record);
    if (records.size() > MAX_RECORDS) {
      records.remove(records.keySet().iterator().next());
    }
  }

  @Override
  public void remove(PeerId peer) {
    records.remove(peer);
  }
}
