package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.PeerRecords;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The records of a spam control, bounded as in a node. */
final class ScriptedRecords implements PeerRecords {
  private final Map<PeerId, ByteString> records = new LinkedHashMap<>();
  private final int capacity;

  /**
   * @param capacity the maximum number of records
   */
  ScriptedRecords(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public Optional<ByteString> get(PeerId peer) {
    return Optional.ofNullable(records.get(peer));
  }

  @Override
  public void put(PeerId peer, ByteString record) {
    if (record.size() > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "a record has at most " + MAX_RECORD_BYTES + " bytes, not " + record.size());
    }
    records.remove(peer);
    records.put(peer, record);
    if (records.size() > capacity) {
      records.remove(records.keySet().iterator().next());
    }
  }

  @Override
  public void remove(PeerId peer) {
    records.remove(peer);
  }
}
