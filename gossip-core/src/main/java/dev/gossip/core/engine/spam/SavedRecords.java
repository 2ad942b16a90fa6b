package dev.gossip.core.engine.spam;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What spam controls remember about peers.
 *
 * @param byPlugin the records of each spam control by its plugin's id, those that were written
 *     longest ago first
 */
public record SavedRecords(Map<String, Map<PeerId, ByteString>> byPlugin) {

  /** Of a node whose spam controls remember nothing. */
  public static final SavedRecords NONE = new SavedRecords(Collections.emptyMap());

  /** Copies the records. */
  public SavedRecords {
    Map<String, Map<PeerId, ByteString>> copy = new LinkedHashMap<>();
    byPlugin.forEach(
        (plugin, records) ->
            copy.put(plugin, Collections.unmodifiableMap(new LinkedHashMap<>(records))));
    byPlugin = Collections.unmodifiableMap(copy);
  }

  /** The records of one spam control. */
  public Map<PeerId, ByteString> of(String pluginId) {
    return byPlugin.getOrDefault(pluginId, Collections.emptyMap());
  }
}
