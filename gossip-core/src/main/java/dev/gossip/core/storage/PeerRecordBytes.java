package dev.gossip.core.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.core.engine.spam.SavedRecords;
import dev.gossip.core.proto.PeerRecord;
import dev.gossip.core.proto.PluginRecords;
import dev.gossip.core.proto.RecordContent;
import dev.gossip.core.proto.RecordFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The binary form of what spam controls remember about peers. */
final class PeerRecordBytes {
  static final int VERSION = 1;

  /** Of a file. A guess: 10,000 of the largest records, and a few more. */
  static final int MAX_BYTES = 16 << 20;

  // More than a record has around its bytes, and more than the file has around its records.
  private static final int BYTES_AROUND_RECORD = 64;
  private static final int BYTES_AROUND_RECORDS = 64 << 10;

  private PeerRecordBytes() {}

  /** If there is too much, those of a spam control that were written longest ago are left out. */
  static byte[] encode(SavedRecords records) {
    RecordContent.Builder content = RecordContent.newBuilder();
    int plugins = Math.max(1, records.byPlugin().size());
    int roomForEach = (MAX_BYTES - BYTES_AROUND_RECORDS) / plugins;
    records
        .byPlugin()
        .forEach(
            (plugin, byId) ->
                content.addPlugins(
                    PluginRecords.newBuilder()
                        .setPlugin(plugin)
                        .addAllRecords(latest(byId, roomForEach))));
    ByteString bytes = content.build().toByteString();
    return RecordFile.newBuilder()
        .setVersion(VERSION)
        .setChecksum(AddressBookBytes.checksum(bytes))
        .setContent(bytes)
        .build()
        .toByteArray();
  }

  private static List<PeerRecord> latest(Map<PeerId, ByteString> records, int maxBytes) {
    List<Map.Entry<PeerId, ByteString>> newestFirst = new ArrayList<>(records.entrySet());
    Collections.reverse(newestFirst);
    List<PeerRecord> kept = new ArrayList<>();
    int bytes = 0;
    for (Map.Entry<PeerId, ByteString> entry : newestFirst) {
      bytes += entry.getValue().size() + BYTES_AROUND_RECORD;
      if (bytes > maxBytes) {
        break;
      }
      kept.add(
          PeerRecord.newBuilder()
              .setId(entry.getKey().bytes())
              .setRecord(entry.getValue())
              .build());
    }
    Collections.reverse(kept);
    return kept;
  }

  /**
   * Decodes records.
   *
   * @throws IllegalArgumentException if these bytes are none; the message says what is wrong
   */
  static SavedRecords decode(byte[] bytes) {
    try {
      RecordFile file = RecordFile.parseFrom(bytes);
      if (file.getVersion() == 0) {
        throw new IllegalArgumentException("it has no records of peers");
      }
      if (file.getVersion() != VERSION) {
        throw new IllegalArgumentException(
            "it has the format "
                + Integer.toUnsignedString(file.getVersion())
                + " of another version");
      }
      if (file.getChecksum() != AddressBookBytes.checksum(file.getContent())) {
        throw new IllegalArgumentException("it is damaged");
      }
      return decode(RecordContent.parseFrom(file.getContent()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is damaged", e);
    }
  }

  private static SavedRecords decode(RecordContent content) {
    // Also what is left if the end of the file is missing.
    if (content.getPluginsCount() == 0) {
      throw new IllegalArgumentException("it is damaged");
    }
    Map<String, Map<PeerId, ByteString>> byPlugin = new LinkedHashMap<>();
    for (PluginRecords plugin : content.getPluginsList()) {
      Map<PeerId, ByteString> records = new LinkedHashMap<>();
      for (PeerRecord record : plugin.getRecordsList()) {
        if (record.getRecord().size() > PeerRecords.MAX_RECORD_BYTES) {
          throw new IllegalArgumentException("it has a record that is too large");
        }
        records.put(new PeerId(record.getId().toByteArray()), record.getRecord());
      }
      byPlugin.put(plugin.getPlugin(), records);
    }
    return new SavedRecords(byPlugin);
  }
}
