package dev.gossip.testkit.context;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.PeerRecords;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The records of a spam control, bounded as in a node. Not thread-safe. */
public final class ScriptedRecords implements PeerRecords {
  /** How many records a node keeps. */
  public static final int MAX_RECORDS = 10_000;

  private final Map<PeerId, ByteString> records = new LinkedHashMap<>();
  private final int capacity;

  /** Creates the records of a node. */
  public ScriptedRecords() {
    this(MAX_RECORDS);
  }

  /**
   * Creates records.
   *
   * @param capacity the maximum number of records
   */
  public ScriptedRecords(int capacity) {
    this.capacity = capacity;
  }

  /** All records, those that were written longest ago first. */
  public Map<PeerId, ByteString> all() {
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
    if (records.size() > capacity) {
      records.remove(records.keySet().iterator().next());
    }
  }

  @Override
  public void remove(PeerId peer) {
    records.remove(peer);
  }
}
